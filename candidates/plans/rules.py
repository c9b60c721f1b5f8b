"""The committees as they are planned, added up against the county's targets; integers only, compared by multiplying."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.vocabulary import COLLEGE

YOUNG, OLD = 35, 60
PARTY: Final = "party"
COMMITTEE: Final = "committee"
SECRETARY: Final = "secretary"
DIRECTOR: Final = "director"
HUNDRED: Final = 100


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody on a committee as it is planned; what is not known is None or empty."""

    village: str
    body: str
    post: str
    person: int
    born: datetime.date | None
    sex: str
    education: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums of the two committees. A person on both is counted once; shares are of those of whom the fact is known."""

    villages: int = 0
    persons: int = 0
    aged: int = 0
    years: int = 0
    young: int = 0
    old: int = 0
    schooled: int = 0
    college: int = 0
    women: int = 0
    sexed: int = 0
    both_posts: int = 0
    headed: int = 0
    cross: int = 0


class Wanted(Protocol):
    """The county's targets; None where it has set none."""

    age_most: int | None
    young_least: int | None
    old_most: int | None
    college_least: int | None
    women_least: int | None
    both_posts_least: int | None
    cross_least: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One target: the part and the whole, the target in per cent or years, whether it is met (None: none set, or nothing known)."""

    key: str
    label: Promise
    part: int
    whole: int
    target: int | None
    limit: Literal["least", "most"]
    met: bool | None
    years: bool = False

    @property
    def value(self) -> str:
        """The share in per cent, or the age in years, with one decimal; for display only."""
        if not self.whole:
            return "—"
        factor = 1 if self.years else HUNDRED
        tenths = (self.part * factor * 10 * 2 + self.whole) // (self.whole * 2)
        return f"{tenths // 10}.{tenths % 10}{'' if self.years else '%'}"


def age_on(born: datetime.date, day: datetime.date) -> int:
    """Whole years of age on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def add_up(seats: Iterable[Seat], *, on: datetime.date) -> Figures:
    """Figures of the seats, of one village or of many."""
    people: dict[int, Seat] = {}
    bodies: dict[str, dict[str, set[int]]] = {}
    heads: dict[str, dict[str, int]] = {}
    for seat in seats:
        people[seat.person] = seat
        bodies.setdefault(seat.village, {}).setdefault(seat.body, set()).add(seat.person)
        if (seat.body, seat.post) in ((PARTY, SECRETARY), (COMMITTEE, DIRECTOR)):
            heads.setdefault(seat.village, {})[seat.body] = seat.person
    ages = [age_on(seat.born, on) for seat in people.values() if seat.born]
    schooled = [seat.education for seat in people.values() if seat.education is not None]
    both = [pair for pair in heads.values() if len(pair) == len((PARTY, COMMITTEE))]
    return Figures(
        villages=len(bodies),
        persons=len(people),
        aged=len(ages),
        years=sum(ages),
        young=sum(age <= YOUNG for age in ages),
        old=sum(age > OLD for age in ages),
        schooled=len(schooled),
        college=sum(level >= COLLEGE for level in schooled),
        women=sum(seat.sex == "F" for seat in people.values()),
        sexed=sum(bool(seat.sex) for seat in people.values()),
        both_posts=sum(pair[PARTY] == pair[COMMITTEE] for pair in both),
        headed=len(both),
        cross=sum(len(of.get(PARTY, set()) & of.get(COMMITTEE, set())) for of in bodies.values()),
    )


def against(figures: Figures, wanted: Wanted | None) -> list[Line]:
    """Each target beside what the figures come to."""
    f = figures
    return [
        _line("age_most", _("average age"), (f.years, f.aged), wanted, years=True),
        _line("young_least", _("35 and younger"), (f.young, f.aged), wanted),
        _line("old_most", _("over 60"), (f.old, f.aged), wanted),
        _line("college_least", _("junior college and above"), (f.college, f.schooled), wanted),
        _line("women_least", _("women"), (f.women, f.sexed), wanted),
        _line("both_posts_least", _("secretary is director"), (f.both_posts, f.headed), wanted),
        _line("cross_least", _("on both committees"), (f.cross, f.persons), wanted),
    ]


def _line(key: str, label: Promise, share: tuple[int, int], wanted: Wanted | None, *, years: bool = False) -> Line:
    part, whole = share
    limit: Literal["least", "most"] = "least" if key.endswith("least") else "most"
    target: int | None = getattr(wanted, key) if wanted else None
    met: bool | None = None
    if target is not None and whole:
        left, right = part * (1 if years else HUNDRED), target * whole
        met = left >= right if limit == "least" else left <= right
    return Line(key, label, part, whole, target, limit, met, years)


def overlaid(seats: Iterable[Seat], planned: Iterable[Seat], *, village: str, bodies: Iterable[str]) -> list[Seat]:
    """The seats with those of one village's bodies replaced by what is being tried."""
    tried = set(bodies)
    return [*(seat for seat in seats if seat.village != village or seat.body not in tried), *planned]
