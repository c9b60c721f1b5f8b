"""Working days: a table typed from the State Council's notices of 2020 to 2026, and what must hold for any days."""

import datetime
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from elections import workdays
from elections.workdays import Counted, DayTable, Reckoned, UnknownYear

CASES = [line.split("\t") for line in Path(__file__).with_name("workdays.tsv").read_text().splitlines()]
DAYS = st.dates(datetime.date(2019, 1, 10), datetime.date(2026, 11, 30))
NUMBERS = st.integers(-40, 40)


def date(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def test_the_table_is_large_enough():
    assert len(CASES) >= 200


@pytest.mark.parametrize(("kind", "first", "second", "expected"), CASES)
def test_the_table_holds(kind, first, second, expected):
    match kind:
        case "day":
            assert workdays.is_working_day(date(first)) is (expected == "work")
        case "count":
            assert workdays.working_days(date(first), date(second)) == Counted(int(expected))
        case "add":
            assert workdays.add_working_days(date(first), int(second)) == Reckoned(date(expected))


def test_the_county_comes_before_the_notice():
    table = DayTable({date("2026-11-28"): True, date("2026-11-30"): False})
    assert workdays.is_working_day(date("2026-11-28"), table)
    assert not workdays.is_working_day(date("2026-11-30"), table)
    assert workdays.kind_of(date("2026-11-28"), table).source == "county"
    assert workdays.add_working_days(date("2026-11-27"), 2, table).day == date("2026-12-01")


def test_a_holiday_bears_its_name():
    assert workdays.kind_of(date("2026-10-01")) == workdays.Kind(False, "国庆节", "notice")
    assert workdays.kind_of(date("2026-10-10")) == workdays.Kind(True, "国庆节", "notice")
    assert workdays.kind_of(date("2026-10-11")) == workdays.Kind(False, "", "weekday")


def test_a_year_without_a_notice_is_said_never_guessed():
    with pytest.raises(UnknownYear) as raised:
        workdays.is_working_day(date("2031-03-03"))
    assert raised.value.year == 2031
    reckoned = workdays.add_working_days(date("2026-12-31"), 1)
    assert reckoned == Reckoned(date("2027-01-01"), (2027,))
    assert workdays.working_days(date("2030-12-01"), date("2031-01-10")).provisional == (2030, 2031)
    assert workdays.next_working_day(date("2027-01-02")).provisional == (2027,)
    with translation.override("en"):
        assert "2027" in workdays.provisional_note(reckoned.provisional)
    assert workdays.provisional_note(()) == ""


def test_a_year_that_the_county_has_entered_is_known():
    table = DayTable({date("2027-01-01"): False, date("2027-01-02"): True}, frozenset({2027}))
    assert workdays.add_working_days(date("2026-12-31"), 1, table) == Reckoned(date("2027-01-02"))
    assert workdays.is_working_day(date("2027-01-04"), table)


def test_one_day_of_the_county_does_not_make_its_year_known():
    table = DayTable({date("2027-01-01"): False})
    assert not workdays.is_working_day(date("2027-01-01"), table)
    with pytest.raises(UnknownYear):
        workdays.is_working_day(date("2027-01-05"), table)
    assert workdays.add_working_days(date("2026-12-31"), 1, table) == Reckoned(date("2027-01-04"), (2027,))


def test_the_last_day_of_a_period_gives_way_to_a_holiday():
    # Five days from the 26th of September 2025 end on the 1st of October: the holiday lasts to the 8th.
    start = date("2025-09-26")
    assert workdays.end_of_period(start, days=5).day == date("2025-10-09")
    assert workdays.end_of_period(start, days=5, moved_by_holidays=False).day == date("2025-10-01")
    assert workdays.previous_working_day(date("2025-10-05")).day == date("2025-09-30")


def test_leap_day_is_a_day_as_others():
    assert workdays.is_working_day(date("2024-02-29"))
    assert workdays.working_days(date("2024-02-28"), date("2024-03-01")).days == 2


@settings(deadline=None)
@given(DAYS, DAYS, DAYS)
def test_counts_add_up(first, second, third):
    def days(after: datetime.date, until: datetime.date) -> int:
        return workdays.working_days(after, until).days

    assert days(first, second) + days(second, third) == days(first, third)
    assert days(first, second) == -days(second, first)
    assert abs(days(first, second)) <= abs((second - first).days)


@given(DAYS, NUMBERS.filter(bool))
def test_what_is_counted_to_is_worked_and_counts_back(start, number):
    end = workdays.add_working_days(start, number).day
    assert workdays.kind_of(end).working
    assert (end > start) is (number > 0)
    # Going back, the day itself is the last one counted: a start that is not worked is passed over.
    counted = workdays.working_days(start, end).days if number > 0 else workdays.working_days(end, start).days
    assert counted == (number if number > 0 else -number - 1 + workdays.kind_of(start).working)


@given(DAYS)
def test_the_nearest_working_days_enclose_a_day_off(day):
    before, after = workdays.previous_working_day(day).day, workdays.next_working_day(day).day
    assert before <= day <= after
    assert workdays.working_days(before, after).days == (0 if before == after else 1)


@given(DAYS, st.dictionaries(DAYS, st.booleans(), max_size=5))
def test_a_table_changes_its_own_days_alone(day, days):
    table = DayTable(days)
    assert workdays.is_working_day(day, table) is days.get(day, workdays.is_working_day(day))
