"""Where a candidate stands at the reviews: the township's, and the county's with its departments."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from candidates.models import Nomination
from candidates.way import Mark, tells_stop
from elections.steps import Step
from vetting.models import Conclusion, Outcome, Review, TownshipReview
from vetting.queries.cases import last_conclusions


def _newest(nominations: Sequence[Nomination]) -> dict[int, Review]:
    """The review that counts of each nomination that has one; one query."""
    rows = Review.objects.filter(
        election__in={one.election_id for one in nominations},
        person__in={one.person_id for one in nominations},
        following=None,
    )
    found = {(row.election_id, row.person_id, row.post): row for row in rows}
    keys = {one.pk: (one.election_id, one.person_id, one.post) for one in nominations}
    return {pk: found[key] for pk, key in keys.items() if key in found}


@tells_stop(Step.TOWNSHIP_REVIEW)
def township_stop(nominations: Sequence[Nomination]) -> dict[int, Mark]:
    """The township's signed opinion."""
    reviews = _newest(nominations)
    given = TownshipReview.objects.filter(review__in=list(reviews.values())).exclude(opinion="")
    opinions = {row.review_id: row for row in given}
    return {pk: _township(review, opinions.get(review.pk)) for pk, review in reviews.items()}


def _township(review: Review, given: TownshipReview | None) -> Mark:
    url = reverse("vetting:review", args=[review.pk])
    if given is None:
        return Mark("wait", _("under way"), url=url)
    on = date_format(given.signed_on, "SHORT_DATE_FORMAT") if given.signed_on else ""
    if given.opinion == TownshipReview.Opinion.REFUSE:
        return Mark("block", given.get_opinion_display(), given.refused_for, url)
    return Mark("ok", given.get_opinion_display(), on, url)


@tells_stop(Step.JOINT_REVIEW)
def joint_stop(nominations: Sequence[Nomination]) -> dict[int, Mark]:
    """What the county has concluded; of a refusal the code alone, never the detail behind it."""
    reviews = _newest(nominations)
    concluded = last_conclusions([review.pk for review in reviews.values()])
    return {pk: _joint(review, concluded.get(review.pk)) for pk, review in reviews.items()}


def _joint(review: Review, issued: Conclusion | None) -> Mark:
    url = reverse("vetting:review", args=[review.pk])
    if issued is None:
        return Mark("wait", pgettext("review", "not concluded"), url=url)
    on = date_format(issued.as_of, "SHORT_DATE_FORMAT")
    if issued.outcome == Outcome.NOT_QUALIFIED:
        return Mark("block", issued.get_outcome_display(), issued.code, url)
    return Mark("ok", issued.get_outcome_display(), on, url)
