"""Files of a consultation. They are sent as attachments, never shown as pages, never kept by a browser."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.web.downloads import handed_out
from people.forms import ReasonForm
from people.uploads import LARGEST, SUFFIXES
from vetting.forms import ConsultationAttachmentForm
from vetting.models import ConsultationAttachment
from vetting.services import attachments as services
from vetting.views.consultations import visible


@page(Act.CONCLUDE_REVIEWS, writes=True)
@never_cache
def attachment_add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Send a scan."""
    consultation = get_object_or_404(visible(request), pk=pk)
    form = ConsultationAttachmentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            services.add_attachment(
                scope=request.scope,
                user=request.user,
                consultation=consultation,
                kind=typed["kind"],
                title=typed["title"],
                content=typed["file"].read(LARGEST + 1),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The file is stored."))
            return redirect("vetting:consultation", consultation.pk)
    return render(request, "vetting/attachment_form.html", {"form": form, "consultation": consultation})


@page(Act.VIEW_PROBLEMS)
def attachment(request: OfficeRequest, pk: uuid.UUID) -> FileResponse:
    """The file; the look is recorded."""
    found = get_object_or_404(_visible(request), pk=pk)
    ip = request.META.get("REMOTE_ADDR")
    stored = services.open_attachment(scope=request.scope, user=request.user, attachment=found, ip=ip)
    name = get_valid_filename(f"{found.consultation.held_on:%Y%m%d}-{found.title}{SUFFIXES[found.media_type]}")
    return handed_out(stored, name=name, media_type=found.media_type)


@page(Act.CONCLUDE_REVIEWS, writes=True)
@never_cache
def attachment_remove(request: OfficeRequest, pk: uuid.UUID) -> HttpResponse:
    """Remove a file, with a reason."""
    found = get_object_or_404(_visible(request), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.remove_attachment(scope=request.scope, attachment=found, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Removed."))
            return redirect("vetting:consultation", found.consultation_id)
    return render(request, "vetting/attachment_remove.html", {"form": form, "attachment": found})


def _visible(request: OfficeRequest) -> QuerySet[ConsultationAttachment]:
    return ConsultationAttachment.objects.filter(
        consultation__in=visible(request).order_by(), removed_at=None
    ).select_related("consultation__cycle")
