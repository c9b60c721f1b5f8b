"""Files about a person. They are sent as attachments, never shown as pages, never kept by a browser."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.web.downloads import handed_out
from people import services
from people.forms import AttachmentForm, ReasonForm
from people.models import Attachment, AttachmentKind
from people.uploads import LARGEST, SUFFIXES
from people.views.common import person_in_scope


@page(Act.CHANGE_PERSONS, writes=True)
@never_cache
def attachment_add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Send a file."""
    person = person_in_scope(request, pk, Act.CHANGE_PERSONS)
    form = AttachmentForm(request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind", "")})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            services.add_attachment(
                scope=request.scope,
                user=request.user,
                person=person,
                kind=AttachmentKind(typed["kind"]),
                title=typed["title"],
                content=typed["file"].read(LARGEST + 1),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The file is stored."))
            return redirect("people:person", person.pk)
    return render(request, "people/attachment_form.html", {"form": form, "person": person})


@page(Act.REVEAL_PERSONS)
def attachment(request: OfficeRequest, pk: uuid.UUID) -> FileResponse:
    """The file; the look is recorded."""
    found = _attachment(pk)
    ip = request.META.get("REMOTE_ADDR")
    stored = services.download(scope=request.scope, user=request.user, attachment=found, ip=ip)
    return _answer(found, stored)


@page(Act.VIEW_PERSONS)
def photograph(request: OfficeRequest, pk: uuid.UUID) -> FileResponse:
    """The photograph on the person's page; the first look of the day is recorded."""
    found = _attachment(pk)
    ip = request.META.get("REMOTE_ADDR")
    return _answer(found, services.portrait(scope=request.scope, user=request.user, attachment=found, ip=ip))


@page(Act.CHANGE_PERSONS, writes=True)
@never_cache
def attachment_remove(request: OfficeRequest, pk: uuid.UUID) -> HttpResponse:
    """Remove a file."""
    found = _attachment(pk)
    person = person_in_scope(request, found.person_id, Act.CHANGE_PERSONS)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.remove_attachment(scope=request.scope, attachment=found, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Removed."))
            return redirect("people:person", person.pk)
    context = {
        "form": form,
        "person": person,
        "title": _("Remove a file"),
        "about": found.title,
        "remove": "",
        "row": None,
    }
    return render(request, "people/record_form.html", context)


def _attachment(pk: uuid.UUID) -> Attachment:
    found = get_object_or_404(Attachment.objects.select_related("person"), pk=pk)
    if found.removed_at is not None:
        raise Http404
    return found


def _answer(found: Attachment, stored: object) -> FileResponse:
    name = get_valid_filename(f"{found.person.name}-{found.title}{SUFFIXES[found.media_type]}")
    return handed_out(stored, name=name, media_type=found.media_type)
