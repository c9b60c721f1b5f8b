"""Reading inspections, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, QuerySet

from accounts.roles import Act
from accounts.scope import Scope
from candidates.inspections import rules
from candidates.models import Inspection, Nomination, Officer, Recusal, RecusalSource, Side, Team
from candidates.nominations.states import STANDING
from electionadmin.findings import Finding
from elections.models import Cycle
from people.models import Person
from people.places import with_village_names
from people.queries import NearRelative, near_relatives_of

# An inspection concerns the person, whatever body he stands for: the Party's chapter says how it is done.
CHAPTER = "party_committee"


@dataclass(frozen=True, slots=True)
class Relation:
    """An officer who is, or bears the name of, a near relative of the person inspected, or is the person himself."""

    officer: Officer
    words: str
    certain: bool


@dataclass(slots=True)
class File:
    """An inspection with all that is known of its team: who may act in it, who stepped aside, who bears a relative's name."""

    inspection: Inspection
    officers: list[Officer]
    acting: list[Officer] = field(default_factory=list)
    recusals: list[Recusal] = field(default_factory=list)
    likenesses: list[Relation] = field(default_factory=list)
    hearings: int = 0
    appraised: bool = False

    def findings(self) -> list[Finding]:
        """What the rulebook asks of the work, without a query; `inspection.cycle` is loaded."""
        inspection = self.inspection
        work = rules.Work(
            sides=tuple(officer.side for officer in self.acting),
            likenesses=tuple(relation.officer.name for relation in self.likenesses),
            hearings=self.hearings,
            appraised=self.appraised,
            records_checked=inspection.records_checked_on is not None,
            strong=bool(inspection.strong),
            weak=bool(inspection.weak),
        )
        labels = {side.value: str(side.label) for side in Side}
        return rules.findings(work, book=inspection.cycle.law(), chapter=CHAPTER, labels=labels)


def inspections(scope: Scope, cycle: Cycle, act: Act = Act.VIEW_INSPECTIONS) -> QuerySet[Inspection]:
    """The inspections of a cycle within the scope, with person, village and team."""
    return (
        Inspection.objects.filter(scope.within(act, "village__code"), cycle=cycle)
        .select_related("person", "village__parent", "team", "cycle")
        .annotate(heard=Count("hearings", distinct=True))
    )


def teams(scope: Scope, cycle: Cycle, act: Act = Act.VIEW_INSPECTIONS) -> QuerySet[Team]:
    """The teams of a cycle that work within the scope: those of its townships, and those of the county above them."""
    codes = {code[: len(prefix)] for code in scope.prefixes(act) for prefix in (code, code[:6])}
    return Team.objects.filter(scope.within(act, "division__code"), cycle=cycle) | Team.objects.filter(
        cycle=cycle, division_id__in=codes
    )


def not_inspected(scope: Scope, cycle: Cycle) -> QuerySet[Person]:
    """Who stands in an election of the cycle and is not yet inspected, with the name of his village."""
    standing = Nomination.objects.filter(
        scope.within(Act.VIEW_INSPECTIONS, "election__village__code"),
        person=OuterRef("pk"),
        election__cycle=cycle,
        state__in=STANDING,
    )
    inspected = Inspection.objects.filter(person=OuterRef("pk"), cycle=cycle)
    return with_village_names(Person.objects.filter(Exists(standing), ~Exists(inspected)))


def relations(officers: Iterable[Officer], person: Person, family: Iterable[NearRelative]) -> list[Relation]:
    """Which officers must step aside for a person, and of which it must be looked into, by his near relatives."""
    family = list(family)
    by_key = {relative.person.pk: relative for relative in family if relative.person}
    by_name: Mapping[str, list[NearRelative]] = _by_name(family)
    found = []
    for officer in officers:
        if officer.person_id == person.pk:
            found.append(Relation(officer, str(Inspection._meta.get_field("person").verbose_name), certain=True))
        elif officer.person_id in by_key:
            found.append(Relation(officer, by_key[officer.person_id].title, certain=True))
        elif (alike := by_name.get(officer.name)) and not _known_apart(officer, alike):
            found.append(Relation(officer, alike[0].title, certain=False))
    return found


def _by_name(family: Iterable[NearRelative]) -> dict[str, list[NearRelative]]:
    names = defaultdict(list)
    for relative in family:
        names[relative.name].append(relative)
    return names


def _known_apart(officer: Officer, alike: Sequence[NearRelative]) -> bool:
    """Two records are two people."""
    return officer.person_id is not None and all(relative.person for relative in alike)


def files_of(found: Collection[Inspection]) -> dict[int, File]:
    """What each inspection's team is and has done, by its key, in six queries; `person` and `cycle` are loaded."""
    officers = defaultdict(list)
    for officer in Officer.objects.filter(team__in={i.team_id for i in found}, left_on=None).order_by(
        "-leads", "side", "pk"
    ):
        officers[officer.team_id].append(officer)
    recusals = defaultdict(list)
    for recusal in Recusal.objects.filter(inspection__in=found).select_related("officer"):
        recusals[recusal.inspection_id].append(recusal)
    counted = Inspection.objects.filter(pk__in=[i.pk for i in found]).annotate(heard=Count("hearings"))
    work = {row.pk: row for row in counted.select_related("sheet")}
    family = near_relatives_of(inspection.person_id for inspection in found)
    files = {}
    for inspection in found:
        file = File(inspection, officers[inspection.team_id], recusals=recusals[inspection.pk])
        aside = {r.officer_id for r in file.recusals if r.source != RecusalSource.CLEARED}
        cleared = {r.officer_id for r in file.recusals}
        related = relations(file.officers, inspection.person, family[inspection.person_id])
        aside |= {relation.officer.pk for relation in related if relation.certain}
        file.acting = [officer for officer in file.officers if officer.pk not in aside]
        file.likenesses = [r for r in related if not r.certain and r.officer.pk not in cleared]
        file.hearings = work[inspection.pk].heard
        file.appraised = hasattr(work[inspection.pk], "sheet")
        files[inspection.pk] = file
    return files
