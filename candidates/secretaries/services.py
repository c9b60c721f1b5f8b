"""A filing is drafted and submitted by the township, decided on by the county, and put on file."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope
from candidates.secretaries.models import FILING_TRANSITIONS, FilingState, SecretaryFiling
from candidates.secretaries.queries import findings_of
from candidates.secretaries.rules import blocked
from electionadmin.trail import because
from electionadmin.versions import Stale
from people.models import Person
from villages.models import Division

_EDITABLE = (FilingState.DRAFT, FilingState.RETURNED)


@transaction.atomic
def save_draft(
    *,
    scope: Scope,
    village: Division,
    person: Person,
    values: Mapping[str, Any],
    filing: SecretaryFiling | None = None,
    version: int = 0,
) -> SecretaryFiling:
    """A new matter of a person, or a draft (or one that was sent back) in other words. Raises Stale, ValidationError."""
    scope.require(Act.FILE_SECRETARIES, village.code)
    if person.county_code != village.code[:6]:
        raise ValidationError({"person": _("This person is on record in another county.")})
    row = _locked(filing, version, among=_EDITABLE) if filing else SecretaryFiling(village=village, person=person)
    for field, value in values.items():
        setattr(row, field, value)
    return _saved(row)


@transaction.atomic
def submit(
    *,
    scope: Scope,
    user: User,
    filing: SecretaryFiling,
    number: str,
    signer: str,
    on: datetime.date,
    version: int,
) -> SecretaryFiling:
    """Submit a draft to the county with the request's number. Raises Stale, ValidationError for what forbids it."""
    scope.require(Act.FILE_SECRETARIES, filing.village_id)
    row = _locked(filing, version, among=_EDITABLE)
    _check_day("on", on)
    row.number, row.signer, row.submitted_on, row.submitted_by = number, signer, on, user
    forbidden = blocked(findings_of(row))
    if forbidden:
        raise ValidationError([f"{one.detail}（{one.basis}）" for one in forbidden])
    return _moved(row, FilingState.SUBMITTED)


@transaction.atomic
def give_opinion(
    *,
    scope: Scope,
    user: User,
    filing: SecretaryFiling,
    decision: FilingState,
    opinion: str,
    on: datetime.date,
    version: int,
) -> SecretaryFiling:
    """The county agrees, sends back or does not agree; never by whoever submitted it. Raises Stale, ValidationError."""
    scope.require(Act.DECIDE_SECRETARIES, filing.village_id)
    row = _locked(filing, version, among=(FilingState.SUBMITTED,))
    if decision not in (FilingState.AGREED, FilingState.RETURNED, FilingState.REFUSED):
        raise ValidationError({"decision": _("Choose whether the county agrees, sends back or does not agree.")})
    if row.submitted_by_id == user.pk:
        raise ValidationError(_("You have submitted this filing: somebody else gives the opinion of the county."))
    _check_day("on", on)
    if row.submitted_on and on < row.submitted_on:
        raise ValidationError({"on": _("The opinion is dated before the request. Correct the day.")})
    row.opinion, row.opinion_on, row.opinion_by = opinion, on, user
    return _moved(row, decision)


@transaction.atomic
def put_on_file(
    *, scope: Scope, filing: SecretaryFiling, result_on: datetime.date, reply_number: str, version: int
) -> SecretaryFiling:
    """After the election or the measure: its day, and the number of the township's reply. Raises Stale, ValidationError."""
    scope.require(Act.FILE_SECRETARIES, filing.village_id)
    row = _locked(filing, version, among=(FilingState.AGREED,))
    _check_day("result_on", result_on)
    if row.opinion_on and result_on < row.opinion_on and row.matter == "appointment":
        raise ValidationError({"result_on": _("An appointment follows the opinion of the county. Correct the day.")})
    row.result_on, row.reply_number, row.filed_on = result_on, reply_number, timezone.localdate()
    return _moved(row, FilingState.FILED)


@transaction.atomic
def withdraw(*, scope: Scope, filing: SecretaryFiling, reason: str, version: int) -> SecretaryFiling:
    """Give a filing up before the county has decided; it stays on record. Raises Stale, ValidationError."""
    scope.require(Act.FILE_SECRETARIES, filing.village_id)
    row = _locked(filing, version, among=(*_EDITABLE, FilingState.SUBMITTED))
    if not reason.strip():
        raise ValidationError({"reason": _("Type why it is withdrawn.")})
    with because(reason.strip()):
        return _moved(row, FilingState.WITHDRAWN)


def _locked(filing: SecretaryFiling, version: int, *, among: tuple[str, ...]) -> SecretaryFiling:
    rows = SecretaryFiling.objects.select_for_update(of=("self",)).select_related("person", "village")
    row = rows.get(pk=filing.pk)
    if row.changed_since(version):
        raise Stale(row)
    if row.state not in among:
        raise ValidationError(_("This filing has gone on meanwhile. Open it again."))
    return row


def _moved(row: SecretaryFiling, state: FilingState) -> SecretaryFiling:
    if state not in FILING_TRANSITIONS.get(row.state, ()):
        raise ValidationError(_("This filing has gone on meanwhile. Open it again."))
    row.state = state
    return _saved(row)


def _saved(row: SecretaryFiling) -> SecretaryFiling:
    row.full_clean()
    row.save()
    row.refresh_from_db(fields=["version"])
    return row


def _check_day(field: str, day: datetime.date) -> None:
    if day > timezone.localdate():
        raise ValidationError({field: _("This day is still to come. Give a day that has come.")})
