"""Who must be talked to, worked out from the data, and who has been."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.roles import Act
from accounts.scope import Scope
from candidates.models import Talk, TalkClass
from elections.models import Cycle
from people.models import Capacity, CapacityKind, Person
from people.places import with_village_names
from villages.models import Body, BodyKind, Member, Post

_CAPACITIES: Final = {
    TalkClass.TOWNSHIP_SECRETARIES: CapacityKind.TOWNSHIP_SECRETARY,
    TalkClass.POSTED: CapacityKind.POSTED_SECRETARY,
    TalkClass.RETURNED: CapacityKind.RETURNED_TALENT,
}
_HEADS: Final = Q(body__kind=BodyKind.PARTY, post=Post.SECRETARY) | Q(body__kind=BodyKind.COMMITTEE, post=Post.DIRECTOR)
_TWO_COMMITTEES: Final = (BodyKind.PARTY, BodyKind.COMMITTEE)


class Due(NamedTuple):
    """Somebody who must be talked to in a village, and whether that was done."""

    village: str
    person: Person
    kind: TalkClass
    held: bool


def heads() -> QuerySet[Member]:
    """The two heads of each village who sit today: Party secretary and director of the committee."""
    return Member.objects.filter(_HEADS, ends_on=None)


def of_merged_villages() -> QuerySet[Member]:
    """Members of the two committees of villages merged in the present term, of the village that was taken in as well.

    Who sat to the last day of a village that is no more counts, and who sits in the one that others were merged into.
    """
    in_this_term = Q(term_starts_on=None) | Q(term_starts_on__lte=OuterRef("body__village__abolished_on"))
    successor = Body.objects.filter(in_this_term, village=OuterRef("body__village__successor"))
    taken_in = Q(ends_on=F("body__village__abolished_on")) & Exists(successor)
    joined = Body.objects.filter(
        Q(term_starts_on=None) | Q(term_starts_on__lte=F("village__predecessors__abolished_on")),
        pk=OuterRef("body"),
        village__predecessors__isnull=False,
    )
    return Member.objects.filter(body__kind__in=_TWO_COMMITTEES).filter(taken_in | (Q(ends_on=None) & Exists(joined)))


def due(scope: Scope, cycle: Cycle) -> QuerySet[Person]:
    """Who must be talked to in a cycle within the scope: `due_<class>` and `held_<class>` say of each class whether.

    One query, whatever the number of persons.
    """
    people = Person.objects.filter(
        scope.within(Act.VIEW_INSPECTIONS, "county_code") | scope.within(Act.VIEW_INSPECTIONS, "village_code"),
        county_code=cycle.county_id,
    )
    for kind in TalkClass:
        talks = Talk.objects.filter(cycle=cycle, person=OuterRef("pk"), kind=kind)
        people = people.annotate(**{f"due_{kind.value}": _belongs(kind), f"held_{kind.value}": Exists(talks)})
    wanted = Q()
    for kind in TalkClass:
        wanted |= Q(**{f"due_{kind.value}": True})
    return with_village_names(people.filter(wanted))


def outstanding(people: QuerySet[Person], *kinds: TalkClass) -> QuerySet[Person]:
    """Those of `due` who have not been talked to in one of the classes (default: in any)."""
    missing = Q()
    for kind in kinds or TalkClass:
        missing |= Q(**{f"due_{kind.value}": True, f"held_{kind.value}": False})
    return people.filter(missing)


def _belongs(kind: TalkClass) -> Exists:
    if kind in _CAPACITIES:
        return Exists(Capacity.objects.filter(person=OuterRef("pk"), kind=_CAPACITIES[kind], ends_on=None))
    members = heads() if kind is TalkClass.HEADS else of_merged_villages()
    return Exists(members.filter(person=OuterRef("pk")))


def due_in(villages: Collection[str], cycles: Iterable[int]) -> dict[tuple[int, str], list[Due]]:
    """Who must be talked to in villages, by cycle and village, in four queries: heads, merged, posted, returned."""
    sitting = heads().filter(body__village__in=villages).select_related("person", "body")
    found = [(member.body.village_id, member.person, TalkClass.HEADS) for member in sitting]
    merged = of_merged_villages().filter(Q(body__village__in=villages) | Q(body__village__successor__in=villages))
    for member in merged.select_related("person", "body__village"):
        village = member.body.village
        found.append((village.successor_id or village.code, member.person, TalkClass.MERGED))
    local = {_CAPACITIES[kind]: kind for kind in (TalkClass.POSTED, TalkClass.RETURNED)}
    capacities = Capacity.objects.filter(kind__in=local, division_code__in=villages, ends_on=None)
    found += [
        (capacity.division_code, capacity.person, local[CapacityKind(capacity.kind)])
        for capacity in capacities.select_related("person")
    ]
    return _with_talks(found, list(cycles))


def _with_talks(
    found: Iterable[tuple[str, Person, TalkClass]], cycles: Collection[int]
) -> dict[tuple[int, str], list[Due]]:
    found = list({(village, person.pk, kind): (village, person, kind) for village, person, kind in found}.values())
    talks = Talk.objects.filter(cycle__in=cycles, person__in={person.pk for _village, person, _kind in found})
    held = set(talks.values_list("cycle", "person", "kind"))
    by_village: dict[tuple[int, str], list[Due]] = defaultdict(list)
    for cycle in cycles:
        for village, person, kind in found:
            by_village[cycle, village].append(Due(village, person, kind, (cycle, person.pk, kind.value) in held))
    return by_village


def talks(scope: Scope, cycle: Cycle) -> QuerySet[Talk]:
    """The talks of a cycle within the scope, with person and division."""
    return Talk.objects.filter(scope.within(Act.VIEW_INSPECTIONS, "division__code"), cycle=cycle).select_related(
        "person", "division"
    )
