"""Teams, inspections, who steps aside, what is heard, the conclusion."""

import datetime
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Act
from accounts.scope import Scope
from candidates.inspections.queries import files_of, relations
from candidates.models import (
    AppraisalSheet,
    Conclusion,
    Hearing,
    Inspection,
    Nomination,
    Officer,
    Recusal,
    RecusalSource,
    Team,
)
from candidates.nominations.states import STANDING
from electionadmin.trail import because
from electionadmin.versions import Stale, Versioned
from elections.models import Cycle
from people import names
from people.models import Attachment, Person
from people.queries import near_relatives_of
from villages.models import Division

AnyModel = TypeVar("AnyModel", bound=Versioned)


@transaction.atomic
def save_team(
    *, scope: Scope, cycle: Cycle, team: Team | None, division: Division, name: str, version: int = 0
) -> Team:
    """A new team, or another name or place of one. Raises Stale, ValidationError."""
    scope.require(Act.CHANGE_INSPECTIONS, division.code)
    if not division.code.startswith(cycle.county_id):
        raise ValidationError({"division": _("Choose a division of this county.")})
    row: Team = _locked_row(Team, team, version) if team else Team(cycle=cycle)
    if team:
        scope.require(Act.CHANGE_INSPECTIONS, row.division_id)
    row.division, row.name = division, name.strip()
    return _saved(row)


@transaction.atomic
def save_officer(
    *, scope: Scope, team: Team, officer: Officer | None, values: Mapping[str, Any], version: int = 0
) -> Officer:
    """A new member of a team, or other data of one; `left_on` ends the membership. Raises Stale, ValidationError.

    Whoever is a near relative of somebody under inspection steps aside there at once.
    """
    scope.require(Act.CHANGE_INSPECTIONS, team.division_id)
    row: Officer = _locked_row(Officer, officer, version) if officer else Officer(team=team)
    checked = names.check(values["name"])
    if isinstance(checked, names.Problem):
        raise ValidationError({"name": checked.message})
    for field, value in {**values, "name": checked.name}.items():
        setattr(row, field, value)
    if row.person is not None and row.person.county_code != team.cycle.county_id:
        raise ValidationError({"person": _("This person is on record in another county. Leave the field empty.")})
    _check_day(row.left_on, "left_on")
    _saved(row)
    open_ones = list(Inspection.objects.filter(team=team, conclusion="").select_related("person"))
    _step_aside(open_ones, [row])
    return row


@transaction.atomic
def begin(
    *,
    scope: Scope,
    cycle: Cycle,
    team: Team,
    people: Collection[Person],
    begun_on: datetime.date,
) -> list[Inspection]:
    """Begin the inspection of persons who stand in the cycle; related officers step aside. Raises ValidationError."""
    _check_day(begun_on, "begun_on")
    if team.cycle_id != cycle.pk:
        raise ValidationError({"team": _("Choose a team of this cycle.")})
    if not people:
        raise ValidationError({"people": _("Choose at least one person.")})
    villages = _villages_of(cycle, people)
    begun = []
    for person in people:
        village = villages.get(person.pk)
        if village is None:
            message = _("%(name)s does not stand in this cycle. Nominate first.") % {"name": person.name}
            raise ValidationError({"people": message})
        scope.require(Act.CHANGE_INSPECTIONS, village)
        if not village.startswith(team.division_id):
            message = _("The team works in another township than %(name)s. Choose another team.")
            raise ValidationError({"team": message % {"name": person.name}})
        begun.append(Inspection(cycle=cycle, person=person, village_id=village, team=team, begun_on=begun_on))
    for inspection in begun:
        inspection.full_clean()
        inspection.save()
    _step_aside(begun, list(team.officers.filter(left_on=None)))
    return begun


def _villages_of(cycle: Cycle, people: Collection[Person]) -> dict[int, str]:
    """Village in which each person stands."""
    rows = Nomination.objects.filter(election__cycle=cycle, person__in=people, state__in=STANDING)
    return dict(rows.values_list("person_id", "election__village_id"))


def _step_aside(inspections: Collection[Inspection], officers: Collection[Officer]) -> None:
    """Record the recusal of each officer who is a near relative, where it is not on record yet."""
    family = near_relatives_of(inspection.person_id for inspection in inspections)
    known = set(
        Recusal.objects.filter(inspection__in=inspections, officer__in=officers).values_list("inspection", "officer")
    )
    Recusal.objects.bulk_create(
        Recusal(inspection=inspection, officer=relation.officer, source=RecusalSource.FOUND, relation=relation.words)
        for inspection in inspections
        for relation in relations(officers, inspection.person, family[inspection.person_id])
        if relation.certain and (inspection.pk, relation.officer.pk) not in known
    )


