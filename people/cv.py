"""A CV as offices type it: a line for each period, `1990.09—1993.07 沁源一中学生`; without an end it lasts."""

import datetime
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

MOST_LINES: Final = 60
LONGEST: Final = 200
_EARLIEST: Final = 1930
_MONTH: Final = r"([0-9]{4})\s*[.年/-]\s*([0-9]{1,2})\s*月?"
_LINE: Final = re.compile(
    rf"\s*{_MONTH}\s*(?:[—–―~至到-]+\s*(?:{_MONTH}|至今|今|现在|目前)?|起)\s*[:：,，、;；]?\s*(.*)", re.DOTALL
)
_DASH: Final = "—"


class Line(NamedTuple):
    """One period: first days of its months (`ends_on` None: it lasts), and what was done."""

    starts_on: datetime.date
    ends_on: datetime.date | None
    text: str


class Fault(NamedTuple):
    """What is wrong with a line, counted from 1."""

    line: int
    message: str


def parse(text: str, *, on: datetime.date, born: datetime.date | None = None) -> list[Line] | list[Fault]:
    """The periods by their beginning, or all that is wrong with the text.

    A line that begins with no date goes on the line before it, as 其间 does.

    Args:
        text: As typed or pasted; an empty one means no CV.
        on: The day of the check; nothing begins or ends after it.
        born: Nothing begins before it.

    """
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = unicodedata.normalize("NFKC", raw).strip()
        if not line:
            continue
        if not line[0].isdigit() and lines:
            lines[-1] = lines[-1]._replace(text=f"{lines[-1].text} {_words(raw)}")
            continue
        read = _read(line, raw, on, born)
        if isinstance(read, Line):
            lines.append(read)
        else:
            faults.append(Fault(number, read))
    if len(lines) > MOST_LINES:
        faults.append(Fault(MOST_LINES + 1, _("A CV has at most %(limit)d lines. Join some.") % {"limit": MOST_LINES}))
    faults += [
        Fault(number, _("The line is longer than %(limit)d characters. Shorten it.") % {"limit": LONGEST})
        for number, line in enumerate(lines, start=1)
        if len(line.text) > LONGEST
    ]
    return faults or sorted(lines, key=lambda line: line.starts_on)


def written(lines: Iterable[Line]) -> str:
    """The CV as `parse` reads it."""
    return "\n".join(f"{period(line.starts_on, line.ends_on)} {line.text}" for line in lines)


def period(starts_on: datetime.date, ends_on: datetime.date | None) -> str:
    """`1990.09—1993.07`, or `2018.03—` for what lasts."""
    return f"{starts_on:%Y.%m}{_DASH}{f'{ends_on:%Y.%m}' if ends_on else ''}"


def gaps(lines: Sequence[Line]) -> list[tuple[datetime.date, datetime.date]]:
    """Months between two periods of which the CV says nothing: first and last of each gap."""
    found = []
    covered: datetime.date | None = None
    for line in sorted(lines, key=lambda line: line.starts_on):
        if covered and _months(covered, line.starts_on) > 1:
            found.append((_moved(covered, 1), _moved(line.starts_on, -1)))
        end = line.ends_on or datetime.date.max
        covered = max(covered, end) if covered else end
        if covered == datetime.date.max:
            break
    return found


def _read(line: str, raw: str, on: datetime.date, born: datetime.date | None) -> Line | str:
    found = _LINE.fullmatch(line)
    if not found:
        return _("Begin the line with its months, for example 1990.09—1993.07 or 2018.03—, then the place and post.")
    year, month, until_year, until_month, rest = found.groups()
    words = _words(rest)
    if not words:
        return _("Say after the months where and as what.")
    starts_on = _month(year, month)
    ends_on = _month(until_year, until_month) if until_year else None
    if starts_on is None or (until_year and ends_on is None):
        return _("There is no such month. Type it as 1990.09.")
    return _wrong(starts_on, ends_on, on, born) or Line(starts_on, ends_on, words)


def _wrong(
    starts_on: datetime.date, ends_on: datetime.date | None, on: datetime.date, born: datetime.date | None
) -> str:
    if starts_on > on or (ends_on and ends_on > on):
        return _("This month is still to come. Leave the end empty for what lasts.")
    if ends_on and ends_on < starts_on:
        return _("The period ends before it begins. Correct one of the two dates.")
    if born and starts_on < born.replace(day=1):
        return _("The period begins before the person was born. Correct the date.")
    return ""


def _words(text: str) -> str:
    return " ".join(text.split())


def _month(year: str, month: str) -> datetime.date | None:
    number = int(month)
    if int(year) < _EARLIEST or not 1 <= number <= 12:  # noqa: PLR2004
        return None
    return datetime.date(int(year), number, 1)


def _months(first: datetime.date, second: datetime.date) -> int:
    return 12 * (second.year - first.year) + second.month - first.month


def _moved(month: datetime.date, by: int) -> datetime.date:
    count = 12 * month.year + month.month - 1 + by
    return datetime.date(count // 12, count % 12 + 1, 1)
