"""Every page as every role sees it: accessible, within the window, light, free of errors; and what scripts add to it."""

import gzip
import json
import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Dialog, Page, Request, expect

from accounts.roles import Role
from electionadmin.local.paths import ROOT
from elections.calendar.models import CountyDay
from elections.committee.models import CommitteeMember, ElectionCommittee, Leaving
from elections.digests.models import Digest
from elections.groups.models import GroupKind, WorkGroup
from elections.models import Body, Cycle
from tests.county.conftest import BrowserPage, County

pytestmark = pytest.mark.browser

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
FIRST_PAGE, LATER_PAGE = 100_000, 30_000  # bytes that a township's line carries, compressed
# What scripts and styles take hold of: a page without a new one is to an old browser as one that it has opened.
_HOOKS = re.compile(r'<(\w+)|\b(hx-[a-z-]+|data-[a-z-]+|type="[a-z]+")|class="([^"]+)"')
_MARKUP = re.compile(r"<(\w+)([^>]*)>")
_SHAPE = re.compile(r'\b(class|role|type|aria-[a-z]+|scope|hx-[a-z]+)="([^"]*)"')


def parts_of(html: str) -> set[Any]:
    """What a page is made of, as axe looks at it."""
    return {(tag, tuple(_SHAPE.findall(rest))) for tag, rest in _MARKUP.findall(html)}


def violations(page: Page, *, rail: bool = True) -> list[str]:
    page.evaluate(AXE)
    # Rows repeat themselves: a dozen of them stand for all. The rail is the same on all pages of a role.
    left_out = ["tbody tr:nth-child(n+13)", *([] if rail else [".rail-stay"])]
    result: dict[str, Any] = page.evaluate(
        "left_out => axe.run({exclude: left_out}, {resultTypes: ['violations']})", left_out
    )
    return [
        f"{page.url} {found['id']}: {node['html'][:160]}"
        for found in result["violations"]
        if found["impact"] in {"serious", "critical"}
        for node in found["nodes"]
    ]


