"""Opening reviews: for nominations, and again for replacements, write-in winners and objections."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope
from elections.models import Election
from people.models import Person
from vetting.models import Review, ReviewKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A person proposed for a post in an election."""

    election: Election
    person: Person
    post: str


@transaction.atomic
def open_reviews(
    *,
    scope: Scope,
    user: User | None,
    proposals: Iterable[Proposal],
    kind: ReviewKind = ReviewKind.NOMINATION,
) -> int:
    """Open the first review of each proposal that has none yet; how many were opened. Raises Http404 out of scope."""
    wanted = list(proposals)
    for code in {proposal.election.village_id for proposal in wanted}:
        scope.require(Act.REVIEW_IN_TOWNSHIP, code)
    before = Review.objects.count()
    Review.objects.bulk_create(
        [
            Review(election=proposal.election, person=proposal.person, post=proposal.post, kind=kind, opened_by=user)
            for proposal in wanted
        ],
        ignore_conflicts=True,
    )
    return Review.objects.count() - before


@transaction.atomic
def review_again(*, scope: Scope, user: User, review: Review, kind: ReviewKind) -> Review:
    """A further round of a review that has ended: after an objection, or when it has grown too old.

    Another officer than the one before concludes on it (the database refuses the same). Raises ValidationError.
    """
    scope.require(Act.REVIEW_IN_TOWNSHIP, review.division_code)
    last = Review.objects.select_for_update().get(pk=review.pk)
    if Review.objects.filter(previous=last).exists():
        raise ValidationError(_("The person is being reviewed again already. Open the newest review."))
    if not last.conclusions.exists():
        raise ValidationError(_("The review has no conclusion yet. It is reviewed again only after one."))
    return Review.objects.create(
        election=last.election,
        person=last.person,
        post=last.post,
        round=last.round + 1,
        kind=kind,
        previous=last,
        opened_by=user,
    )
