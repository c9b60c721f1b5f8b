"""What of the commitments needs attention."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.pages import OfficeRequest
from accounts.roles import Act
from candidates.models import Answer, Commitment
from electionadmin.web.attention import Attention, asks
from elections.queries import current_cycle


@asks
def commitments(request: OfficeRequest) -> Iterator[Attention]:
    """Commitments that somebody has refused to sign."""
    cycle = current_cycle(request)
    if cycle is None or not request.scope.allows(Act.CHANGE_COMMITMENTS):
        return
    mine = request.scope.within(Act.CHANGE_COMMITMENTS, "village__code")
    refused = Commitment.objects.filter(mine, cycle=cycle, answer=Answer.REFUSED, superseded_on=None)
    count = refused.values("person").distinct().count()
    if count:
        title = _("%(count)s persons have refused a commitment") % {"count": count}
        detail = _("A refusal is a finding at the step of the commitments.")
        yield Attention(
            "warn",
            pgettext("area", "commitments"),
            title,
            detail,
            f"{reverse('candidates:commitment_list')}?state=refused",
        )
