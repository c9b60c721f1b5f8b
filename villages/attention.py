"""What of the villages needs attention."""

from collections.abc import Iterator

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.navigation import counts
from accounts.pages import OfficeRequest
from accounts.roles import Act
from electionadmin.web.attention import Attention, asks
from villages.models import Division
from villages.queries import in_force, villages, without_figures


@counts("villages:village_list")
def villages_in_force(request: OfficeRequest) -> QuerySet[Division]:
    """The villages of the user, beside their entry in the rail."""
    return in_force(villages(request.scope))


@asks
def survey(request: OfficeRequest) -> Iterator[Attention]:
    """Weak organisations, which stand in the way of their village's election, and figures that are missing."""
    if not request.scope.allows(Act.VIEW_VILLAGES):
        return
    counts = (
        in_force(villages(request.scope))
        .order_by()
        .aggregate(
            weak=Count("pk", filter=Q(profile__weak_organisation=True)), missing=Count("pk", filter=without_figures())
        )
    )
    url = reverse("villages:village_list")
    if counts["weak"]:
        title = _("%(weak)s villages have a weak organisation") % counts
        yield Attention("warn", _("weak"), title, _("It is put right before its village elects."), f"{url}?state=weak")
    if counts["missing"]:
        title = _("Figures of %(missing)s villages are incomplete") % counts
        yield Attention(
            "wait", _("survey"), title, _("Open a village to see which figures are missing."), f"{url}?state=missing"
        )
