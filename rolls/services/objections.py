"""Objections to a published roll: received within the period, decided and announced (OLVC-2025, art. 17)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.versions import Stale
from rolls.models import Edition, Objection, Outcome, Roll, State
from rolls.rules import Law, last_objection_day
from rolls.services.common import law_of, locked_roll


@transaction.atomic
def receive_objection(*, scope: Scope, roll: Roll, values: Mapping[str, Any]) -> Objection:
    """Record an objection. Raises ValidationError: before publication, after the period where late ones are refused."""
    roll = locked_roll(scope=scope, roll=roll)
    if roll.state == State.DRAFT or roll.published_on is None:
        raise ValidationError(_("The roll is not published yet: there is nothing to object to. Correct the entry."))
    law = law_of(roll.election)
    objection = Objection(roll=roll, **values)
    objection.late = objection.received_on > last_objection_day(roll.published_on, law)
    errors = _reception_errors(objection, roll.published_on, law)
    if errors:
        raise ValidationError({field: [message] for field, message in errors.items()})
    objection.full_clean(exclude=["rulebook"])
    objection.save()
    return objection


def _reception_errors(objection: Objection, published_on: date, law: Law) -> dict[str, str]:
    errors: dict[str, str] = {}
    last = last_objection_day(published_on, law)
    values = {"received": objection.received_on, "published": published_on, "last": last}
    if objection.received_on > timezone.localdate():
        errors["received_on"] = _("This day is still to come. Give a day that has come.")
    elif objection.received_on < published_on:
        errors["received_on"] = _("The roll was published on %(published)s; an objection is not older.") % values
    elif objection.late and law.choice("late_objections") == "refused":
        message = _(
            "Received on %(received)s; the roll was published on %(published)s, the last day for objections was %(last)s"
            " and late ones are refused here (%(basis)s)."
        )
        errors["received_on"] = message % {**values, "basis": law.basis("late_objections")}
    if law.flag("objections_written") and not objection.written:
        errors["written"] = _("Objections are made in writing here (%(basis)s). Ask for the paper.") % {
            "basis": law.basis("objections_written")
        }
    return errors


@transaction.atomic
def decide_objection(
    *,
    scope: Scope,
    objection: Objection,
    outcome: str,
    decided_on: date,
    grounds: str,
    edition: Edition | None,
    version: int,
) -> Objection:
    """Record the decision; an objection upheld names the correction. Raises Stale, ValidationError."""
    roll, objection = _locked(scope, objection, version)
    if objection.announced_on is not None:
        raise ValidationError(_("The decision is announced: it stays."))
    errors: dict[str, str] = {}
    if decided_on < objection.received_on or decided_on > timezone.localdate():
        errors["decided_on"] = _("Give a day from the reception (%(day)s) to today.") % {"day": objection.received_on}
    if not grounds.strip():
        errors["grounds"] = _("Type the grounds of the decision: they are announced with it.")
    if outcome == Outcome.UPHELD and edition is None:
        errors["edition"] = _("Choose the decision that corrects the roll; record it first.")
    if edition is not None and (outcome != Outcome.UPHELD or edition.roll_id != roll.pk):
        errors["edition"] = _("Only an objection that is upheld corrects the roll. Leave this empty.")
    if errors:
        raise ValidationError({field: [message] for field, message in errors.items()})
    objection.outcome, objection.decided_on, objection.grounds = outcome, decided_on, " ".join(grounds.split())
    objection.edition, objection.rulebook = edition, law_of(roll.election).book.id
    objection.full_clean()
    objection.save()
    objection.refresh_from_db(fields=["version"])
    return objection


@transaction.atomic
def announce_decision(*, scope: Scope, objection: Objection, on: date, version: int) -> Objection:
    """The decision is announced, the correction it rests on before or with it. Raises Stale, ValidationError."""
    _roll, objection = _locked(scope, objection, version)
    if objection.decided_on is None:
        raise ValidationError(_("The objection is not decided yet."))
    if on < objection.decided_on or on > timezone.localdate():
        message = _("Give a day from the decision (%(day)s) to today.") % {"day": objection.decided_on}
        raise ValidationError({"announced_on": [message]})
    if objection.edition is not None and objection.edition.announced_on is None:
        raise ValidationError(_("The correction is not announced yet. Announce it first."))
    objection.announced_on = on
    objection.save(update_fields=["announced_on"])
    return objection


def _locked(scope: Scope, objection: Objection, version: int) -> tuple[Roll, Objection]:
    roll = locked_roll(scope=scope, roll=objection.roll, act=Act.DECIDE_ROLLS)
    found = Objection.objects.select_for_update(of=("self",)).select_related("edition").get(pk=objection.pk, roll=roll)
    found.roll = roll
    if found.changed_since(version):
        raise Stale(found)
    return roll, found