def requests_of(page: Page, *, containing: str = "", method: str = "GET") -> list[str]:
    """Addresses that the page asks for from now on."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.method == method and containing in request.url:
            asked.append(request.url)

    page.on("request", note)
    return asked


@pytest.fixture(scope="module")
def seen() -> defaultdict[int, set[Any]]:
    """Views and parts of pages that were looked at already, by width."""
    return defaultdict(set)


@pytest.mark.parametrize("role", list(Role))
def test_pages_are_accessible_light_and_within_the_window(county: County, browser_page: BrowserPage, seen, role):
    width = 390 if role is Role.VILLAGE_INFORMANT else 1366
    page = browser_page(role, width=width)
    found = []
    for name, example in county.pages_of(role).items():
        assert len(gzip.compress(example.html.encode())) < LATER_PAGE, example.path
        # Each view once, and again where a role is shown a part that no page had before.
        parts = {name, *parts_of(example.html)}
        if parts <= seen[width]:
            continue
        seen[width] |= parts
        page.goto(county.address + example.path)
        found += violations(page, rail=name == "home")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{example.path} is wider than the window of {width}")
    assert found == []


def test_sign_in_is_accessible(county: County, browser_page: BrowserPage):
    page = browser_page(None)
    page.goto(county.address + "/account/sign-in/")
    assert violations(page) == []


def test_first_page_with_all_it_needs_is_light():
    files = [*(ROOT / "static").rglob("*.*"), ROOT / "node_modules/htmx.org/dist/htmx.min.js"]
    assert sum(len(gzip.compress(Path(file).read_bytes())) for file in files) < FIRST_PAGE - LATER_PAGE


def test_refused_form_puts_the_focus_on_the_summary_which_leads_to_the_field(county: County, browser_page: BrowserPage):
    page = browser_page(Role.COUNTY_ADMIN)
    page.goto(county.address + "/departments/add/")
    page.locator("form.form button").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary a").first.click()
    expect(page.locator(".field-invalid input").first).to_be_focused()


def test_leaving_a_changed_form_asks_first(county: County, browser_page: BrowserPage):
    page = browser_page(Role.COUNTY_ADMIN)
    page.goto(county.address + "/departments/add/")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator("form.form input[type=text]").first.press_sequentially("县教育局")
    page.locator(".brand").click()
    assert asked == ["beforeunload"]
    expect(page.locator("form.form input[type=text]").first).to_have_value("县教育局")


def test_form_is_sent_once_however_often_it_is_clicked(county: County, browser_page: BrowserPage):
    page = browser_page(Role.COUNTY_ADMIN)
    page.goto(county.address + "/departments/add/")
    sent = requests_of(page, method="POST")
    page.evaluate("() => { const b = document.querySelector('form.form button'); b.click(); b.click(); b.click(); }")
    expect(page.locator(".error-summary")).to_be_visible()
    assert len(sent) == 1


@pytest.fixture
def elections(county: County, browser_page: BrowserPage) -> Page:
    page = browser_page(Role.COUNTY_ORGANISER)
    page.goto(county.address + "/elections/")
    return page


def test_typing_searches_and_the_address_holds_the_state(elections: Page):
    elections.locator("[data-live-search]").press_sequentially("城西", delay=20)
    expect(elections.locator(".list tbody tr")).to_have_count(3)
    assert elections.url.endswith("/elections/?q=%E5%9F%8E%E8%A5%BF")
    elections.reload()
    expect(elections.locator(".list tbody tr")).to_have_count(3)


def test_choosing_a_filter_narrows_at_once_and_going_back_undoes_it(elections: Page):
    everything = elections.locator(".list-count").inner_text()
    elections.locator("#filter-body").select_option("party")
    expect(elections.locator(".condition")).to_have_count(1)
    elections.go_back()
    expect(elections.locator(".list-count")).to_have_text(everything)


def test_composing_neither_searches_nor_submits_until_the_word_is_chosen(elections: Page):
    asked = requests_of(elections, containing="?")
    search = elections.locator("[data-live-search]")
    search.focus()
    keyboard = elections.context.new_cdp_session(elections)
    keyboard.send("Input.imeSetComposition", {"text": "cheng", "selectionStart": 5, "selectionEnd": 5})
    elections.wait_for_timeout(700)
    assert asked == []
    keyboard.send("Input.insertText", {"text": "城西"})
    expect(elections.locator(".list tbody tr")).to_have_count(3)


@pytest.mark.parametrize("signs", [{"isComposing": True}, {"keyCode": 229}])
@pytest.mark.parametrize("path", ["/elections/", "/departments/add/"])
def test_enter_that_picks_a_word_is_no_key_of_ours(county: County, browser_page: BrowserPage, path, signs):
    page = browser_page(Role.COUNTY_ADMIN)
    page.goto(county.address + path)
    prevented = page.evaluate(
        """signs => [...document.querySelectorAll("input[type=text], input[type=search]")].map(input => {
            const key = new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true, ...signs});
            return !input.dispatchEvent(key);
        })""",
        signs,
    )
    assert prevented
    assert all(prevented)
    for letter in "/jk":
        page.evaluate(
            """([letter, signs]) => document.body.dispatchEvent(
                new KeyboardEvent("keydown", {key: letter, bubbles: true, cancelable: true, ...signs}))""",
            [letter, signs],
        )
    assert page.evaluate("document.activeElement === document.body")


def test_list_is_walked_by_keys_alone(elections: Page):
    elections.keyboard.press("/")
    expect(elections.locator("[data-live-search]")).to_be_focused()
    elections.keyboard.press("ArrowDown")
    links = elections.locator(".list tbody tr a")
    expect(links.nth(0)).to_be_focused()
    elections.keyboard.press("j")
    elections.keyboard.press("ArrowDown")
    elections.keyboard.press("k")
    expect(links.nth(1)).to_be_focused()
    target = links.nth(1).get_attribute("href")
    elections.keyboard.press("Enter")
    elections.wait_for_url(f"**{target}")


def test_answer_of_another_page_is_gone_to_rather_than_shown_in_the_list(elections: Page):
    elections.context.clear_cookies()
    elections.locator("#filter-body").select_option("party")
    elections.wait_for_url("**/account/sign-in/**")


def test_everything_works_without_scripts(county: County, browser_page: BrowserPage):
    page = browser_page(Role.COUNTY_ORGANISER, width=390, java_script_enabled=False)
    page.goto(county.address + "/")
    page.locator("details.menu summary").click()
    page.locator('.menu-body a[href="/elections/"]').click()
    page.locator("[data-live-search]").fill("城西")
    page.locator(".filter-go button").click()
    expect(page.locator(".list tbody tr")).to_have_count(3)


def test_list_prints_whole_on_sheets_across(county: County, browser_page: BrowserPage):
    page = browser_page(Role.COUNTY_ORGANISER)
    page.add_init_script("window.print = () => { window.printed = true; }")
    page.goto(county.address + "/elections/?body=party&format=print")
    assert page.evaluate("window.printed")
    page.emulate_media(media="print")
    expect(page.locator(".rail")).to_be_hidden()
    expect(page.locator(".condition")).to_be_visible()
    width, height = _first_sheet(page.pdf(prefer_css_page_size=True))
    assert width > height


def _first_sheet(pdf: bytes) -> tuple[float, float]:
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf)
    assert box
    return float(box[1]), float(box[2])


def test_pages_open_without_a_complaint_in_chromium_79(county: County):
    orders: list[dict[str, Any]] = []
    met: set[Any] = set()
    for role in Role:
        for example in county.pages_of(role).values():
            if not met.issuperset(hooks := set(_HOOKS.findall(example.html))):
                orders.append({"url": county.address + example.path, "cookie": county.cookie(role)})
                met |= hooks
    node = shutil.which("node") or str(ROOT / ".venv/bin/node")
    done = subprocess.run(
        [node, ROOT / "tests/county/chromium79.js"],
        input=json.dumps(orders),
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)
    assert answer["version"].startswith("HeadlessChrome/79.")
    assert answer["opened"] == len(orders)
    assert answer["complaints"] == []


def test_the_demonstration_shows_every_state_of_committees_calendar_and_groups(county: County):
    client = county.client(Role.COUNTY_ORGANISER)
    listing = client.get(reverse("elections:committee_list"))
    for state in ("none", "incomplete", "unfiled", "office"):
        narrowed = client.get(reverse("elections:committee_list") + f"?state={state}")
        assert narrowed.context["listing"].page.paginator.count, state
    assert listing.context["listing"].page.paginator.count == 187
    assert set(CommitteeMember.objects.exclude(left_for="").values_list("left_for", flat=True)) >= {
        Leaving.NOMINATED,
        Leaving.RESIGNED,
    }
    assert ElectionCommittee.objects.filter(announced_on=None).exists()
    assert set(WorkGroup.objects.values_list("kind", flat=True)) == set(GroupKind.values)
    assert CountyDay.objects.count() == 2
    assert Digest.objects.filter(day=timezone.localdate()).count() == 3
    cycle = Cycle.objects.get()
    page = client.get(reverse("elections:calendar", args=[cycle.county_id]))
    states = {row.state for _label, rows in page.context["groups"] for row in rows}
    assert states >= {"overdue", "later"}
    entries = [entry.state for _label, rows in page.context["groups"] for row in rows for entry in row.entries]
    assert {"done", "late", "overdue", "due", "later"} <= set(entries)
    assert cycle.elections.filter(body=Body.COMMITTEE).count() == 187
