"""What needs me: the open tasks of a user, his reminders and his digests."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.pages import OfficeRequest, page
from electionadmin.web.attention import attention
from elections.digests import services
from elections.digests.models import Digest, Reminder

_SHOWN = 14


@page(writes=True)
def tasks(request: OfficeRequest) -> HttpResponse:
    """Every open task with its day and where it is done; sends that the reminders were seen."""
    if request.method == "POST":
        services.mark_seen(user=request.user)
        return redirect("elections:tasks")
    lines = attention(request)
    today = timezone.localdate()
    context = {
        "lines": lines,
        "overdue": sum(line.due is not None and line.due < today for line in lines),
        "reminders": Reminder.objects.filter(user=request.user, seen_at=None),
        "digests": Digest.objects.filter(user=request.user)[:_SHOWN],
    }
    return render(request, "elections/digests/tasks.html", context)


@page()
def digest(request: OfficeRequest, pk: int) -> HttpResponse:
    """One day's digest, as it was told."""
    found = get_object_or_404(Digest, pk=pk, user=request.user)
    services.mark_seen(user=request.user, digest=found)
    return render(request, "elections/digests/digest.html", {"digest": found})
