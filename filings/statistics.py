"""The figures a township and a county report upward (documents.md 6.5), by township or village, in a fixed number of queries.

Whole numbers only: shares are worked out where they are shown, from the two figures beside them.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet, Sum, Value
from django.db.models.fields import IntegerField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Left

from ballots.models import Occasion, Round, Status, Vote
from ballots.queries import results_in_force, seats_won
from electionadmin.codes import Level, under
from elections.models import Body, Cycle, Election
from people.vocabulary import COLLEGE
from villages.models import BodyKind, Division, Member, Post

# Upper ends of the age bands; who is older is in the last one (≤35, 36–45, 46–55, 56–60, over 60).
AGE_BANDS: Final = (35, 45, 55, 60)
_HEADS: Final = {Body.PARTY: Post.SECRETARY, Body.COMMITTEE: Post.DIRECTOR}


def figure(label: str, source: str) -> Any:
    """A whole number of the report: what it is called, and which table it was counted from."""
    return field(default=0, metadata={"label": label, "source": source})


@dataclass(slots=True)
class Elections:
    """How far the elections of one kind of body are."""

    due: int = figure("应换届数", "选举")
    held: int = figure("已换届数", "选举")
    first_round: int = figure("一次选举成功数", "判定")
    second_round: int = figure("另行选举数", "投票")
    rerun: int = figure("重新选举数", "投票")
    electors: int = figure("登记参加选举人数（应到会人数）", "采用的计票数")
    voted: int = figure("参加投票人数", "采用的计票数")
    stations: int = figure("投票站、票箱数", "投票安排")


@dataclass(slots=True)
class Composition:
    """Who was elected to one kind of body. Age on the day of the vote; of whom it is not known is in no band."""

    members: int = figure("成员数", "判定")
    women: int = figure("妇女", "人员")
    party: int = figure("党员", "人员")
    minority: int = figure("少数民族", "人员")
    college: int = figure("大专以上", "人员")
    ages: int = figure("年龄合计（岁）", "人员")
    aged: int = figure("有出生日期的人数", "人员")
    to_35: int = figure("35岁以下", "人员")
    to_45: int = figure("36—45岁", "人员")
    to_55: int = figure("46—55岁", "人员")
    to_60: int = figure("56—60岁", "人员")
    over_60: int = figure("60岁以上", "人员")
    again: int = figure("连选连任", "现任成员")
    new: int = figure("新当选", "现任成员")


@dataclass(slots=True)
class Figures:
    """All figures of one division."""

    division: Division
    villages: int = figure("村（社区）数", "行政区划")
    both_posts: int = figure("一肩挑", "判定")
    crossed: int = figure("交叉任职人数", "判定")
    elections: dict[str, Elections] = field(default_factory=lambda: {body.value: Elections() for body in Body})
    composition: dict[str, Composition] = field(default_factory=lambda: {body.value: Composition() for body in Body})


def figures(*, cycle: Cycle, code: str, level: Level) -> list[Figures]:
    """Figures of a cycle below a division, a row for each township or village (`level`), in seven queries."""
    villages = _villages(cycle, code)
    rows = _rows(villages, level)
    _count_elections(rows, cycle, code, level)
    votes = Vote.objects.filter(
        under((code,), "election__village__code"), election__cycle=cycle, occasion=Occasion.ELECTION
    )
    _count_rounds(rows, votes.order_by(), level)
    _count_turnout(rows, cycle, code, level)
    _count_elected(rows, cycle, code, level)
    return [rows[key] for key in sorted(rows)]


def total(rows: list[Figures], division: Division) -> Figures:
    """The sum of the rows, for the division above them."""
    summed = Figures(division)
    for row in rows:
        _add(summed, row)
        for body in Body:
            _add(summed.elections[body.value], row.elections[body.value])
            _add(summed.composition[body.value], row.composition[body.value])
    return summed


def _add(summed: Any, row: Any) -> None:
    for known in fields(summed):
        value = getattr(row, known.name)
        if isinstance(value, int):
            setattr(summed, known.name, getattr(summed, known.name) + value)


def _villages(cycle: Cycle, code: str) -> list[str]:
    elections = Election.objects.filter(under((code,), "village__code"), cycle=cycle)
    return list(elections.order_by("village_id").values_list("village_id", flat=True).distinct())


def _rows(villages: list[str], level: Level) -> dict[str, Figures]:
    counted: dict[str, int] = defaultdict(int)
    for village in villages:
        counted[village[: int(level)]] += 1
    divisions = Division.objects.select_related("parent").in_bulk(counted.keys())
    return {code: Figures(divisions[code], villages=count) for code, count in counted.items()}


def _count_elections(rows: dict[str, Figures], cycle: Cycle, code: str, level: Level) -> None:
    found = (
        Election.objects.filter(under((code,), "village__code"), cycle=cycle)
        .order_by()
        .values("body", unit=_unit("village_id", level))
        .annotate(due=Count("pk"), held=Count("pk", filter=Q(held_on__isnull=False)))
    )
    for row in found:
        counted = rows[row["unit"]].elections[row["body"]]
        counted.due, counted.held = row["due"], row["held"]


def _count_rounds(rows: dict[str, Figures], votes: QuerySet[Vote], level: Level) -> None:
    counts = votes.values(chosen=F("election__body"), unit=_unit("election__village_id", level)).annotate(
        second=Count("election", filter=Q(round=Round.SECOND), distinct=True),
        rerun=Count("election", filter=Q(round=Round.FIRST, follows__isnull=False), distinct=True),
        boxes=Count("stations", distinct=True),
    )
    for row in counts:
        counted = rows[row["unit"]].elections[row["chosen"]]
        counted.second_round, counted.rerun, counted.stations = row["second"], row["rerun"], row["boxes"]


def _count_turnout(rows: dict[str, Figures], cycle: Cycle, code: str, level: Level) -> None:
    """Turnout of the first rounds that were valid."""
    valid = results_in_force().filter(
        under((code,), "vote__election__village__code"),
        vote__election__cycle=cycle,
        vote__occasion=Occasion.ELECTION,
        vote__round=Round.FIRST,
        status__in=(Status.COMPLETE, Status.FURTHER_VOTE),
    )
    counts = (
        valid.order_by()
        .values(chosen=F("vote__election__body"), unit=_unit("vote__election__village_id", level))
        .annotate(
            complete=Count("pk", filter=Q(status=Status.COMPLETE, vote__follows=None)),
            electors=Coalesce(Sum("vote__electors"), Value(0)),
            voted=Coalesce(Sum(Cast(KT("record__papers__returned"), IntegerField())), Value(0)),
        )
    )
    for row in counts:
        counted = rows[row["unit"]].elections[row["chosen"]]
        counted.first_round, counted.electors, counted.voted = row["complete"], row["electors"], row["voted"]


def _unit(path: str, level: Level) -> Left:
    return Left(path, int(level))


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


def _seats(cycle: Cycle, code: str) -> Iterator[_Seat]:
    won = seats_won().filter(
        under((code,), "result__vote__election__village__code"),
        result__vote__election__cycle=cycle,
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


def _count_elected(rows: dict[str, Figures], cycle: Cycle, code: str, level: Level) -> None:
    before = _before(cycle, code)
    seats = list(_seats(cycle, code))
    bodies: dict[tuple[str, object], set[str]] = defaultdict(set)
    heads: dict[tuple[str, object], set[str]] = defaultdict(set)
    for seat in seats:
        _count_seat(rows[seat.village[: int(level)]].composition[seat.body], seat, before)
        bodies[seat.who].add(seat.body)
        if _HEADS.get(Body(seat.body)) == seat.post:
            heads[seat.who].add(seat.body)
    for (village, _who), held in heads.items():
        rows[village[: int(level)]].both_posts += held == set(_HEADS)
    for (village, _who), held in bodies.items():
        rows[village[: int(level)]].crossed += {Body.PARTY, Body.COMMITTEE} <= held


def _before(cycle: Cycle, code: str) -> set[tuple[str, str, int]]:
    """Who sat on which body of which village when the cycle began."""
    kinds = {BodyKind.PARTY: Body.PARTY, BodyKind.COMMITTEE: Body.COMMITTEE, BodyKind.SUPERVISORY: Body.SUPERVISORY}
    members: QuerySet[Member, tuple[str, str, int]] = Member.objects.filter(
        under((code,), "body__village__code"),
        Q(starts_on=None) | Q(starts_on__lt=cycle.starts_on),
        Q(ends_on=None) | Q(ends_on__gte=cycle.starts_on),
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
