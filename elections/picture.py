"""Progress over time as a picture: steps that should be closed by a day, and steps that were. Pure but for one query."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from django.db.models import Count, QuerySet

from elections.chain.models import ElectionStep

WIDTH: Final = 920
HEIGHT: Final = 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 150, 18, 34
_SUNDAY: Final = 6


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on an axis and what is written there."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Week:
    """A line of the table below the picture: steps planned and closed by the end of a week."""

    until: datetime.date
    planned: int
    closed: int | None

    @property
    def behind(self) -> int:
        """How many fewer are closed than planned; 0 where the week is still to come."""
        return max(self.planned - self.closed, 0) if self.closed is not None else 0


@dataclass(frozen=True, slots=True)
class Picture:
    """The lines as points of an SVG of `WIDTH` × `HEIGHT`, the axes, the day and the election day, and the table."""

    planned: str
    closed: str
    ends: tuple[tuple[float, float, int], tuple[float, float, int] | None]
    days: list[Mark]
    figures: list[Mark]
    today: float | None
    election_day: float | None
    total: int
    weeks: list[Week]

    width, height = WIDTH, HEIGHT
    left, right, top, bottom = _LEFT, WIDTH - _RIGHT, _TOP, HEIGHT - _BOTTOM


def by_day(steps: QuerySet[ElectionStep], field: str) -> dict[datetime.date, int]:
    """Number of steps by the day of a field, those without one left out."""
    rows = steps.exclude(**{field: None}).order_by().values_list(field).annotate(number=Count("pk"))
    return dict(rows)


def picture(
    *,
    planned: Mapping[datetime.date, int],
    closed: Mapping[datetime.date, int],
    today: datetime.date,
    election_day: datetime.date | None = None,
) -> Picture | None:
    """The picture; None where nothing is planned and nothing closed.

    Args:
        planned: Day → steps due on it.
        closed: Day → steps closed on it.
        today: The line of what was closed ends here.
        election_day: Marked where it lies in the picture.

    """
    days = {*planned, *closed}
    if not days:
        return None
    start, end = min(days) - datetime.timedelta(days=1), max(days)
    axis = [start + datetime.timedelta(days=number) for number in range((end - start).days + 1)]
    due, done = _sums(axis, planned), _sums(axis, closed)
    most = max(due[-1], done[-1], 1)
    step = _round_step(most)
    top = -(-most // step) * step

    def x(day: datetime.date) -> float:
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * (day - start).days / max(len(axis) - 1, 1), 1)

    def y(number: int) -> float:
        return round(HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * number / top, 1)

    past = [place for place, day in enumerate(axis) if day <= today]
    last = past[-1] if past else None
    return Picture(
        planned=_points((x(day), y(number)) for day, number in zip(axis, due, strict=True)),
        closed=_points((x(axis[place]), y(done[place])) for place in past),
        ends=(
            (x(axis[-1]), y(due[-1]), due[-1]),
            None if last is None else (x(axis[last]), y(done[last]), done[last]),
        ),
        days=[Mark(x(day), f"{day.month}-{day.day}") for day in _mondays(axis)],
        figures=[Mark(y(number), f"{number}") for number in range(0, top + 1, step)],
        today=x(today) if start <= today <= end else None,
        election_day=x(election_day) if election_day and start <= election_day <= end else None,
        total=due[-1],
        weeks=_weeks(axis, due, done, today),
    )


def _sums(axis: list[datetime.date], numbers: Mapping[datetime.date, int]) -> list[int]:
    return list(accumulate(numbers.get(day, 0) for day in axis))


def _points(places: Iterable[tuple[float, float]]) -> str:
    """A line that steps: a figure holds until the next day."""
    points: list[str] = []
    before: float | None = None
    for across, up in places:
        if before is not None and before != up:
            points.append(f"{across},{before}")
        if before != up or before is None:
            points.append(f"{across},{up}")
        last = (across, up)
        before = up
    if points and points[-1] != f"{last[0]},{last[1]}":
        points.append(f"{last[0]},{last[1]}")
    return " ".join(points)


def _round_step(most: int) -> int:
    """Distance of the lines of the scale: about five of them, at 1, 2 or 5 times a power of ten."""
    raw = max(most / 5, 1)
    power = 10 ** (len(str(int(raw))) - 1)
    return int(next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw))


def _mondays(axis: list[datetime.date]) -> list[datetime.date]:
    mondays = [day for day in axis if day.weekday() == 0]
    return mondays[:: -(-len(mondays) // 12) or 1]


def _weeks(axis: list[datetime.date], due: list[int], done: list[int], today: datetime.date) -> list[Week]:
    """A line for each week's Sunday, for today, and for the end; what is still to come is not closed yet."""
    lines = []
    for place, day in enumerate(axis):
        if day.weekday() == _SUNDAY or day == today or place == len(axis) - 1:
            lines.append(Week(day, due[place], done[place] if day <= today else None))
    return lines
