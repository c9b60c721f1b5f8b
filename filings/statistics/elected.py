"""Who was elected: age, sex, education, whether he sat before, who heads both bodies."""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from ballots.models import Occasion
from ballots.queries import seats_won
from elections.models import Body
from filings.statistics.area import Area
from filings.statistics.shapes import Composition, Figures
from people.vocabulary import COLLEGE
from villages.models import BodyKind, Member, Post

# Upper ends of the age bands; who is older is in the last one (≤35, 36–45, 46–55, 56–60, over 60).
AGE_BANDS: Final = (35, 45, 55, 60)
_HEADS: Final = {Body.PARTY: Post.SECRETARY, Body.COMMITTEE: Post.DIRECTOR}


@dataclass(frozen=True, slots=True)
class _Seat:
    """A seat won: in which village and body, by whom, with which post, on which day."""

    village: str
    body: str
    post: str
    person: int | None
    name: str
    sex: str
    born: datetime.date | None
    ethnicity: str
    education: int | None
    party: bool
    day: datetime.date

    @property
    def who(self) -> tuple[str, object]:
        """Who it is within the village: his key, or without one his name."""
        return self.village, self.person or self.name

    @property
    def age(self) -> int | None:
        """Whole years on the day of the vote."""
        if self.born is None:
            return None
        return self.day.year - self.born.year - ((self.day.month, self.day.day) < (self.born.month, self.born.day))


def _seats(area: Area) -> Iterator[_Seat]:
    won = seats_won().filter(
        area.below("result__vote__election__village__code"),
        result__vote__election__cycle=area.cycle,
        result__vote__occasion=Occasion.ELECTION,
    )
    for row in won.values_list(
        "result__vote__election__village_id",
        "result__vote__election__body",
        "post__post",
        "person_id",
        "name",
        Coalesce("person__sex", "sex"),
        "person__birth_date",
        "person__ethnicity",
        "person__education",
        "person__party_joined",
        "result__vote__day",
    ):
        village, body, post, person, name, sex, born, ethnicity, education, joined, day = row
        yield _Seat(village, body, post, person, name, sex, born, ethnicity or "", education, joined is not None, day)


def count_elected(rows: dict[str, Figures], area: Area) -> None:
    """Who was elected, in age, sex, education; who holds both posts; two queries."""
    before = _before(area)
    seats = list(_seats(area))
    bodies: dict[tuple[str, object], set[str]] = defaultdict(set)
    heads: dict[tuple[str, object], set[str]] = defaultdict(set)
    for seat in seats:
        _count_seat(rows[area.unit_of(seat.village)].composition[seat.body], seat, before)
        bodies[seat.who].add(seat.body)
        if _HEADS.get(Body(seat.body)) == seat.post:
            heads[seat.who].add(seat.body)
    for (village, _who), held in heads.items():
        rows[area.unit_of(village)].both_posts += held == set(_HEADS)
    for (village, _who), held in bodies.items():
        rows[area.unit_of(village)].crossed += {Body.PARTY, Body.COMMITTEE} <= held


def _before(area: Area) -> set[tuple[str, str, int]]:
    """Who sat on which body of which village when the cycle began."""
    kinds = {BodyKind.PARTY: Body.PARTY, BodyKind.COMMITTEE: Body.COMMITTEE, BodyKind.SUPERVISORY: Body.SUPERVISORY}
    members: QuerySet[Member, tuple[str, str, int]] = Member.objects.filter(
        area.below("body__village__code"),
        Q(starts_on=None) | Q(starts_on__lt=area.cycle.starts_on),
        Q(ends_on=None) | Q(ends_on__gte=area.cycle.starts_on),
        body__kind__in=kinds,
    ).values_list("body__village_id", "body__kind", "person_id")
    return {(village, kinds[BodyKind(kind)].value, person) for village, kind, person in members}


def _count_seat(counted: Composition, seat: _Seat, before: set[tuple[str, str, int]]) -> None:
    counted.members += 1
    counted.women += seat.sex == "F"
    counted.party += seat.party
    counted.minority += seat.ethnicity not in ("", "汉族")
    counted.college += seat.education is not None and seat.education >= COLLEGE
    sat = (seat.village, seat.body, seat.person) in before
    counted.again += sat
    counted.new += not sat
    if seat.age is not None:
        counted.ages += seat.age
        counted.aged += 1
        band = next((f"to_{top}" for top in AGE_BANDS if seat.age <= top), "over_60")
        setattr(counted, band, getattr(counted, band) + 1)
