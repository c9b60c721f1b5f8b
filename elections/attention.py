"""What of the elections needs attention."""

from collections.abc import Iterator

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.navigation import counts
from accounts.pages import OfficeRequest
from accounts.roles import Act
from electionadmin.web.attention import Attention, asks
from elections.chain.duties import awaiting
from elections.models import Body, ElectionStep
from elections.queries import current_cycle, elections_in


@counts("elections:approvals")
def approvals(request: OfficeRequest) -> QuerySet[ElectionStep]:
    """What awaits the user's decision, beside the entry in the rail."""
    return ElectionStep.objects.filter(awaiting(request.scope), election__cycle=current_cycle(request))


@asks
def elections(request: OfficeRequest) -> Iterator[Attention]:
    """Elections that are overdue, and Party elections without a day."""
    cycle = current_cycle(request) if request.scope.allows(Act.VIEW_ELECTIONS) else None
    if cycle is None:
        return
    found = elections_in(request.scope, cycle).aggregate(
        overdue=Count("pk", filter=Q(held_on=None, election_day__lt=timezone.localdate())),
        undated=Count("pk", filter=Q(held_on=None, election_day=None, body=Body.PARTY)),
    )
    if found["overdue"]:
        title = _("%(overdue)s elections should have been held") % found
        url = reverse("elections:election_list") + "?state=overdue"
        yield Attention("block", _("overdue"), title, _("Record the day they were held, or plan another."), url)
    if found["undated"]:
        title = _("%(undated)s villages have named no day for the Party election") % found
        url = reverse("elections:election_list") + f"?state=undated&body={Body.PARTY.value}"
        yield Attention("warn", _("no day"), title, _("It must be held before the committee's."), url)
