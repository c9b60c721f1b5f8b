"""Making documents: the catalogue, the things of a kind, one document, packages, wording."""

import json
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.codes import Level
from electionadmin.web.downloads import handed_out
from electionadmin.web.lists import Action, Listing, list_response
from filings import packages, queries, services
from filings.facts import lines, plain
from filings.forms import PackageForm, TypedForm, WordingForm
from filings.kinds import Kind, UnknownDocument, kind_of, kinds, kinds_within
from filings.models import Document, Package
from filings.tables import DOCUMENTS, PACKAGES, subjects_table
from filings.tasks import DOCUMENT_KIND
from filings.wording import PASSAGES, SHARED, words_for, words_of
from jobs.models import OPEN
from jobs.queries import worker_is_alive
from jobs.services import request_job
from villages.models import Division


@page(Act.MAKE_DOCUMENTS)
def make(request: OfficeRequest) -> HttpResponse:
    """The catalogue."""
    return render(request, "filings/make.html", {"folders": queries.catalogue(request.scope)})


def _kind(request: OfficeRequest, code: str) -> Kind:
    """The kind, if the user may make it. Raises Http404."""
    try:
        kind = kind_of(code)
    except UnknownDocument:
        raise Http404 from None
    request.scope.require(kind.make)
    request.scope.require(kind.read)
    return kind


@page(Act.MAKE_DOCUMENTS)
def make_kind(request: OfficeRequest, kind: str) -> HttpResponse:
    """The things a kind can be made for, with the document that each has."""
    chosen = _kind(request, kind)
    rows = chosen.subjects(request.scope)
    table = subjects_table(chosen, {})
    shown = Listing(table, rows, request.GET.dict(), request.path).page.object_list
    return list_response(
        request, table=subjects_table(chosen, queries.standing_of(chosen, shown)), queryset=rows, title=chosen.title
    )


@page(Act.MAKE_DOCUMENTS, writes=True)
def make_one(request: OfficeRequest, kind: str, pk: str) -> HttpResponse:
    """One document before it is made: its facts, what is missing, what its maker types for it; then the job."""
    chosen = _kind(request, kind)
    thing = chosen.subject.of_key(chosen.among & request.scope.within(chosen.make, chosen.subject.division), pk)
    if thing is None:
        raise Http404
    present = queries.standing_of(chosen, [thing]).get(str(thing.pk))
    form, typed = _typed(request, chosen, thing, present)
    paper = services.paper_of(chosen, thing, typed=typed)
    if request.method == "POST" and form.is_valid() and not paper.gaps:
        job = request_job(
            kind=DOCUMENT_KIND,
            user=request.user,
            scope_code=paper.division_code,
            arguments={"kind": chosen.code, "pk": str(thing.pk), "typed": typed},
        )
        return redirect("jobs:detail", pk=job.pk)
    context = {
        "kind": chosen,
        "thing": thing,
        "paper": paper,
        "form": form,
        # Of a confidential kind only a document shows what is in it, and each look at that is recorded.
        "lines": None if chosen.confidential else list(lines(chosen.facts_type, plain(paper.facts))),
        "mend_url": chosen.mend(thing) if chosen.mend else "",
        "present": present,
    }
    return render(request, "filings/make_one.html", context)


def _typed(
    request: OfficeRequest, kind: Kind, thing: Any, present: Document | None
) -> tuple[TypedForm, dict[str, str]]:
    """The form of what the maker types, and what stands in it: now, in the document in force, or in the county's wording."""
    words = words_for(kind, words_of(kind.subject.code_of(thing)[: Level.COUNTY]))
    if present is not None and kind.asks:
        words |= json.loads(Document.objects.only("facts").get(pk=present.pk).facts)["words"]
    first = {name: words[name] for name in kind.asks}
    form = TypedForm(request.POST if request.method == "POST" else None, kind=kind, initial=first)
    typed = {name: form.cleaned_data[name] for name in kind.asks if name in request.POST} if form.is_valid() else {}
    return form, first | typed


@page(Act.VIEW_DOCUMENTS)
def package_list(request: OfficeRequest) -> HttpResponse:
    """The packages of the user's divisions."""
    actions = []
    if request.scope.allows(Act.MAKE_DOCUMENTS):
        actions.append(Action(_("Ask for a package"), "new/", primary=True))
    return list_response(
        request, table=PACKAGES, queryset=queries.packages_in(request.scope), title=_("Packages"), actions=actions
    )


