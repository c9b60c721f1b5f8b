"""What of the talks needs attention."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.pages import OfficeRequest
from accounts.roles import Act
from candidates.models import Talk
from candidates.talks.queries import due, outstanding
from electionadmin.web.attention import Attention, asks
from elections.queries import current_cycle


@asks
def talks(request: OfficeRequest) -> Iterator[Attention]:
    """Those of the five classes who have not been talked to, and what was to follow from a talk and is late."""
    cycle = current_cycle(request)
    if cycle is None or not request.scope.allows(Act.CHANGE_INSPECTIONS):
        return
    count = outstanding(due(request.scope, cycle)).count()
    if count:
        title = _("%(count)s persons of the five classes have not been talked to") % {"count": count}
        detail = _("The list says who, and in which class.")
        yield Attention(
            "wait", pgettext("area", "talks"), title, detail, f"{reverse('candidates:talk_due')}?state=open"
        )
    late = Talk.objects.filter(
        request.scope.within(Act.CHANGE_INSPECTIONS, "division__code"),
        cycle=cycle,
        follow_up_done_on=None,
        follow_up_by__lt=timezone.localdate(),
    ).count()
    if late:
        title = _("%(count)s follow-ups of talks are overdue") % {"count": late}
        detail = _("Record on the talk what was done.")
        yield Attention(
            "warn", pgettext("area", "talks"), title, detail, f"{reverse('candidates:talk_list')}?follow_up=late"
        )
