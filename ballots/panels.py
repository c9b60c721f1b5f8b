"""The votes of an election, beside its steps."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.pages import OfficeRequest
from accounts.roles import Act
from ballots.models import Vote
from ballots.progress import state_of
from ballots.queries import winners_of, with_status
from elections.models import Body, Election
from elections.panels import Panel, election_panel


@election_panel(order=15)
def votes(request: OfficeRequest, election: Election) -> Panel | None:
    """Votes with their states, those elected, and the ways to a by-election, a recall, the handover."""
    if not request.scope.allows(Act.VIEW_VOTES, election.village_id):
        return None
    rows = list(with_status(Vote.objects.filter(election=election)).order_by("number"))
    may_enter = request.scope.allows(Act.ENTER_VOTES, election.village_id)
    if not rows and not may_enter:
        return None
    context = {
        "election": election,
        "votes": [(vote, state_of(vote, vote.status, vote.standing)) for vote in rows],
        "winners": list(winners_of([election]).order_by("post__position", "-votes", "pk")) if rows else [],
        "may_enter": may_enter,
        "is_party": election.body == Body.PARTY,
        "held": election.held_on is not None,
    }
    url = reverse("ballots:vote", args=[rows[-1].pk]) if rows else ""
    return Panel(_("Votes and results"), "ballots/panel.html", context, url)
