"""The audits of a village's outgoing officials."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.web.forms import submit
from villages import services
from villages.forms import AuditForm
from villages.models import OutgoingAudit
from villages.views.villages import changeable_or_404


@page(Act.CHANGE_VILLAGES, writes=True)
def audit(request: OfficeRequest, code: str) -> HttpResponse:
    """Record an audit; those on record stand beside it."""
    return _audit(request, code, None)


@page(Act.CHANGE_VILLAGES, writes=True)
def audit_change(request: OfficeRequest, code: str, pk: int) -> HttpResponse:
    """Change an audit on record."""
    village = changeable_or_404(request, code)
    return _audit(request, code, get_object_or_404(OutgoingAudit, pk=pk, village=village))


def _audit(request: OfficeRequest, code: str, known: OutgoingAudit | None) -> HttpResponse:
    village = changeable_or_404(request, code)
    form = AuditForm(request.POST or None, instance=known or OutgoingAudit(village=village))
    if request.method == "POST":
        again = submit(
            form,
            lambda form: services.save_audit(
                scope=request.scope, village=village, values=form.values(), version=form.seen_version(), audit=known
            ),
        )
        if again is None:
            messages.success(request, _("Saved."))
            return redirect("villages:village", code)
        form = again
    context = {
        "village": village,
        "form": form,
        "title": _("Audit of outgoing officials"),
        "audits": OutgoingAudit.objects.filter(village=village),
    }
    return render(request, "villages/audit.html", context)
