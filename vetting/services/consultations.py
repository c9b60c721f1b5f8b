"""Consultations: begun, decided case by case, closed; a related participant keeps out of a case by himself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.versions import Stale
from elections.models import Cycle
from people.queries import near_relatives_of
from vetting import rules
from vetting.models import Consultation, ConsultationDecision, Participant, Question, Side
from vetting.queries.cases import answered, cases_for_consultation
from vetting.services.declarations import own_record
from villages.models import Division

# Both take part beside the departments concerned (qualification review 4.4, item 4).
NEEDED: Final = (Side.ORGANISATION, Side.DISCIPLINE)
_CANNOT: Final[dict[str, str | Promise]] = {
    "unknown": gettext_lazy(
        "The department does not know; the consultation can only find that there is nothing. If there is a problem, the "
        "department answers “problem” first."
    ),
    "statutory": gettext_lazy(
        "A bar of the law that is proven cannot be accepted (%(basis)s). Choose “proven” or “unfounded”."
    ),
    "documented": gettext_lazy(
        "A document proves this bar of the law (%(basis)s). If the document is not about this person, the department "
        "corrects its answer first."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """What is known of a consultation before it decides."""

    held_on: date
    place: str
    chair: str
    recorder: str
    course: str = ""


@transaction.atomic
def begin_consultation(*, scope: Scope, user: User, cycle: Cycle, meeting: Meeting) -> Consultation:
    """Enter a consultation of the cycle's county. Raises ValidationError, Http404 out of scope."""
    scope.require(Act.CONCLUDE_REVIEWS, cycle.county_id)
    consultation = Consultation(cycle=cycle, created_by=user)
    return _store(consultation, meeting)


@transaction.atomic
def change_consultation(*, scope: Scope, consultation: Consultation, meeting: Meeting, version: int) -> Consultation:
    """Correct what is known of the meeting while it is open. Raises Stale, ValidationError, Http404."""
    locked = still_open(scope, consultation)
    if locked.changed_since(version):
        raise Stale(locked)
    return _store(locked, meeting)


def _store(consultation: Consultation, meeting: Meeting) -> Consultation:
    if meeting.held_on > timezone.localdate():
        raise ValidationError({"held_on": _("The day is still to come. Enter the meeting once it has been held.")})
    for name in Meeting.__dataclass_fields__:
        setattr(consultation, name, getattr(meeting, name))
    consultation.full_clean()
    consultation.save()
    return consultation


def still_open(scope: Scope, consultation: Consultation) -> Consultation:
    """The consultation, locked. Raises Http404 out of scope, ValidationError once it is closed."""
    scope.require(Act.CONCLUDE_REVIEWS, consultation.division_code)
    locked = Consultation.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=consultation.pk)
    if locked.closed_at:
        raise ValidationError(
            _("The minutes are closed; nothing of them changes. A later finding needs a new meeting.")
        )
    return locked


def _undecided(scope: Scope, consultation: Consultation) -> Consultation:
    """As `still_open`; a decision says who kept out, so nobody joins or leaves once there is one."""
    locked = still_open(scope, consultation)
    if locked.decisions.exists():
        raise ValidationError(_("Cases are decided already. Withdraw the decisions before you change who took part."))
    return locked


@transaction.atomic
def add_participant(
    *, scope: Scope, consultation: Consultation, values: Mapping[str, Any], id_number: str, village: Division | None
) -> Participant:
    """Add somebody who takes part, with the record by which he is known to be a relative; his number is not kept.

    `values` holds side, department, name and post. Raises ValidationError, Http404.
    """
    locked = _undecided(scope, consultation)
    participant = Participant(consultation=locked, village=village, **values)
    if village and not village.code.startswith(locked.division_code):
        raise ValidationError({"village": [_("Choose a village of this county, or none.")]})
    if id_number.strip():
        participant.person = own_record(id_number, locked.division_code)
    participant.full_clean()
    participant.save()
    return participant


