"""Values as a reader wants them, and states told by more than colour."""

import datetime
from decimal import Decimal

import pytest
from django.utils.translation import override

from electionadmin.templatetags.ui import badge, icon, plain, progress


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        ("", "—"),
        (0, "0"),
        (1234567, "1,234,567"),
        (Decimal("1234.50"), "1,234.50"),
        ("140431100200", "140431100200"),
        (datetime.date(2026, 11, 2), "2026-11-02"),
        (datetime.datetime(2026, 11, 2, 16, 5, tzinfo=datetime.UTC), "2026-11-03 00:05"),
    ],
)
def test_value_in_a_dense_list(language, value, text):
    with override(language):
        assert plain(value) == text


def test_yes_is_no_number():
    with override("en"):
        assert (plain(True), plain(False)) == ("yes", "no")


def test_badge_has_a_shape_of_its_own_and_escapes_its_word():
    states = {state: badge(state, "<b>") for state in ("ok", "warn", "block", "wait", "info")}
    assert len({icon(state) for state in states}) == 5
    assert all("&lt;b&gt;" in drawn for drawn in states.values())


def test_progress_without_a_total_shows_no_figure():
    assert "value" not in progress(3, None)
    assert "1,200 / 3,000" in progress(1200, 3000)
