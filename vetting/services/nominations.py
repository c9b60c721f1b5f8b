"""From nominations to reviews: the review itself does not depend on them."""

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope
from candidates.models import Nomination
from candidates.nominations.states import STANDING
from elections.models import Cycle, Election
from vetting.models import Review
from vetting.services.reviews import Proposal, open_reviews


def unreviewed(scope: Scope, cycle: Cycle) -> QuerySet[Nomination]:
    """Those who stand in the scope and have no review for their post."""
    reviewed = Review.objects.filter(election=OuterRef("election"), person=OuterRef("person"), post=OuterRef("post"))
    return Nomination.objects.filter(
        scope.within(Act.REVIEW_IN_TOWNSHIP, "election__village__code"),
        ~Exists(reviewed),
        election__cycle=cycle,
        state__in=STANDING,
    ).order_by("election_id", "pk")


@transaction.atomic
def open_for_nominations(*, scope: Scope, user: User, cycle: Cycle) -> int:
    """Open a review for each of them; how many were opened. A second click opens none."""
    Election.objects.select_for_update().filter(cycle=cycle).order_by("pk").first()
    rows = unreviewed(scope, cycle).select_related("election", "person")
    proposals = [Proposal(election=row.election, person=row.person, post=row.post) for row in rows]
    return open_reviews(scope=scope, user=user, proposals=proposals)