@transaction.atomic
def remove_participant(*, scope: Scope, participant: Participant) -> None:
    """Take out somebody who did not take part after all. Raises ValidationError, Http404."""
    _undecided(scope, participant.consultation)
    participant.delete()


@transaction.atomic
def decide(
    *, scope: Scope, consultation: Consultation, question: Question, found: str, reasons: str
) -> ConsultationDecision:
    """Record what the consultation has found about an answer, or correct it while the minutes are open.

    Raises ValidationError where the finding is not possible, a needed side is missing or keeps out; Http404 out of scope.
    """
    locked = still_open(scope, consultation)
    case = cases_for_consultation(locked.cycle).filter(pk=question.pk).first()
    if case is None or case.current is None:
        raise ValidationError(
            _("The answer is not signed, was changed, or names no problem; there is nothing to decide.")
        )
    answer = answered(case)
    why = rules.cannot_find(answer, found)  # type: ignore[arg-type]  # checked by full_clean below
    if why:
        raise ValidationError({"found": [str(_CANNOT[why]) % {"basis": answer.basis}]})
    participants = list(locked.participants.all())
    out = recused_from(case, participants)
    _check_sides(case, [one for one in participants if one not in out])
    decision = locked.decisions.filter(question=case).first() or ConsultationDecision(
        consultation=locked, question=case
    )
    decision.opinion, decision.found, decision.reasons = case.current, found, reasons.strip()
    decision.recused = [one.name for one in out]
    decision.full_clean()
    decision.save()
    return decision


def recused_from(case: Question, participants: Sequence[Participant]) -> list[Participant]:
    """Who keeps out of a case: the person himself, his near relatives, people of his village (XF-2022, art. 28)."""
    known = [one.person_id for one in participants if one.person_id]
    relatives = near_relatives_of(known) if known else {}
    review = case.entry.review
    villages = {review.division_code, review.person.village_code}

    def keeps_out(one: Participant) -> bool:
        found = relatives.get(one.person_id, ()) if one.person_id else ()
        near = {relative.person.pk for relative in found if relative.person}
        reviewer = rules.Reviewer(declared=True, person=one.person_id, village=one.village_id or "", relatives=near)
        return bool(rules.recused(reviewer, person=review.person_id, villages=villages))

    return [one for one in participants if keeps_out(one)]


def _check_sides(case: Question, present: Sequence[Participant]) -> None:
    sides = {one.side for one in present}
    department = case.sheet.department
    missing = [str(side.label) for side in NEEDED if side not in sides]
    if department.pk not in {one.department_id for one in present}:
        missing.append(department.name)
    if missing:
        message = _("Nobody who may decide on this person takes part for: %(sides)s. Enter the participants first.")
        raise ValidationError(message % {"sides": "、".join(missing)})


@transaction.atomic
def withdraw_decision(*, scope: Scope, decision: ConsultationDecision) -> None:
    """Take a decision back while the minutes are open. Raises ValidationError, Http404."""
    still_open(scope, decision.consultation)
    decision.delete()


@transaction.atomic
def close_consultation(*, scope: Scope, user: User, consultation: Consultation) -> Consultation:
    """Close the minutes: from now on the decisions count and nothing changes. Raises ValidationError, Http404.

    Somebody else than who entered it closes it, so that two have read it.
    """
    locked = still_open(scope, consultation)
    problems = []
    if locked.created_by_id == user.pk:
        problems.append(_("You have entered this consultation. Another officer reads and closes it."))
    if not locked.course.strip():
        problems.append(_("Write down the course of the meeting first."))
    decisions = list(locked.decisions.select_related("question__entry__review__person"))
    if not decisions:
        problems.append(_("Nothing is decided yet. Decide at least one case."))
    for decision in decisions:
        if decision.question.current_id != decision.opinion_id:
            name = decision.question.entry.review.person.name
            problems.append(_("%(name)s: the department has answered anew. Decide again.") % {"name": name})
    if problems:
        raise ValidationError(problems)
    locked.closed_at = timezone.now()
    locked.save()
    return locked