@transaction.atomic
def record_recusal(
    *, scope: Scope, inspection: Inspection, officer: Officer, source: RecusalSource, relation: str
) -> Recusal:
    """An officer declares that he steps aside, or a likeness of names is cleared (`relation` says how). Raises ValidationError."""
    locked = _open(scope, inspection)
    if source is RecusalSource.FOUND or officer.team_id != locked.team_id:
        raise ValidationError(_("Choose a member of this team."))
    if not relation.strip():
        raise ValidationError({"relation": _("Say how the officer is related, or how it was looked into.")})
    row = Recusal(inspection=locked, officer=officer, source=source, relation=relation.strip()[:200])
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def save_hearing(
    *, scope: Scope, inspection: Inspection, hearing: Hearing | None, values: Mapping[str, Any], version: int = 0
) -> Hearing:
    """A talk held in an inspection. Raises Stale, ValidationError."""
    locked = _open(scope, inspection)
    row: Hearing = _locked_row(Hearing, hearing, version) if hearing else Hearing(inspection=locked)
    for field, value in values.items():
        setattr(row, field, value)
    _check_day(row.held_on, "held_on", since=locked.begun_on)
    return _saved(row)


@transaction.atomic
def save_appraisal(
    *, scope: Scope, inspection: Inspection, values: Mapping[str, Any], version: int = 0
) -> AppraisalSheet:
    """The sheet of the democratic appraisal, once. Raises Stale, ValidationError by field where the figures do not fit."""
    locked = _open(scope, inspection)
    row = AppraisalSheet.objects.select_for_update().filter(pk=locked.pk).first() or AppraisalSheet(
        inspection=locked, version=0
    )
    if row.changed_since(version):
        raise Stale(row)
    row.version = max(row.version, 1)
    for field, value in values.items():
        setattr(row, field, value)
    _check_day(row.held_on, "held_on", since=locked.begun_on)
    return _saved(row)


@transaction.atomic
def save_material(*, scope: Scope, inspection: Inspection, values: Mapping[str, Any], version: int) -> Inspection:
    """Strong and weak points, places looked at, the day the files were checked. Raises Stale, ValidationError."""
    locked = _open(scope, inspection)
    if locked.changed_since(version):
        raise Stale(locked)
    for field in ("strong", "weak", "scenes", "records_checked_on"):
        setattr(locked, field, values[field])
    _check_day(locked.records_checked_on, "records_checked_on")
    return _saved(locked)


@transaction.atomic
def conclude(
    *,
    scope: Scope,
    inspection: Inspection,
    conclusion: Conclusion,
    reason: str,
    concluded_on: datetime.date,
    first_officer: Officer,
    second_officer: Officer,
    scan: Attachment | None = None,
    version: int | None = None,
) -> Inspection:
    """Two officers who have not stepped aside conclude. Raises Stale, ValidationError with all that is still missing."""
    locked = _open(scope, inspection)
    if version is not None and locked.changed_since(version):
        raise Stale(locked)
    file = files_of([locked])[locked.pk]
    missing = [f.detail for f in file.findings() if not f.ok and f.severity == "block"]
    if missing:
        raise ValidationError([_("Not yet: %(what)s") % {"what": detail} for detail in missing])
    _check_day(concluded_on, "concluded_on", since=locked.begun_on)
    errors: dict[str, Any] = {}
    for field, officer in (("first_officer", first_officer), ("second_officer", second_officer)):
        if officer not in file.acting:
            errors[field] = _("This officer is not of the team, or has stepped aside. Choose another one.")
    if conclusion is Conclusion.DISAGREE and not reason.strip():
        errors["reason"] = _("Say why the officers do not agree.")
    if scan is not None and scan.person_id != locked.person_id:
        errors["scan"] = _("This file is about somebody else.")
    if errors:
        raise ValidationError(errors)
    locked.conclusion, locked.reason, locked.concluded_on = conclusion, reason.strip(), concluded_on
    locked.first_officer, locked.second_officer, locked.scan = first_officer, second_officer, scan
    return _saved(locked)


@transaction.atomic
def reopen(*, scope: Scope, inspection: Inspection, reason: str) -> Inspection:
    """Take a conclusion back, for example after an objection; the history keeps it. Raises ValidationError."""
    scope.require(Act.CHANGE_INSPECTIONS, inspection.village_id)
    locked: Inspection = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    if not locked.conclusion:
        raise ValidationError(_("The inspection is not concluded."))
    if not reason.strip():
        raise ValidationError({"reason": _("Type the reason.")})
    locked.conclusion, locked.reason, locked.concluded_on = "", "", None
    locked.first_officer = locked.second_officer = None
    with because(reason.strip()):
        return _saved(locked)


def _open(scope: Scope, inspection: Inspection) -> Inspection:
    """The inspection, locked; nothing of a concluded one is changed."""
    scope.require(Act.CHANGE_INSPECTIONS, inspection.village_id)
    locked: Inspection = (
        Inspection.objects.select_for_update(of=("self",))
        .select_related("person", "cycle", "team")
        .get(pk=inspection.pk)
    )
    if locked.conclusion:
        raise ValidationError(_("The inspection is concluded. Open it again first."))
    return locked


def _locked_row(model: Any, row: Any, version: int) -> Any:
    stored = model.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if stored.changed_since(version):
        raise Stale(stored)
    return stored


def _saved(row: AnyModel) -> AnyModel:
    row.full_clean()
    row.save()
    row.refresh_from_db(fields=["version"])
    return row


def _check_day(day: datetime.date | None, field: str, *, since: datetime.date | None = None) -> None:
    if day and day > timezone.localdate():
        raise ValidationError({field: _("This day is still to come. Give a day that has come.")})
    if day and since and day < since:
        raise ValidationError({field: _("This day is before the inspection began. Correct one of the two dates.")})
