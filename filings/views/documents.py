"""The register, one document, its file and its picture; checking a paper; withdrawing it."""

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.web.downloads import handed_out
from electionadmin.web.lists import Action, list_response
from filings import queries, services
from filings.checking import Verdict, check_file, check_number
from filings.facts import Line, lines
from filings.forms import CheckForm, WithdrawForm
from filings.kinds import UnknownDocument, kind_of
from filings.models import BADGES, Document
from filings.previews import preview as picture_of
from filings.tables import DOCUMENTS
from protect.services import record_look


@page(Act.VIEW_DOCUMENTS)
def document_list(request: OfficeRequest) -> HttpResponse:
    """All documents of the user's divisions."""
    actions = [
        Action(_("Check a paper"), reverse("filings:check")),
        Action(_("Packages"), reverse("filings:package_list")),
        Action(_("Download these"), f"{reverse('filings:bundle')}?{request.GET.urlencode()}"),
    ]
    if request.scope.allows(Act.CHANGE_WORDING):
        actions.insert(0, Action(_("Wording"), reverse("filings:wording")))
    if request.scope.allows(Act.MAKE_DOCUMENTS):
        actions.append(Action(_("Make documents"), reverse("filings:make"), primary=True))
    return list_response(
        request, table=DOCUMENTS, queryset=queries.documents(request.scope), title=_("Documents"), actions=actions
    )


@page(Act.VIEW_DOCUMENTS)
def document(request: OfficeRequest, number: str) -> HttpResponse:
    """One document: what became of it, its facts, its digests, who took it away."""
    found = _found(request, number)
    _record_look(request, found, "facts")
    sees_downloads = request.scope.allows(Act.VIEW_DOCUMENT_DOWNLOADS, found.division_code)
    context = {
        "document": found,
        "lines": fact_lines(found),
        "downloads": queries.downloads_of(found) if sees_downloads else None,
        "may_withdraw": request.scope.allows(Act.WITHDRAW_DOCUMENTS, found.division_code)
        and not hasattr(found, "withdrawal"),
        "make_url": _make_url(request, found),
    }
    return render(request, "filings/document.html", context)


def _found(request: OfficeRequest, number: str) -> Document:
    rows = Document.objects.defer("content").filter(queries.readable(request.scope))
    return get_object_or_404(rows.select_related("withdrawal__by", "successor", "replaces", "made_by"), pk=number)


def fact_lines(found: Document) -> list[Line]:
    """The facts with their labels; as stored where the kind is no longer made."""
    stored: dict[str, Any] = json.loads(found.facts)["facts"]
    try:
        return list(lines(kind_of(found.kind).facts_type, stored))
    except UnknownDocument:
        return [Line(name, str(value), "", name) for name, value in stored.items()]


def _make_url(request: OfficeRequest, found: Document) -> str:
    try:
        kind = kind_of(found.kind)
    except UnknownDocument:
        return ""
    if not request.scope.allows(kind.make, found.division_code):
        return ""
    return reverse("filings:make_one", args=[kind.code, found.subject.partition(":")[2]])


def _file(request: OfficeRequest, number: str) -> Document:
    """With its file; of a confidential one the look is recorded before anything is shown."""
    found = get_object_or_404(Document.objects.defer("facts").filter(queries.readable(request.scope)), pk=number)
    _record_look(request, found, "content")
    return found


def _record_look(request: OfficeRequest, found: Document, field: str) -> None:
    if found.confidential:
        record_look(user=request.user, obj=found, field=field, reason=found.title, ip=request.META.get("REMOTE_ADDR"))


@page(Act.VIEW_DOCUMENTS)
def document_file(request: OfficeRequest, number: str) -> FileResponse:
    """The PDF, taken away: recorded before it is given."""
    found = _file(request, number)
    services.record_download(documents=[found.number], user=request.user)
    return handed_out(found.pdf, name=found.file_name, media_type="application/pdf")


@page(Act.VIEW_DOCUMENTS)
def preview(request: OfficeRequest, number: str) -> HttpResponse:
    """The first page as a picture."""
    found = _file(request, number)
    return HttpResponse(picture_of(found.pdf), content_type="image/png", headers={"Cache-Control": "no-store"})


@page(Act.WITHDRAW_DOCUMENTS, writes=True)
def withdraw(request: OfficeRequest, number: str) -> HttpResponse:
    """Asks why, then declares a document void."""
    found = get_object_or_404(
        Document.objects.light().filter(
            queries.readable(request.scope), request.scope.within(Act.WITHDRAW_DOCUMENTS, "division_code")
        ),
        pk=number,
    )
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw(
                scope=request.scope, document=found, user=request.user, reason=form.cleaned_data["reason"]
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The document is withdrawn; whoever checks it is told so."))
            return redirect("filings:document", number=number)
    return render(request, "filings/withdraw.html", {"document": found, "form": form})


@page(Act.VIEW_DOCUMENTS, writes=True)
def check(request: OfficeRequest) -> HttpResponse:
    """Is this paper ours, and does it still hold? Anybody who sees documents may ask about any."""
    form = CheckForm(request.POST or None, request.FILES or None)
    verdict: Verdict | None = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        verdict = check_file(file.read()) if file else check_number(form.cleaned_data["number"])
    known = verdict.document if verdict else None
    in_scope = known is not None and queries.documents(request.scope).filter(pk=known.pk).exists()
    if known is not None and in_scope:
        _record_look(request, known, "facts")
    context = {
        "form": form,
        "verdict": verdict,
        "badge": (BADGES[verdict.standing], verdict.standing.label) if verdict else None,
        "known": known,
        "in_scope": in_scope,
        "lines": fact_lines(known) if known is not None and in_scope else [],
        "by_file": bool(request.FILES),
    }
    return render(request, "filings/check.html", context)
