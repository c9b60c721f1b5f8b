"""What of the jobs needs attention."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.navigation import counts
from accounts.pages import OfficeRequest
from electionadmin.web.attention import Attention, asks
from jobs.models import OPEN, Job, State
from jobs.queries import jobs_of

_RECENT = timedelta(days=7)


@counts("jobs:job_list")
def open_jobs(request: OfficeRequest) -> QuerySet[Job]:
    """The user's own jobs that are not finished, beside their entry in the rail."""
    return jobs_of(request.user, request.scope).filter(state__in=OPEN)


@asks
def failed(request: OfficeRequest) -> Iterator[Attention]:
    """The user's own jobs that failed in the last week."""
    since = timezone.now() - _RECENT
    count = jobs_of(request.user, request.scope).filter(state=State.FAILED, created_at__gte=since).count()
    if count:
        title = _("%(count)s of your jobs failed this week") % {"count": count}
        url = reverse("jobs:job_list") + f"?state={State.FAILED.value}"
        yield Attention("block", _("failed"), title, _("The report says why and what to do."), url)
