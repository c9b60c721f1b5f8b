"""Weighing persons: the county's weights, and an assessment for each person and cycle."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Act
from accounts.scope import Scope
from candidates.models import Assessment, Dimension, Weights
from electionadmin.versions import Stale
from elections.models import Cycle
from people.models import Person
from villages.models import Division


def weights_of(county: str) -> Weights | None:
    """The weights in force in a county; None before any were set."""
    return Weights.objects.filter(county_id=county).first()


@transaction.atomic
def set_weights(
    *, scope: Scope, county: Division, weights: Mapping[str, int], decided_on: datetime.date, basis: str
) -> Weights:
    """A new version of the county's weights; assessments made before keep theirs. Raises ValidationError."""
    scope.require(Act.SET_STANDARDS, county.code)
    Division.objects.select_for_update().get(pk=county.pk)
    if not sum(weights.values()):
        raise ValidationError(_("All weights are 0. Give at least one dimension a weight."))
    if not basis.strip():
        raise ValidationError({"basis": [_("Name the paper of the county, for example 沁组发〔2026〕5号.")]})
    newest = weights_of(county.code)
    return Weights.objects.create(
        county=county,
        number=newest.number + 1 if newest else 1,
        decided_on=decided_on,
        basis=basis.strip(),
        **{dimension: weights[dimension] for dimension in Dimension.values},
    )


@transaction.atomic
def save_assessment(
    *, scope: Scope, cycle: Cycle, person: Person, values: Mapping[str, Any], version: int
) -> Assessment:
    """A person's assessment in a cycle, under the weights in force; `version` 0 for the first. Raises ValidationError, Stale."""
    scope.require(Act.DECIDE_NOMINATIONS, person.division_code)
    locked = Person.objects.select_for_update().get(pk=person.pk)
    weights = weights_of(cycle.county_id)
    if weights is None:
        raise ValidationError(_("The county has set no weights of the five dimensions yet. Set them first."))
    row = Assessment.objects.filter(cycle=cycle, person=locked).first() or Assessment(
        cycle=cycle, person=locked, version=0
    )
    if row.changed_since(version):
        raise Stale(row)
    row.version, row.weights = max(row.version, 1), weights
    for name, value in values.items():
        setattr(row, name, value)
    _check(row)
    row.full_clean()
    row.save()
    row.refresh_from_db(fields=["version"])
    return row


def _check(row: Assessment) -> None:
    errors: dict[str, list[str]] = {}
    today = timezone.localdate()
    for name in ("assessed_on", "appraised_on", "tested_on"):
        day = getattr(row, name)
        if day is not None and day > today:
            errors[name] = [_("This day is still to come. Give a day that has come.")]
    for dimension in Dimension:
        if getattr(row, dimension) is not None and not getattr(row, f"{dimension}_evidence").strip():
            errors[f"{dimension}_evidence"] = [_("Say what the score rests on.")]
    for name in ("audit", "inspection"):
        if getattr(row, name) in ("settled", "open") and not getattr(row, f"{name}_note").strip():
            errors[f"{name}_note"] = [_("Say what was found.")]
    if errors:
        raise ValidationError(errors)


def assessments_of(cycle: Cycle, persons: Iterable[int]) -> dict[int, Assessment]:
    """Assessments of persons in a cycle, by person, in one query."""
    rows = Assessment.objects.filter(cycle=cycle, person__in=list(persons)).select_related("weights", "person")
    return {row.person_id: row for row in rows}
