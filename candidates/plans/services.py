"""Saving a village's plan, and the county's targets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.roles import Act
from accounts.scope import Scope
from candidates.models import Decision, PlanEntry, Targets
from candidates.nominations.checks import posts_of
from candidates.nominations.services import locked_election
from candidates.plans.rules import Seat
from electionadmin.versions import Stale
from elections.models import Cycle, Election
from people.models import Person
from people.queries import related_pairs
from villages.models.bodies import HEADS


@dataclass(frozen=True, slots=True)
class Planned:
    """What is planned for somebody, as typed."""

    election: Election
    person: Person
    decision: Decision
    post: str = ""
    note: str = ""

    def seat(self) -> Seat | None:
        """The seat it comes to; None for who leaves."""
        if self.decision == Decision.LEAVES:
            return None
        person = self.person
        return Seat(
            self.election.village_id,
            self.election.body,
            self.post,
            person.pk,
            person.birth_date,
            person.sex,
            person.education,
        )


def state_of(elections: Iterable[Election]) -> str:
    """A word that changes with every change of the plan: what a form was filled from."""
    rows = PlanEntry.objects.filter(election__in=list(elections)).order_by("pk").values_list("pk", "version")
    return "-".join(f"{pk}.{version}" for pk, version in rows)


def problems_of(planned: Iterable[Planned]) -> list[str]:
    """What is wrong with a plan in itself: posts, more than one head, near relatives side by side."""
    planned = list(planned)
    problems = []
    heads: dict[tuple[int, str], list[Planned]] = {}
    for one in planned:
        if one.decision != Decision.LEAVES and one.post not in posts_of(one.election):
            problems.append(_("%(name)s: choose the post.") % {"name": one.person.name})
        if one.post in HEADS:
            heads.setdefault((one.election.pk, one.post), []).append(one)
    for group in heads.values():
        if len(group) > 1:
            names = "、".join(one.person.name for one in group)
            values = {"names": names, "post": group[0].election.get_body_display()}
            problems.append(_("%(post)s has more than one head: %(names)s. Keep one.") % values)
    return problems + relatives_in(planned)


def relatives_in(planned: Iterable[Planned]) -> list[str]:
    """Near relatives who would sit on one committee (Organic Law 2025, art. 8)."""
    staying = [one for one in planned if one.decision != Decision.LEAVES]
    names = {one.person.pk: one.person.name for one in staying}
    pairs = related_pairs(names)
    bodies: dict[int, set[int]] = {}
    for one in staying:
        bodies.setdefault(one.person.pk, set()).add(one.election.pk)
    return [
        _("%(one)s and %(other)s are near relatives (%(relation)s) and would sit on one committee.")
        % {"one": names[first], "other": names[second], "relation": relative.title}
        for first, second, relative in pairs
        if bodies[first] & bodies[second]
    ]


@transaction.atomic
def save_plan(*, scope: Scope, elections: Iterable[Election], planned: Iterable[Planned], seen: str) -> None:
    """Store a village's plan whole; whoever is not in it is planned for no longer. Raises ValidationError, Stale."""
    elections, planned = list(elections), list(planned)
    for election in elections:
        scope.require(Act.DECIDE_NOMINATIONS, election.village_id)
        locked_election(election)
    if state_of(elections) != seen:
        raise Stale(elections[0])
    problems = problems_of(planned)
    if problems:
        raise ValidationError(problems)
    known = {(row.election_id, row.person_id): row for row in PlanEntry.objects.filter(election__in=elections)}
    for one in planned:
        row = known.pop((one.election.pk, one.person.pk), None) or PlanEntry(election=one.election, person=one.person)
        before = (row.decision, row.post, row.note)
        row.decision, row.post, row.note = one.decision, one.post, one.note
        if row.pk is None or before != (row.decision, row.post, row.note):
            row.full_clean()
            row.save()
    PlanEntry.objects.filter(pk__in=[row.pk for row in known.values()]).delete()


@transaction.atomic
def save_targets(*, scope: Scope, cycle: Cycle, values: Mapping[str, Any], version: int) -> Targets:
    """The county's targets of a cycle; `version` 0 for the first. Raises ValidationError, Stale."""
    scope.require(Act.SET_STANDARDS, cycle.county_id)
    Cycle.objects.select_for_update().get(pk=cycle.pk)
    row = Targets.objects.filter(cycle=cycle).first() or Targets(cycle=cycle, version=0)
    if row.changed_since(version):
        raise Stale(row)
    row.version = max(row.version, 1)
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    row.refresh_from_db(fields=["version"])
    return row
