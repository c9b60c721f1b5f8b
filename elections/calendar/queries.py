"""Reading the calendar: a county's days, the items of many elections, and what of them is due."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.codes import Level, covers
from elections import facts
from elections.calendar.items import Item, Timetable, template
from elections.calendar.models import CountyDay, CountyTimetable, CountyYear, ItemDone
from elections.calendar.schedule import (
    Breach,
    Plan,
    Span,
    State,
    breaches,
    fitted,
    plan_of,
    rulebook_body,
    spans,
    state_of,
)
from elections.chain.models import ElectionStep, StepState
from elections.models import Body, Cycle, Election
from elections.workdays import DayTable
from villages.labels import guess_kind
from villages.models import Division, VillageKind
from villages.queries import profile_of

_ORDER = {body.value: place for place, body in enumerate(Body)}


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of one election: its days, when it was done, how it stands, and what its plan breaks."""

    election: Election
    span: Span
    done_on: datetime.date | None
    state: State
    breaches: tuple[Breach, ...] = ()
    told: bool = False

    @property
    def item(self) -> Item:
        """The item."""
        return self.span.item


@dataclass(slots=True)
class Row:
    """One item over many elections: the days of the earliest and of the latest, and how many stand how."""

    item: Item
    offsets: tuple[int, int]
    entries: list[Entry] = field(default_factory=list)

    @property
    def first(self) -> datetime.date:
        """The first day of all."""
        return min(entry.span.first for entry in self.entries)

    @property
    def last(self) -> datetime.date:
        """The last day of all."""
        return max(entry.span.last for entry in self.entries)

    @property
    def to_go(self) -> int:
        """Calendar days from its last day to the election."""
        return -self.offsets[1]

    @property
    def worked(self) -> tuple[int, int]:
        """Working days from its last day to the election, the fewest and the most."""
        found = [entry.span.to_go_worked for entry in self.entries]
        return min(found), max(found)

    @property
    def days(self) -> tuple[int, int]:
        """Its own length in calendar days, and the fewest working days in it."""
        return self.entries[0].span.length, min(entry.span.worked for entry in self.entries)

    @property
    def done(self) -> int:
        """Elections in which it is done."""
        return sum(entry.done_on is not None for entry in self.entries)

    @property
    def overdue(self) -> int:
        """Elections in which it should have been done."""
        return sum(entry.state == "overdue" for entry in self.entries)

    @property
    def state(self) -> State:
        """The worst of all."""
        order: tuple[State, ...] = ("overdue", "due", "soon", "later", "waiting", "late", "done")
        return min((entry.state for entry in self.entries), key=order.index)

    @property
    def breaches(self) -> list[Breach]:
        """What the plan breaks in any of the elections, each sentence once."""
        return list({breach.sentence: breach for entry in self.entries for breach in entry.breaches}.values())

    @property
    def provisional(self) -> tuple[int, ...]:
        """Years counted by weekends alone."""
        return tuple(sorted({year for entry in self.entries for year in entry.span.provisional}))


def day_table(county_code: str) -> DayTable:
    """What the county says of its days, in two queries."""
    county = county_code[: Level.COUNTY]
    return day_tables([county])[county]


def day_tables(counties: Iterable[str]) -> dict[str, DayTable]:
    """The same of many counties by their codes, in two queries; every county has an entry."""
    days: dict[str, dict[datetime.date, bool]] = {county: {} for county in counties}
    for county, day, working in CountyDay.objects.filter(county__in=days).values_list("county", "day", "working"):
        days[county][day] = working
    years = defaultdict(set)
    for county, year in CountyYear.objects.filter(county__in=days).values_list("county", "year"):
        years[county].add(year)
    return {county: DayTable(days[county], frozenset(years[county])) for county in days}


def is_community(village: Division) -> bool:
    """Whether a village is a community: by its profile, else by its name."""
    profile = profile_of(village)
    return (profile.kind if profile else guess_kind(village.name)) == VillageKind.COMMUNITY


def rulebook_body_of(election: Election) -> str:
    """The election's body as rulebooks name it; its village's profile is read."""
    return rulebook_body(election.body, community=is_community(election.village))


def plan_for(cycle: Cycle, county: CountyTimetable | None, *, body: str, ruled: str) -> dict[str, tuple[int, int]]:
    """The days of a body: the county's own on top of the template, fitted to the law of the cycle."""
    timetable = template()
    plan = fitted(timetable, book=cycle.law(), body=body, rulebook_body=ruled)
    own = county.days if county else {}
    return plan | {name: days for name, days in plan_of(timetable, own).items() if name in own and name in plan}


def county_timetable(cycle: Cycle) -> CountyTimetable | None:
    """The county's own days; None where it has none."""
    return CountyTimetable.objects.filter(cycle=cycle).first()


