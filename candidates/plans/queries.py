"""The committees as they are planned: what a plan says where there is one, else who sits there now."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from candidates.models import Decision, Nomination, PlanEntry
from candidates.nominations.states import STANDING
from candidates.plans.rules import COMMITTEE, PARTY, Seat
from elections.models import Cycle, Election
from people.models import Person
from villages.models import Division, Member

PLANNED = (PARTY, COMMITTEE)
_PERSON = ("person_id", "person__birth_date", "person__sex", "person__education")


def planned_seats(cycle: Cycle, area: str) -> list[Seat]:
    """Seats of the two committees of every village below a code, as planned; in two queries."""
    entries = PlanEntry.objects.filter(
        election__cycle=cycle, election__body__in=PLANNED, election__village__code__startswith=area
    )
    planned: set[tuple[str, str]] = set()
    seats = []
    for village, body, decision, post, *facts in entries.values_list(
        "election__village_id", "election__body", "decision", "post", *_PERSON
    ):
        planned.add((village, body))
        if decision != Decision.LEAVES:
            seats.append(Seat(village, body, post, *facts))
    members = Member.objects.filter(
        ends_on=None,
        body__kind__in=PLANNED,
        body__village__code__startswith=area,
        body__village__abolished_on=None,
    )
    seats += [
        Seat(village, body, post, *facts)
        for village, body, post, *facts in members.values_list("body__village_id", "body__kind", "post", *_PERSON)
        if (village, body) not in planned
    ]
    return seats


@dataclass(slots=True)
class PlanRow:
    """Somebody on the plan's page: who sits there now (`seat`), who stands (`nomination`), what is planned (`entry`)."""

    election: Election
    person: Person
    seat: Member | None = None
    nomination: Nomination | None = None
    entry: PlanEntry | None = None


def plan_rows(elections: Iterable[Election]) -> list[PlanRow]:
    """Everybody a village's plan may speak of, body by body: present members, those who stand, those planned; three queries."""
    elections = list(elections)
    by_body = {election.body: election for election in elections}
    rows: dict[tuple[int, int], PlanRow] = {}

    def row(election: Election, person: Person) -> PlanRow:
        return rows.setdefault((election.pk, person.pk), PlanRow(election, person))

    village = elections[0].village_id if elections else ""
    for seat in Member.objects.filter(ends_on=None, body__village=village, body__kind__in=list(by_body)).select_related(
        "person", "body"
    ):
        row(by_body[seat.body.kind], seat.person).seat = seat
    for nomination in _of(Nomination.objects.filter(state__in=STANDING), elections):
        row(by_body[nomination.election.body], nomination.person).nomination = nomination
    for entry in _of(PlanEntry.objects.all(), elections):
        row(by_body[entry.election.body], entry.person).entry = entry
    order = {election.pk: place for place, election in enumerate(elections)}
    return sorted(
        rows.values(), key=lambda one: (order[one.election.pk], one.seat is None, one.person.name_key, one.person.pk)
    )


def _of(rows: Any, elections: list[Election]) -> Any:
    return rows.filter(election__in=elections).select_related("person", "election")


def plan_elections(cycle: Cycle, village: Division) -> list[Election]:
    """The elections of the two committees of a village, the Party's first."""
    found = cycle.elections.filter(village=village, body__in=PLANNED).select_related("village__parent", "cycle")
    return sorted(found, key=lambda election: PLANNED.index(election.body))
