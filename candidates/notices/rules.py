"""How long a public notice lasts and what it shows, without database or clock."""

import datetime
from dataclasses import dataclass
from typing import Any, Final, cast

from django.utils.translation import gettext as _

from electionadmin.findings import Finding
from elections.rulebooks import Rulebook
from elections.workdays import ONE_DAY, DayTable, add_working_days, kind_of, next_working_day

# All that a poster may show of a person, in its order. ID number, address and telephone are not among it and never will be.
WHITELIST: Final = (
    "name",
    "sex",
    "ethnicity",
    "born",
    "party_joined",
    "education",
    "present_post",
    "village",
    "proposed_post",
)


@dataclass(frozen=True, slots=True)
class Length:
    """How long, as the rulebook has it: at least so many days, working days or not, whether the first day counts."""

    days: int
    working: bool
    first_counts: bool
    start: str
    basis: str


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day. `holiday` names the day off on which the notice was to start, empty where it was not moved.

    `provisional` are years whose holidays are not known yet.
    """

    first: datetime.date
    last: datetime.date
    moved: bool = False
    holiday: str = ""
    provisional: tuple[int, ...] = ()


class StartsOnHoliday(ValueError):
    """The rulebook refuses a notice that starts on a day off; `following` is the next working day."""

    def __init__(self, day: datetime.date, holiday: str, following: datetime.date) -> None:
        super().__init__(day)
        self.day = day
        self.holiday = holiday
        self.following = following


def length(book: Rulebook, chapter: str) -> Length:
    """The length that the rulebook demands."""
    days = book.need(chapter, "notice_days")
    return Length(
        days=cast("int", days.value),
        working=book.flag(chapter, "notice_working_days"),
        first_counts=book.flag(chapter, "notice_first_day"),
        start=book.choice(chapter, "notice_start"),
        basis=days.basis,
    )


def period(asked: datetime.date, wanted: Length, table: DayTable, *, days: int | None = None) -> Period:
    """First and last day of a notice that is to start on `asked`; `days` for a longer one. Raises StartsOnHoliday."""
    number = max(days or 0, wanted.days)
    kind = kind_of(asked, table)
    start = next_working_day(asked, table)
    if not kind.working and wanted.start == "refused":
        raise StartsOnHoliday(asked, kind.name, start.day)
    further = number - 1 if wanted.first_counts else number
    last = (
        add_working_days(start.day, further, table)
        if wanted.working
        else next_working_day(start.day + further * ONE_DAY, table)
    )
    years = tuple(sorted({*start.provisional, *last.provisional}))
    return Period(start.day, last.day, not kind.working, "" if kind.working else kind.name, years)


def long_enough(first: datetime.date, last: datetime.date, wanted: Length, table: DayTable) -> Finding:
    """Whether a notice lasted as long as it must."""
    least = period(first, Length(wanted.days, wanted.working, wanted.first_counts, "moved", wanted.basis), table).last
    words = {"first": first, "last": last, "least": least}
    said = _("from %(first)s until %(last)s, at least until %(least)s") % words
    return Finding("notice.length", last >= least, "block", wanted.basis, said)


def shown(facts: dict[str, Any]) -> dict[str, Any]:
    """What of a person's facts a poster may show. Raises KeyError for a field that is missing."""
    return {field: facts[field] for field in WHITELIST}
