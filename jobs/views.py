"""The list of jobs, a job's progress and report, and its files."""

import uuid

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.pages import OfficeRequest, page
from electionadmin.web.downloads import handed_out
from electionadmin.web.lists import list_response
from jobs import services
from jobs.models import Job
from jobs.queries import jobs_of, visible_jobs, worker_is_alive
from jobs.tables import JOBS


@page()
def job_list(request: OfficeRequest) -> HttpResponse:
    """The user's own jobs and those he may see for his duties."""
    return list_response(request, table=JOBS, queryset=visible_jobs(request.user, request.scope), title=_("Jobs"))


@page()
def detail(request: OfficeRequest, pk: uuid.UUID) -> HttpResponse:
    """How far a job is, or what became of it; htmx fetches that part alone."""
    job = get_object_or_404(visible_jobs(request.user, request.scope), pk=pk)
    context = {
        "job": job,
        "is_own": job.user_id == request.user.pk,
        "waits_in_vain": job.is_open and not worker_is_alive(),
    }
    template = "jobs/progress.html" if "HX-Request" in request.headers else "jobs/detail.html"
    return render(request, template, context)


@page(writes=True)
def cancel(request: OfficeRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks, then calls off the user's own job."""
    job = get_object_or_404(jobs_of(request.user, request.scope), pk=pk)
    if request.method != "POST":
        return render(request, "jobs/cancel.html", {"job": job})
    if services.cancel_job(job=job, user=request.user):
        messages.success(request, _("Cancelled. Nothing was changed."))
    else:
        messages.warning(request, _("It had finished already."))
    return redirect("jobs:detail", pk=pk)


@page()
def input_file(request: OfficeRequest, pk: uuid.UUID) -> FileResponse:
    """The file that the user handed in."""
    job = _own(request, pk)
    return _download(job.input_file.name, job.input_name)


@page()
def output_file(request: OfficeRequest, pk: uuid.UUID) -> FileResponse:
    """The file that was made for the user."""
    job = _own(request, pk)
    return _download(job.output_file.name, job.output_name)


def _own(request: OfficeRequest, pk: uuid.UUID) -> Job:
    """Files go to nobody but the one who asked: another reader of the job may lack the right to what is in them."""
    return get_object_or_404(jobs_of(request.user, request.scope), pk=pk)


def _download(stored: str | None, name: str) -> FileResponse:
    if not stored or not default_storage.exists(stored):
        raise Http404
    return handed_out(default_storage.open(stored), name=name)
