"""What of the inspections needs attention."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.pages import OfficeRequest
from accounts.roles import Act
from candidates.models import Inspection
from electionadmin.web.attention import Attention, asks
from elections.queries import current_cycle


@asks
def inspections(request: OfficeRequest) -> Iterator[Attention]:
    """Inspections that have begun and are not concluded."""
    cycle = current_cycle(request)
    if cycle is None or not request.scope.allows(Act.CHANGE_INSPECTIONS):
        return
    mine = request.scope.within(Act.CHANGE_INSPECTIONS, "village__code")
    count = Inspection.objects.filter(mine, cycle=cycle, conclusion="").count()
    if count:
        title = _("%(count)s inspections have begun and are not concluded") % {"count": count}
        detail = _("Two officers sign the conclusion once talks, appraisal and material are there.")
        yield Attention(
            "wait", pgettext("area", "inspection"), title, detail, f"{reverse('candidates:inspection_list')}?state=open"
        )