def elections_of(scope: Scope, cycle: Cycle, code: str) -> QuerySet[Election]:
    """Elections below a division that the scope lets see, with what the calendar reads of their villages."""
    return (
        Election.objects.filter(
            scope.within(Act.VIEW_ELECTIONS, "village__code"), cycle=cycle, village__code__startswith=code
        )
        .select_related("cycle", "village__parent", "village__profile")
        .order_by("village_id", "pk")
    )


def agenda(elections: Sequence[Election], cycle: Cycle, today: datetime.date) -> list[Entry]:
    """All items of the elections that have a day, by election; in a fixed number of queries."""
    dated = [election for election in elections if election.election_day or election.held_on]
    if not dated:
        return []
    reader = _Reader(cycle, dated)
    return [entry for election in dated for entry in reader.entries(election, today)]


class _Reader:
    """Works out the items of one kind of election and day once for all villages that share them."""

    def __init__(self, cycle: Cycle, elections: Sequence[Election]) -> None:
        self.cycle, self.book = cycle, cycle.law()
        self.timetable: Timetable = template()
        self.county = county_timetable(cycle)
        self.table = day_table(cycle.county_id)
        self.told = facts.days(elections)
        self.done = {
            (number, key): day
            for number, key, day in ItemDone.objects.filter(election__in=elections).values_list(
                "election_id", "key", "done_on"
            )
        }
        self.closed = {
            (number, step): day
            for number, step, day in ElectionStep.objects.filter(
                election__in=elections, state=StepState.APPROVED
            ).values_list("election_id", "step", "closed_on")
        }
        self.plans: dict[tuple[str, str], Plan] = {}
        self.known: dict[tuple[str, str, datetime.date], list[tuple[Span, tuple[Breach, ...]]]] = {}

    def entries(self, election: Election, today: datetime.date) -> Iterable[Entry]:
        """The items of one election."""
        day = election.held_on or election.election_day
        if day is None:
            return
        for span, broken in self._spans(election.body, rulebook_body_of(election), day):
            key = span.item.key
            told = key in self.told
            done_on = self.told[key].get(election.pk) if told else self.done.get((election.pk, key))
            if key == "vote":
                done_on, told = election.held_on, True
            elif done_on is None and not span.item.optional:
                # A step is closed when all of it is done, be it on paper.
                done_on = self.closed.get((election.pk, span.item.step))
            yield Entry(election, span, done_on, state_of(span, done_on, today), broken, told)

    def _spans(self, body: str, ruled: str, day: datetime.date) -> list[tuple[Span, tuple[Breach, ...]]]:
        if (body, ruled, day) not in self.known:
            if (body, ruled) not in self.plans:
                self.plans[body, ruled] = plan_for(self.cycle, self.county, body=body, ruled=ruled)
            plan = self.plans[body, ruled]
            broken = defaultdict(list)
            for breach in breaches(
                self.timetable, plan, book=self.book, body=body, rulebook_body=ruled, day=(day, self.table)
            ):
                broken[breach.item.id].append(breach)
            found = spans(self.timetable.of(body), plan, day, self.table)
            self.known[body, ruled, day] = [(span, tuple(broken[span.item.id])) for span in found]
        return self.known[body, ruled, day]


def rows(entries: Iterable[Entry]) -> list[Row]:
    """The items over all elections, body by body, in the order of their days."""
    found: dict[tuple[str, tuple[int, int]], Row] = {}
    for entry in entries:
        day = entry.election.held_on or entry.election.election_day
        if day is None:
            continue
        offsets = ((entry.span.first - day).days, (entry.span.last - day).days)
        row = found.setdefault((entry.item.id, offsets), Row(entry.item, offsets))
        row.entries.append(entry)
    return sorted(found.values(), key=lambda row: (_ORDER[row.item.body], row.offsets[1], row.offsets[0]))


def latest_roll_day(election: Election) -> datetime.date | None:
    """The day on which the roll of an election was published, where it is known."""
    entered = ItemDone.objects.filter(election=election, key="roll_published").values_list("done_on", flat=True)
    return facts.day("roll_published", election) or entered.first()


def has_communities(cycle: Cycle) -> bool:
    """Whether any village of the cycle is a community."""
    villages = Division.objects.filter(elections__cycle=cycle).select_related("profile").distinct()
    return any(is_community(village) for village in villages)


def division_or_none(scope: Scope, code: str) -> Division | None:
    """A county, township or village in the scope."""
    if len(code) < Level.COUNTY or not any(
        covers(prefix, code) or covers(code, prefix) for prefix in scope.prefixes(Act.VIEW_ELECTIONS)
    ):
        return None
    return Division.objects.select_related("parent").filter(code=code).first()
