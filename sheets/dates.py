"""Dates as offices write them: 1970-05-01, 1970.5.1, 19700501, 1970年5月, 1970.5, 70/5, Excel's day number."""

import datetime
import re
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext

from sheets.cells import Cell, Parser, narrow
from sheets.problems import Corrected, Refused

_SEPARATED: Final = re.compile(
    r"([0-9]{4}|[0-9]{2})[-./年]([0-9]{1,2})(?:[-./月]([0-9]{1,2})日?|月)?(?:[T ]?00:00(:00)?)?"
)
_COMPACT: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})?")
_DAY_NUMBER: Final = re.compile(r"[1-9][0-9]{4}")
_DAY_ZERO: Final = datetime.date(1899, 12, 30)
_EARLIEST: Final = 1880


def date(*, today: datetime.date | None = None, day_needed: bool = False) -> Parser:
    """A date; a month without a day stands for its first day unless `day_needed`.

    Two digits of a year mean the last hundred years, counted from `today` (default: the day of the reading).
    """

    def parse(cell: Cell) -> Any:
        if isinstance(cell, datetime.datetime):
            return cell.date()
        if isinstance(cell, datetime.date):
            return cell
        written = narrow(cell)
        year, month, day, note = _parts(written)
        if day is None and day_needed:
            raise Refused(gettext("The day is missing. Type the whole date, such as 1970-05-01."))
        if year < 100:  # noqa: PLR2004 - two digits
            year, note = _century(year, today or timezone.localdate()), gettext("year written in full")
        try:
            found = datetime.date(year, month, day or 1)
        except ValueError as error:
            raise Refused(gettext("There is no such day. Type the date as 1970-05-01.")) from error
        if year < _EARLIEST:
            raise Refused(gettext("The year lies too far back. Type the date as 1970-05-01."))
        if day is None:
            note = gettext("month without a day: its first day taken")
        return Corrected(found, note) if note else found

    return parse


def _parts(written: str) -> tuple[int, int, int | None, str]:
    """Year, month, day if any, and the note of what was put right."""
    compact = _COMPACT.fullmatch(written)
    if compact:
        year, month, day = compact.groups()
        return int(year), int(month), int(day) if day else None, gettext("date written without separators")
    if _DAY_NUMBER.fullmatch(written):
        found = _DAY_ZERO + datetime.timedelta(days=int(written))
        return found.year, found.month, found.day, gettext("Excel's day number read as a date")
    separated = _SEPARATED.fullmatch(written)
    if not separated:
        raise Refused(gettext("This is no date. Type it as 1970-05-01."))
    year, month, day, _time = separated.groups()
    if day is None and month == "1" and written[len(year)] == "." and len(written) == len(year) + 2:
        raise Refused(
            gettext("%(text)s may be January or, cut by Excel, October. Type 1970-01 or 1970-10."), text=written
        )
    plain = written[len(year)] == "-" and day is not None and len(month) == 2  # noqa: PLR2004
    return int(year), int(month), int(day) if day else None, "" if plain else gettext("date written in another form")


def _century(year: int, today: datetime.date) -> int:
    century = today.year - today.year % 100
    return century + year if century + year <= today.year else century - 100 + year
