"""What of the rolls stands beside an election."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.pages import OfficeRequest
from accounts.roles import Act
from elections.models import Body, Election
from elections.panels import Panel, election_panel
from rolls.models import PartyRegister, Roll
from rolls.queries import electors_of, register_figures


@election_panel(order=30)
def electors(request: OfficeRequest, election: Election) -> Panel | None:
    """The roll of a committee's election, the register of members of a Party organisation's."""
    if not request.scope.allows(Act.VIEW_ROLLS, election.village_id):
        return None
    if election.body == Body.COMMITTEE:
        context = {"roll": Roll.objects.filter(election=election).first(), "electors": electors_of(election)}
        return Panel(_("Electorate roll"), "rolls/panel.html", context, reverse("rolls:roll", args=[election.pk]))
    if election.body == Body.PARTY:
        register = PartyRegister.objects.filter(election=election).first()
        members: dict[str, Any] = {"register": register, "figures": register_figures(election)}
        return Panel(
            _("Party members with a vote"),
            "rolls/party_panel.html",
            members,
            reverse("rolls:party", args=[election.pk]),
        )
    return None
