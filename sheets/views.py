"""Pages of the tables: what can be imported and exported, sending a file, templates, the good rows of a refused file."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from accounts.pages import OfficeRequest, page
from electionadmin.web.downloads import handed_out
from jobs.queries import jobs_of
from sheets import services
from sheets.forms import UploadForm
from sheets.registry import specs
from sheets.spec import SheetSpec
from sheets.writing import WORKBOOK, write_table

View = Callable[..., HttpResponseBase]


@page()
def table_list(request: OfficeRequest) -> HttpResponse:
    """The tables that the user may import or export."""
    rows = [
        {"spec": spec, "may_import": request.scope.allows(spec.act), "may_export": _may_export(request, spec)}
        for spec in specs()
    ]
    return render(request, "sheets/tables.html", {"rows": [r for r in rows if r["may_import"] or r["may_export"]]})


def upload(spec: SheetSpec) -> View:
    """The page that sends a table of one kind."""

    @page(spec.act, writes=True)
    def view(request: OfficeRequest) -> HttpResponse:
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            job = services.request_import(
                scope=request.scope,
                user=request.user,
                spec=spec,
                file=form.cleaned_data["file"],
                mode=form.cleaned_data["mode"],
                key=form.cleaned_data["token"],
            )
            return redirect("jobs:detail", pk=job.pk)
        context = {"form": form, "spec": spec, "may_export": _may_export(request, spec)}
        return render(request, "sheets/upload.html", context)

    return view


def template(spec: SheetSpec) -> View:
    """The empty workbook of a table."""

    @page(spec.act)
    def view(request: OfficeRequest) -> FileResponse:
        return _workbook(spec, _("%(title)s, template") % {"title": spec.title}, ())

    return view


def export(spec: SheetSpec) -> View:
    """What is stored of a table within the user's scope, as a workbook that can be sent back."""

    @page(spec.view_act)
    def view(request: OfficeRequest) -> FileResponse:
        return _workbook(spec, f"{spec.title}-{timezone.localdate():%Y%m%d}", spec.export(request.scope))

    return view


@page(writes=True)
def good_rows(request: OfficeRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks, then has the good rows of the user's own refused file imported."""
    job = get_object_or_404(jobs_of(request.user, request.scope), pk=pk)
    spec, count = services.spec_of(job), services.good_rows_of(job)
    if spec is None or not count or not request.scope.allows(spec.act):
        raise Http404
    if request.method == "POST":
        next_job = services.request_good_rows(scope=request.scope, user=request.user, job=job)
        return redirect("jobs:detail", pk=next_job.pk)
    return render(request, "sheets/good_rows.html", {"job": job, "spec": spec, "count": count})


def _may_export(request: OfficeRequest, spec: SheetSpec) -> bool:
    return spec.exports and request.scope.allows(spec.view_act)


def _workbook(spec: SheetSpec, title: str, rows: Any) -> FileResponse:
    return handed_out(write_table(spec, rows), name=f"{get_valid_filename(title)}.xlsx", media_type=WORKBOOK)
