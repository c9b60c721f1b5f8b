"""Who was elected by write-in votes is reviewed after the count: nobody has looked at him as a candidate (qualification review 4.4)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.scope import Scope
from ballots.models import Vote
from ballots.queries import unreviewed_write_ins
from vetting.models import ReviewKind
from vetting.services.reviews import Proposal, open_reviews


def review_write_ins(*, scope: Scope, user: User, vote: Vote) -> int:
    """Open the review of each of them; how many were opened. Raises Http404, ValidationError for names without a person."""
    winners = list(unreviewed_write_ins(vote))
    unknown = [one.name for one in winners if one.person is None]
    if unknown:
        message = _("%(names)s: not on record as a person. Enter the person and name him on the written-in line first.")
        raise ValidationError(message % {"names": "、".join(unknown)})
    proposals = [Proposal(election=vote.election, person=one.person, post=one.post.post) for one in winners]
    return open_reviews(scope=scope, user=user, proposals=proposals, kind=ReviewKind.WRITE_IN)
