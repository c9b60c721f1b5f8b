"""The county concludes on what the departments have answered; the township tells a refused person his code."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope
from vetting.models import Conclusion, Outcome, Review, Told
from vetting.queries.cases import conclusions_of, last_conclusions
from vetting.rules import Verdict
from vetting.services.opinions import CountChanged

BATCH = 2_000


@transaction.atomic
def issue_conclusions(
    *, scope: Scope, user: User, reviews: Collection[int], expected: int | None = None
) -> list[Conclusion]:
    """Issue the conclusion that follows from the answers, for each of the reviews where one follows and none like it stands.

    Reviews that are still pending are left out, and those whose round before was concluded by the same officer: another
    one decides (qualification review 4.4, item 7). Raises CountChanged when they are not as many as the officer has
    confirmed, Http404 out of scope.
    """
    rows = {
        review.pk: review
        for review in Review.objects.filter(pk__in=reviews)
        .select_for_update(of=("self",))
        .select_related("election__cycle", "entry__batch")
        .order_by("pk")
    }
    for county in {review.election.cycle.county_id for review in rows.values()}:
        scope.require(Act.CONCLUDE_REVIEWS, county)
    verdicts, before = conclusions_of(rows), last_conclusions(rows)
    barred = set(
        Conclusion.objects.filter(review__following__in=rows, officer=user).values_list("review__following", flat=True)
    )
    due = [review for key, review in rows.items() if key not in barred and is_new(verdicts[key], before.get(key))]
    if expected is not None and len(due) != expected:
        raise CountChanged(len(due))
    made = [_conclusion(review, verdicts[review.pk], before.get(review.pk), user) for review in due]
    return Conclusion.objects.bulk_create(made, batch_size=BATCH)


def is_new(verdict: Verdict, before: Conclusion | None) -> bool:
    """Whether a conclusion follows from the answers, and not the one that stands already."""
    if verdict.outcome == Outcome.PENDING or verdict.as_of is None:
        return False
    return before is None or (before.outcome, before.code, before.as_of) != (
        verdict.outcome,
        verdict.code,
        verdict.as_of,
    )


def _conclusion(review: Review, verdict: Verdict, before: Conclusion | None, user: User) -> Conclusion:
    entry = getattr(review, "entry", None)
    cycle = review.election.cycle
    bars = entry.batch.bar_list_id if entry else review.township_review.bar_list_id
    return Conclusion(
        review=review,
        number=before.number + 1 if before else 1,
        outcome=verdict.outcome,
        code=verdict.code,
        findings=[finding.as_dict() for finding in verdict.findings],
        as_of=verdict.as_of or timezone.localdate(),  # is_new has seen to it
        rulebook=cycle.rulebook,
        bar_list_id=bars,
        officer=user,
    )


@transaction.atomic
def tell_refusal(*, scope: Scope, user: User, review: Review, way: str, told_on: date | None = None) -> Told:
    """Record that a person was told the code of his refusal, and how. Raises ValidationError."""
    scope.require(Act.REVIEW_IN_TOWNSHIP, review.division_code)
    Review.objects.select_for_update().get(pk=review.pk)
    conclusion = last_conclusions([review.pk]).get(review.pk)
    if conclusion is None or conclusion.outcome != Outcome.NOT_QUALIFIED:
        raise ValidationError(_("The person has not been refused. There is nothing to tell."))
    if Told.objects.filter(review=review).exists():
        raise ValidationError(_("The person has been told already."))
    day = told_on or timezone.localdate()
    if day > timezone.localdate():
        raise ValidationError(
            {"told_on": [_("This day is still to come. Enter the day on which the person was told.")]}
        )
    told = Told(review=review, code=conclusion.code, told_on=day, told_by=user, way=way)
    told.full_clean()
    told.save()
    return told
