"""Working days: the calendar of the State Council's yearly notices, behind what a county says of its own days.

Pure: the county's table is an argument (`elections.calendar.queries.day_table` reads it). The notice of a year comes out late in
the year before. A year of which nobody knows the notice is never guessed silently: `is_working_day` raises UnknownYear,
and what reaches into such a year is reckoned by weekends alone and says so (`provisional`).
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Literal

from chinese_calendar import constants
from django.utils.translation import gettext

ONE_DAY = datetime.timedelta(days=1)
_SATURDAY = 5
_NO_DAYS: Mapping[datetime.date, bool] = MappingProxyType({})

Source = Literal["county", "notice", "weekday", "unknown"]


class UnknownYear(LookupError):
    """Neither the software nor the county knows the holidays of this year."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year


@dataclass(frozen=True, slots=True)
class DayTable:
    """What a county says of its days, before all else.

    `days` maps a day to whether it is worked (a swapped working day True, a holiday moved or added False); `years` are
    those whose notice the county has entered in full, so that the rest of them goes by weekends.
    """

    days: Mapping[datetime.date, bool] = field(default_factory=lambda: _NO_DAYS)
    years: frozenset[int] = frozenset()


NOTICES = DayTable()
"""A county that has entered nothing: the published notices alone."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a day is, the holiday's Chinese name where it has one, and who says so."""

    working: bool
    name: str
    source: Source


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A day that was counted to; `provisional` are the years counted by weekends alone because no notice is known."""

    day: datetime.date
    provisional: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of working days; `provisional` as of Reckoned."""

    days: int
    provisional: tuple[int, ...] = ()


@cache
def known_years() -> frozenset[int]:
    """The years whose notices the software holds."""
    return frozenset(day.year for day in constants.holidays)


@cache
def _names() -> dict[str, str]:
    return {holiday.value: holiday.chinese for holiday in constants.Holiday}


def kind_of(day: datetime.date, table: DayTable = NOTICES) -> Kind:
    """What a day is: by the county's table, the year's notice, or its place in the week (`unknown` without a notice)."""
    name = constants.workdays.get(day) or constants.holidays.get(day) or ""
    name = _names().get(name, name)
    if day in table.days:
        return Kind(table.days[day], name, "county")
    if day in constants.workdays:
        return Kind(working=True, name=name, source="notice")
    if day in constants.holidays:
        return Kind(working=False, name=name, source="notice")
    known = day.year in known_years() or day.year in table.years
    return Kind(day.weekday() < _SATURDAY, "", "weekday" if known else "unknown")


def is_working_day(day: datetime.date, table: DayTable = NOTICES) -> bool:
    """Whether a day is worked. Raises UnknownYear where nobody knows the notice of its year."""
    kind = kind_of(day, table)
    if kind.source == "unknown":
        raise UnknownYear(day.year)
    return kind.working


def working_days(after: datetime.date, until: datetime.date, table: DayTable = NOTICES) -> Counted:
    """Working days after `after` up to `until` and with it (民法典第二百零一条: the day a period starts on is not counted).

    Negative when `until` lies before: then the days after `until` up to `after`.
    """
    if until < after:
        back = working_days(until, after, table)
        return Counted(-back.days, back.provisional)
    kinds = list(_kinds(after + ONE_DAY, until, table))
    return Counted(sum(kind.working for _day, kind in kinds), _unknown(kinds))


def add_working_days(start: datetime.date, number: int, table: DayTable = NOTICES) -> Reckoned:
    """The `number`-th working day after `start` (before it, for a negative number); `start` itself for 0."""
    step = ONE_DAY if number > 0 else -ONE_DAY
    day, left, passed = start, abs(number), []
    while left:
        day += step
        kind = kind_of(day, table)
        passed.append((day, kind))
        left -= kind.working
    return Reckoned(day, _unknown(passed))


def next_working_day(day: datetime.date, table: DayTable = NOTICES) -> Reckoned:
    """The day itself where it is worked, else the first worked one after it (民法典第二百零三条, for the last day of a period)."""
    return _nearest(day, ONE_DAY, table)


def previous_working_day(day: datetime.date, table: DayTable = NOTICES) -> Reckoned:
    """The day itself where it is worked, else the last worked one before it: for what must be done by a day."""
    return _nearest(day, -ONE_DAY, table)


def end_of_period(
    start: datetime.date, *, days: int, table: DayTable = NOTICES, moved_by_holidays: bool = True
) -> Reckoned:
    """Last day of a period of calendar days from an event on `start`: the day after is its first (民法典第二百零一条).

    A last day that is not worked gives way to the next worked one (第二百零三条), unless `moved_by_holidays` is false.
    """
    last = start + datetime.timedelta(days=days)
    return next_working_day(last, table) if moved_by_holidays else Reckoned(last)


def provisional_note(years: tuple[int, ...]) -> str:
    """The sentence beside what was reckoned without a notice; empty where nothing was."""
    if not years:
        return ""
    return gettext(
        "The holidays of %(years)s are not known yet: weekends alone were counted. Enter the notice of the State Council"
        " in the county's table of days."
    ) % {"years": "、".join(map(str, years))}


def _nearest(day: datetime.date, step: datetime.timedelta, table: DayTable) -> Reckoned:
    passed = [(day, kind_of(day, table))]
    while not passed[-1][1].working:
        day += step
        passed.append((day, kind_of(day, table)))
    return Reckoned(day, _unknown(passed))


def _kinds(first: datetime.date, last: datetime.date, table: DayTable) -> Iterator[tuple[datetime.date, Kind]]:
    for offset in range((last - first).days + 1):
        day = first + datetime.timedelta(days=offset)
        yield day, kind_of(day, table)


def _unknown(kinds: list[tuple[datetime.date, Kind]]) -> tuple[int, ...]:
    return tuple(sorted({day.year for day, kind in kinds if kind.source == "unknown"}))