@page(Act.MAKE_DOCUMENTS, writes=True)
def package_make(request: OfficeRequest) -> HttpResponse:
    """Ask for all documents of some kinds in a division."""
    makeable = [kind for kind in kinds_within(request.scope) if not kind.confidential]
    divisions = queries.divisions_for(request.scope, Act.MAKE_DOCUMENTS)
    form = PackageForm(request.POST or None, divisions=divisions, kinds=makeable)
    if request.method == "POST" and form.is_valid():
        chosen = [kind for kind in makeable if kind.code in form.cleaned_data["kinds"]]
        try:
            package = packages.request_package(
                scope=request.scope, division=form.cleaned_data["division"], kinds=chosen, user=request.user
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("filings:package", pk=package.pk)
    return render(request, "filings/package_make.html", {"form": form, "folders": queries.by_folder(makeable)})


@page(Act.VIEW_DOCUMENTS, writes=True)
def bundle(request: OfficeRequest) -> HttpResponse:
    """An archive of the documents that a list shows: asks, then makes it."""
    listing = Listing(DOCUMENTS, queries.documents(request.scope), request.GET.dict(), request.path)
    shown = queries.archivable(listing.rows)
    numbers = list(shown.values_list("number", flat=True)[: packages.LARGEST + 1])
    division = get_object_or_404(Division, code=request.scope.prefixes(Act.VIEW_DOCUMENTS)[0])
    error = ""
    if request.method == "POST":
        try:
            package = packages.request_bundle(
                scope=request.scope, division=division, numbers=numbers, user=request.user
            )
        except ValidationError as refusal:
            error = refusal.messages[0]
        else:
            return redirect("filings:package", pk=package.pk)
    context = {"count": len(numbers), "conditions": list(listing.conditions()), "error": error}
    return render(request, "filings/bundle.html", context)


@page(Act.VIEW_DOCUMENTS, writes=True)
def package(request: OfficeRequest, pk: uuid.UUID) -> HttpResponse:
    """How far a package is, or what is in it; a part that failed can be asked for again."""
    found = get_object_or_404(queries.packages_in(request.scope), pk=pk)
    if request.method == "POST":
        count = packages.try_again(scope=request.scope, package=found, user=request.user)
        if count:
            messages.success(request, _("Asked for again."))
        return redirect("filings:package", pk=pk)
    template = "filings/package_progress.html" if "HX-Request" in request.headers else "filings/package.html"
    return render(request, template, package_context(found))


def package_context(found: Package) -> dict[str, Any]:
    """What the page of a package shows."""
    jobs = packages.latest_jobs(found)
    parts = [job for job in jobs if job.kind == packages.PART_KIND]
    failed = packages.failed_jobs(found)
    is_open = found.finished_at is None and not (failed and not any(job.state in OPEN for job in jobs))
    archive = packages.archive_job(found) if found.finished_at else None
    return {
        "package": found,
        "done": sum(job.done for job in parts) if parts else sum(job.done for job in jobs),
        "is_open": is_open,
        "failed": failed,
        "waits_in_vain": is_open and not worker_is_alive(),
        "archive": archive if archive and archive.output_file else None,
        "kept_until": archive.kept_until if archive else None,
        "left_out": packages.numbers_of(found, archive)[1][:200] if archive and not failed and archive.result else [],
    }


@page(Act.VIEW_DOCUMENTS)
def package_file(request: OfficeRequest, pk: uuid.UUID) -> FileResponse:
    """The archive, taken away: each document in it is recorded."""
    found = get_object_or_404(queries.packages_in(request.scope), pk=pk)
    job = packages.archive_job(found)
    stored = job.output_file.name if job else None
    if job is None or not stored or not default_storage.exists(stored):
        raise Http404
    numbers, _left_out = packages.numbers_of(found, job)
    services.record_download(documents=numbers, user=request.user, package=found)
    return handed_out(default_storage.open(stored), name=job.output_name)


@page(Act.CHANGE_WORDING)
def wording(request: OfficeRequest) -> HttpResponse:
    """The kinds whose passages can be reworded."""
    return render(
        request, "filings/wording.html", {"folders": queries.by_folder(kind for kind in kinds() if kind.wording)}
    )


@page(Act.CHANGE_WORDING, writes=True)
def wording_change(request: OfficeRequest, kind: str) -> HttpResponse:
    """Put the passages of a kind (`shared`: of all kinds) in the county's words."""
    chosen = None if kind == "shared" else _kind(request, kind)
    county = request.scope.prefixes(Act.CHANGE_WORDING)[0][: Level.COUNTY]
    words = words_of(county)
    form = WordingForm(request.POST or None, passages=_passages(chosen, words))
    if request.method == "POST" and form.is_valid():
        changed = services.reword(
            scope=request.scope, county_code=county, user=request.user, kind=chosen, texts=form.cleaned_data
        )
        if changed:
            messages.success(request, _("Saved. It holds for documents made from now on."))
        return redirect("filings:wording")
    return render(request, "filings/wording_change.html", {"form": form, "kind": chosen})


def _passages(kind: Kind | None, words: dict[str, dict[str, str]]) -> list[tuple[str, Any, str, str]]:
    """Name, label, present text, hint."""
    if kind is None:
        example = _("For example: %(example)s")
        return [
            (passage.name, passage.label, words[SHARED][passage.name], example % {"example": passage.example})
            for passage in PASSAGES
        ]
    here = words.get(kind.code, {})
    hint = _("Words of the package: %(text)s")
    return [(name, kind.label_of(name), here[name], hint % {"text": text}) for name, text in kind.wording.items()]
