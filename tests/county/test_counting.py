"""The public count in a browser: keys, a reload, a lost connection, two windows; no stroke is lost or doubled."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.roles import Role
from ballots.models import PublicCount, Stroke
from tests.county.conftest import PATIENCE, County

pytestmark = pytest.mark.browser


@pytest.fixture
def count(county: County) -> PublicCount:
    return PublicCount.objects.filter(closed_at=None).order_by("pk")[0]


@pytest.fixture
def hall(county: County, browser: Browser) -> Iterator[BrowserContext]:
    """The machine in the hall; its connection may be cut, so what the console says of that is no complaint."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    context.add_cookies([county.cookie(Role.COUNTY_ORGANISER)])  # type: ignore[list-item]
    yield context
    context.close()


def window(county: County, hall: BrowserContext, count: PublicCount) -> Page:
    page = hall.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(county.address + reverse("ballots:count", args=[count.pk]))
    return page


def votes(page: Page) -> int:
    return int(page.locator("[data-key='1'] [data-votes]").inner_text())


def called(page: Page) -> int:
    return int(page.locator("[data-called]").inner_text())


def call(page: Page) -> None:
    """A paper with one name, and the next paper."""
    page.keyboard.press("1")
    page.keyboard.press("Enter")


def shows(page: Page, number: int) -> None:
    expect(page.locator("[data-key='1'] [data-votes]")).to_have_text(str(number))


def test_each_key_is_a_stroke_that_a_reload_keeps_and_backspace_takes_back(county, hall, count):
    page = window(county, hall, count)
    before, papers = votes(page), called(page)
    for _time in range(6):
        call(page)
    shows(page, before + 6)
    assert called(page) == papers + 6
    # 正 grows: the strokes drawn are as many as the votes.
    drawn = page.locator("[data-key='1'] [data-strokes] path")
    expect(drawn).to_have_count(before + 6)
    page.wait_for_timeout(1500)
    page.reload()
    shows(page, before + 6)
    page.keyboard.press("Backspace")
    shows(page, before + 5)


def test_calls_without_a_connection_are_kept_and_sent_once(county, hall, count):
    page = window(county, hall, count)
    before = votes(page)
    page.wait_for_timeout(1500)
    stored = Stroke.objects.filter(count=count).count()
    hall.set_offline(True)
    for _time in range(3):
        call(page)
    shows(page, before + 3)
    expect(page.locator("#count-offline")).to_be_visible()
    assert Stroke.objects.filter(count=count).count() == stored
    hall.set_offline(False)
    expect(page.locator("#count-offline")).to_be_hidden()
    page.wait_for_timeout(1500)
    assert Stroke.objects.filter(count=count).count() == stored + 3
    page.reload()
    shows(page, before + 3)


def test_two_windows_see_each_others_strokes_and_double_none(county, hall, count):
    one, other = window(county, hall, count), window(county, hall, count)
    before = votes(one)
    call(one)
    call(other)
    for page in (one, other):
        expect(page.locator("[data-key='1'] [data-votes]")).to_have_text(str(before + 2))
