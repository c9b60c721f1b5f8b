"""Texts of commitments, signatures, refusals."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Act
from accounts.scope import Scope
from candidates.models import Answer, Commitment, CommitmentKind, CommitmentText, Nomination
from candidates.nominations.states import STANDING
from elections.models import Cycle
from people.models import Attachment, Person


@transaction.atomic
def save_text(
    *, scope: Scope, cycle: Cycle, kind: CommitmentKind, body: str, valid_from: datetime.date
) -> CommitmentText:
    """The next version of a kind's text; whoever signed an older one has signed that. Raises ValidationError."""
    scope.require(Act.SET_STANDARDS, cycle.county_id)
    body = "\n".join(line.rstrip() for line in body.strip().splitlines())
    last = CommitmentText.objects.select_for_update().filter(cycle=cycle, kind=kind).order_by("-number").first()
    if last and last.body == body:
        raise ValidationError({"body": _("This is the text in force. Change it, or leave it as it is.")})
    text = CommitmentText(
        cycle=cycle, kind=kind, number=last.number + 1 if last else 1, body=body, valid_from=valid_from
    )
    text.full_clean()
    text.save()
    return text


@transaction.atomic
def record_answer(
    *,
    scope: Scope,
    cycle: Cycle,
    person: Person,
    kind: CommitmentKind,
    answer: Answer,
    answered_on: datetime.date,
    witness: str,
    witness_post: str = "",
    thumbprint: bool = False,
    reason: str = "",
    scan: Attachment | None = None,
) -> Commitment:
    """A signature under the text in force, or a refusal; the answer before it stays on record, superseded.

    Raises Http404 outside the scope, ValidationError by field.
    """
    village = _village_of(cycle, person)
    scope.require(Act.CHANGE_COMMITMENTS, village)
    text = CommitmentText.objects.filter(cycle=cycle, kind=kind).order_by("-number").first()
    errors: dict[str, Any] = {}
    if text is None:
        errors["kind"] = _("This kind has no text yet. The county writes it first.")
    if answered_on > timezone.localdate():
        errors["answered_on"] = _("This day is still to come. Give a day that has come.")
    elif text and answered_on < text.valid_from:
        errors["answered_on"] = _("The text in force is valid from %(day)s on. Correct the date.") % {
            "day": text.valid_from
        }
    if not witness.strip():
        errors["witness"] = _("Name the witness.")
    elif witness.strip() == person.name:
        errors["witness"] = _("Nobody witnesses his own signature. Name another person.")
    if answer is Answer.REFUSED and not reason.strip():
        errors["reason"] = _("Say why the person refuses.")
    if scan is not None and scan.person_id != person.pk:
        errors["scan"] = _("This file is about somebody else.")
    if errors:
        raise ValidationError(errors)
    before = Commitment.objects.select_for_update().filter(cycle=cycle, person=person, kind=kind, superseded_on=None)
    before.update(superseded_on=answered_on)
    commitment = Commitment(
        cycle=cycle,
        person=person,
        village_id=village,
        text=text,
        kind=kind,
        answer=answer,
        answered_on=answered_on,
        witness=witness.strip(),
        witness_post=witness_post.strip(),
        thumbprint=thumbprint and answer is Answer.SIGNED,
        reason=reason.strip() if answer is Answer.REFUSED else "",
        scan=scan,
    )
    commitment.full_clean()
    commitment.save()
    return commitment


def _village_of(cycle: Cycle, person: Person) -> str:
    """The village in which the person stands, else the one where he is found."""
    stands = Nomination.objects.filter(election__cycle=cycle, person=person, state__in=STANDING)
    return stands.values_list("election__village_id", flat=True).first() or person.division_code
