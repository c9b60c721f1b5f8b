"""Reading filings, and what the system itself knows of an appointment's package."""

from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from accounts.roles import Act
from accounts.scope import Scope
from candidates.models import Nomination
from candidates.nominations.states import STANDING
from candidates.secretaries import rules
from candidates.secretaries.models import SecretaryFiling
from candidates.way import Stop, ways_of
from electionadmin.findings import Finding
from elections.models import Body
from elections.steps import Step
from people.models import Person

# The parts of the package that the person's way through the election proves.
PACKAGE: Final = (Step.JOINT_REVIEW, Step.INSPECTION, Step.PUBLIC_NOTICE, Step.COMMITMENT)


def filings(scope: Scope, act: Act = Act.VIEW_SECRETARIES) -> QuerySet[SecretaryFiling]:
    """Filings of the villages in scope."""
    rows = SecretaryFiling.objects.filter(scope.within(act, "village__code"))
    return rows.select_related("person", "village__parent", "submitted_by", "opinion_by")


def file_of(scope: Scope, person: Person) -> QuerySet[SecretaryFiling]:
    """All matters of a person, the newest first: one person, one file."""
    return filings(scope).filter(person=person)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an appointment's package as the election knows it."""

    name: str | Promise
    stop: Stop


def package_of(filing: SecretaryFiling) -> list[Part]:
    """Review, inspection, notice and commitment of the nomination that stands for the village's Party organisation."""
    nomination = (
        Nomination.objects.filter(
            person=filing.person_id,
            election__village=filing.village_id,
            election__body=Body.PARTY,
            state__in=STANDING,
        )
        .select_related("person", "election__village__parent", "election__cycle")
        .order_by("-election__cycle__starts_on", "pk")
        .first()
    )
    if nomination is None:
        return []
    stops = {stop.step: stop for stop in ways_of([nomination])[nomination.pk]}
    return [Part(step.label, stops[step]) for step in PACKAGE if step in stops]


def findings_of(filing: SecretaryFiling) -> list[Finding]:
    """What speaks for and against a filing today."""
    parts = package_of(filing)
    missing = (
        tuple(str(part.name) for part in parts if part.stop.open)
        if parts
        else tuple(str(step.label) for step in PACKAGE)
    )
    proposal = rules.Proposal(
        matter=filing.matter,
        effective_on=filing.effective_on,
        submitted_on=filing.submitted_on,
        in_party=filing.person.party_confirmed is not None,
        missing=missing,
    )
    return rules.findings(proposal, on=timezone.localdate())
