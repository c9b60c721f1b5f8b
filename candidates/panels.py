"""The candidates beside an election's page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.pages import OfficeRequest
from accounts.roles import Act
from candidates.nominations.tables import badge_of
from candidates.queries import nominees
from elections.models import Election
from elections.panels import Panel, election_panel


@election_panel(order=10)
def candidates(request: OfficeRequest, election: Election) -> Panel | None:
    """Who stands, post by post, with his state; nothing for who may not see nominations."""
    if not request.scope.allows(Act.VIEW_NOMINATIONS, election.village_id):
        return None
    rows = [(one, badge_of(one)) for one in nominees(election)]
    return Panel(
        _("Candidates"),
        "candidates/election_panel.html",
        {"rows": rows},
        reverse("candidates:election", args=[election.pk]),
    )
