"""Reading election committees: members in order, alternates in order, who should have left."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from accounts.roles import Act
from accounts.scope import Scope
from elections import facts
from elections.calendar.queries import rulebook_body_of
from elections.committee import rules
from elections.committee.models import SITTING, CommitteeMember, ElectionCommittee, Place
from elections.models import Cycle, Election
from people.models import Person
from people.queries import NearRelative, near_relatives_of, related_pairs

_PLACES = {place.value: order for order, place in enumerate(Place)}


@dataclass(slots=True)
class Bench:
    """A committee with its people: who sits, in the order of the announcement; alternates in theirs; who has left."""

    committee: ElectionCommittee
    sitting: list[CommitteeMember] = field(default_factory=list)
    alternates: list[CommitteeMember] = field(default_factory=list)
    former: list[CommitteeMember] = field(default_factory=list)

    def figures(self) -> rules.Seats:
        """What the findings rest on."""
        places = [member.place for member in self.sitting]
        return rules.Seats(
            decided=self.committee.seats,
            sitting=len(self.sitting),
            chairs=places.count(Place.CHAIR),
            deputies=places.count(Place.DEPUTY),
            alternates=len(self.alternates),
            filed_on=self.committee.filed_on,
            announced_on=self.committee.announced_on,
        )

    @property
    def vacancies(self) -> int:
        """Seats that nobody holds."""
        return max(self.committee.seats - len(self.sitting), 0)


@dataclass(frozen=True, slots=True)
class Leaver:
    """A member who should have left: whose nomination it is, and what that one is to him (None: himself)."""

    member: CommitteeMember
    nominee: Person
    relative: NearRelative | None = None


def committees(scope: Scope, act: Act = Act.VIEW_ELECTIONS) -> QuerySet[ElectionCommittee]:
    """Every committee in the scope, former ones too, with its election and village."""
    return ElectionCommittee.objects.filter(scope.within(act, "election__village__code")).select_related(
        "election__village__parent", "election__village__profile", "election__cycle"
    )


def committee_elections(scope: Scope, cycle: Cycle) -> QuerySet[Election]:
    """The elections of a cycle that need an election committee: those of the villagers' and residents' committees."""
    return Election.objects.filter(
        scope.within(Act.VIEW_ELECTIONS, "village__code"), cycle=cycle, body="committee"
    ).select_related("cycle", "village__parent", "village__profile")


def benches(committees: Iterable[ElectionCommittee]) -> list[Bench]:
    """Committees with their people, in one query."""
    found = {committee.pk: Bench(committee) for committee in committees}
    members = CommitteeMember.objects.filter(committee__in=found).select_related(
        "person", "nominee", "succeeds__person"
    )
    for member in in_order(members):
        bench = found[member.committee_id]
        if member.left_on is not None:
            bench.former.append(member)
        elif member.place in SITTING:
            bench.sitting.append(member)
        else:
            bench.alternates.append(member)
    for bench in found.values():
        bench.alternates.sort(key=alternate_order)
    return list(found.values())


def present_benches(elections: Collection[Election]) -> dict[int, Bench]:
    """The committee in office of each election that has one, by the election's key; in two queries."""
    present = ElectionCommittee.objects.filter(election__in=elections, ended_on=None).select_related(
        "election__cycle", "election__village__profile"
    )
    return {bench.committee.election_id: bench for bench in benches(present)}


def in_order(members: Iterable[CommitteeMember]) -> list[CommitteeMember]:
    """By place, then by the order given, then by votes, then by the strokes of the name."""
    return sorted(
        members,
        key=lambda member: (
            _PLACES[member.place],
            member.position,
            -(member.votes or 0),
            member.person.name_key,
            member.pk,
        ),
    )


def alternate_order(member: CommitteeMember) -> tuple[int, int, str, int]:
    """Alternates step up by votes; the order given decides among equals."""
    return -(member.votes or 0), member.position, member.person.name_key, member.pk


def related_by_committee(benches: Iterable[Bench]) -> dict[int, list[tuple[str, str, str, str]]]:
    """Near relatives who sit on one committee, by its key: names of the two, relation by rulebook and in words; two queries."""
    benches = list(benches)
    pairs = related_pairs({member.person_id for bench in benches for member in bench.sitting})
    found = {}
    for bench in benches:
        names = {member.person_id: member.person.name for member in bench.sitting}
        found[bench.committee.pk] = [
            (names[first], names[second], relative.relation, relative.title)
            for first, second, relative in pairs
            if first in names and second in names
        ]
    return found


def leavers(benches: Mapping[int, Bench], elections: Sequence[Election]) -> dict[int, list[Leaver]]:
    """Members who should have left because they or a near relative are nominated, by election; in a fixed number of queries."""
    nominated = facts.nominees([election for election in elections if election.pk in benches])
    wanted = {person for persons in nominated.values() for person in persons}
    found: dict[int, list[Leaver]] = defaultdict(list)
    if not wanted:
        return found
    people = Person.objects.in_bulk(wanted)
    concerned = [election for election in elections if nominated.get(election.pk)]
    seated = {member.person_id for election in concerned for member in benches[election.pk].sitting}
    family = near_relatives_of(seated)
    for election in concerned:
        relations = exit_relations(election)
        for member in benches[election.pk].sitting:
            leaver = _leaver(member, nominated[election.pk], family[member.person_id], relations, people)
            if leaver:
                found[election.pk].append(leaver)
    return found


def exit_relations(election: Election) -> tuple[str, ...]:
    """Relations whose nomination makes a member leave."""
    value = election.cycle.law().get(rulebook_body_of(election), "ec_exit_relatives")
    return value.value if value is not None and isinstance(value.value, tuple) else ()


def _leaver(
    member: CommitteeMember,
    nominated: Collection[int],
    family: Iterable[NearRelative],
    relations: Collection[str],
    people: Mapping[int, Person],
) -> Leaver | None:
    if member.person_id in nominated:
        return Leaver(member, people[member.person_id])
    for relative in family:
        if relative.person and relative.person.pk in nominated and relative.relation in relations:
            return Leaver(member, people[relative.person.pk], relative)
    return None
