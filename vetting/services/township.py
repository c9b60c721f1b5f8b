"""The township's own review, before a person goes to the county."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.versions import Stale
from vetting.models import Answer, Bar, BarList, Entry, Procedural, Review, TownshipAnswer, TownshipReview
from vetting.queries.bars import bar_list_in_force, in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class BarAnswer:
    """The township's answer to a bar, empty where it has not answered yet."""

    answer: str
    facts: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TownshipData:
    """What the township has entered; None and the empty text are "not yet"."""

    form_complete: bool | None = None
    age_met: bool | None = None
    residence_met: bool | None = None
    pledge_signed: bool | None = None
    opinion: str = ""
    refused_for: str = ""
    signer: str = ""
    signed_on: date | None = None


def bars_for(review: Review, bar_list: BarList, on: date) -> list[Bar]:
    """The bars in force that concern the person's body, in the order of the list."""
    rows = in_force(Bar.objects.filter(bar_list=bar_list), on).order_by("position", "code")
    return [bar for bar in rows if not bar.bodies or review.election.body in bar.bodies]


def list_for(review: Review) -> BarList:
    """The list by which the township answers: the one it has begun with, else the one in force. Raises ValidationError."""
    begun = TownshipReview.objects.filter(review=review).select_related("bar_list").first()
    found = begun.bar_list if begun else bar_list_in_force(review.election.cycle.county_id, timezone.localdate())
    if found is None:
        raise ValidationError(_("The county has published no list of bars yet. The township's review begins after it."))
    return found


@transaction.atomic
def save_township_review(
    *,
    scope: Scope,
    user: User,
    review: Review,
    data: TownshipData,
    answers: Mapping[str, BarAnswer],
    version: int,
) -> TownshipReview:
    """Store the township's review: half filled, or with its signed opinion.

    Before the township agrees every bar is answered “no problem”; before it refuses for a bar that bar is answered
    “problem”. `version` is the one the user had before him, 0 for none: Stale when another is in force. Raises
    ValidationError, also once the person has gone to the county.
    """
    scope.require(Act.REVIEW_IN_TOWNSHIP, review.division_code)
    Review.objects.select_for_update().get(pk=review.pk)
    if Entry.objects.filter(review=review).exists():
        raise ValidationError(_("The person has been sent to the county. The township's review stays as it is."))
    bar_list = list_for(review)
    bars = {bar.code: bar for bar in bars_for(review, bar_list, timezone.localdate())}
    township = TownshipReview.objects.filter(review=review).first() or TownshipReview(review=review, bar_list=bar_list)
    if (township.version if township.pk else 0) != version:
        raise Stale(township)
    _check(data, answers, bars)
    for name in TownshipData.__dataclass_fields__:
        setattr(township, name, getattr(data, name))
    township.entered_by = user
    township.full_clean()
    township.save()
    _store_answers(township, answers, bars)
    township.refresh_from_db()
    return township


def _check(data: TownshipData, answers: Mapping[str, BarAnswer], bars: Mapping[str, Bar]) -> None:
    errors: dict[str, list[str]] = {}
    for code, given in answers.items():
        if code in bars and given.answer == Answer.PROBLEM and not given.facts.strip():
            errors[f"facts_{code}"] = [_("Write what happened, in a sentence or two.")]
    if data.opinion == TownshipReview.Opinion.AGREE:
        for code in bars:
            given = answers.get(code, BarAnswer(answer=""))
            if given.answer != Answer.CLEAR:
                message = _("The township agrees only where every bar is answered “no problem”.")
                errors.setdefault(f"answer_{code}", [message])
    if data.opinion == TownshipReview.Opinion.REFUSE and not _stands(data, answers):
        errors["refused_for"] = [_("Nothing above speaks for this code. Answer it as a problem, or choose another.")]
    if data.signed_on and data.signed_on > timezone.localdate():
        errors["signed_on"] = [_("This day is still to come. Enter the day of the signature.")]
    if errors:
        raise ValidationError(errors)


def _stands(data: TownshipData, answers: Mapping[str, BarAnswer]) -> bool:
    """Whether the code of a refusal follows from what was answered."""
    unmet = {
        Procedural.FORM: data.form_complete,
        Procedural.AGE: data.age_met,
        Procedural.RESIDENCE: data.residence_met,
        Procedural.PLEDGE: data.pledge_signed,
    }
    if data.refused_for in Procedural.values:
        return unmet[Procedural(data.refused_for)] is False
    return answers.get(data.refused_for, BarAnswer(answer="")).answer == Answer.PROBLEM


def _store_answers(township: TownshipReview, answers: Mapping[str, BarAnswer], bars: Mapping[str, Bar]) -> None:
    """Write what differs, so that the history shows changes and nothing else."""
    before = {answer.bar.code: answer for answer in township.answers.select_related("bar")}
    for code, bar in bars.items():
        given, old = answers.get(code, BarAnswer(answer="")), before.get(code)
        if not given.answer:
            if old:
                old.delete()
        elif old is None:
            TownshipAnswer.objects.create(
                township_review=township, bar=bar, answer=given.answer, facts=given.facts.strip()
            )
        elif (old.answer, old.facts) != (given.answer, given.facts.strip()):
            old.answer, old.facts = given.answer, given.facts.strip()
            old.save()
