"""Who has signed what, and who has refused, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet

from accounts.roles import Act
from accounts.scope import Scope
from candidates.models import Answer, Commitment, CommitmentKind, CommitmentText, Nomination
from candidates.nominations.states import STANDING
from elections.models import Cycle
from people.models import Person
from people.places import with_village_names


@dataclass(slots=True)
class Standing:
    """How a person stands to the kinds that are asked of him."""

    signed: list[CommitmentKind] = field(default_factory=list)
    refused: list[Commitment] = field(default_factory=list)
    missing: list[CommitmentKind] = field(default_factory=list)


def commitments(scope: Scope, cycle: Cycle, act: Act = Act.VIEW_COMMITMENTS) -> QuerySet[Commitment]:
    """The present answers of a cycle within the scope."""
    return Commitment.objects.filter(
        scope.within(act, "village__code"), cycle=cycle, superseded_on=None
    ).select_related("person", "village__parent", "text")


def texts_in_force(cycle: Cycle) -> dict[str, CommitmentText]:
    """The newest version of each kind's text, by kind."""
    newest = CommitmentText.objects.filter(cycle=cycle).order_by("kind", "-number").distinct("kind")
    return {text.kind: text for text in newest}


def standing_people(scope: Scope, cycle: Cycle) -> QuerySet[Person]:
    """Who stands in an election of the cycle within the scope, with the name of his village."""
    standing = Nomination.objects.filter(
        scope.within(Act.VIEW_COMMITMENTS, "election__village__code"),
        person=OuterRef("pk"),
        election__cycle=cycle,
        state__in=STANDING,
    )
    return with_village_names(Person.objects.filter(Exists(standing)))


def answers_of(cycles: Collection[int], people: Collection[int]) -> dict[tuple[int, int], dict[str, Commitment]]:
    """Present answers by cycle and person, then by kind, in one query."""
    found: dict[tuple[int, int], dict[str, Commitment]] = defaultdict(dict)
    rows = Commitment.objects.filter(cycle__in=cycles, person__in=people, superseded_on=None)
    for commitment in rows.select_related("text"):
        found[commitment.cycle_id, commitment.person_id][commitment.kind] = commitment
    return found


def standing(asked: Collection[str], answers: dict[str, Commitment]) -> Standing:
    """How somebody stands to the kinds asked; a refusal of a kind not asked counts too."""
    result = Standing()
    for kind in CommitmentKind:
        answer = answers.get(kind)
        if answer is None:
            if kind in asked:
                result.missing.append(kind)
        elif answer.answer == Answer.REFUSED:
            result.refused.append(answer)
        else:
            result.signed.append(kind)
    return result
