"""Asking for an import."""

from typing import Any, Final, Literal

from django.core.files import File
from django.db import transaction
from django.http import Http404

from accounts.models import User
from accounts.scope import Scope
from jobs.models import Job
from jobs.services import request_job
from sheets.registry import spec_named
from sheets.spec import SheetSpec

KIND: Final = "sheets.import"
Mode = Literal["all", "good_rows", "check"]


@transaction.atomic
def request_import(*, scope: Scope, user: User, spec: SheetSpec, file: "File[Any]", mode: Mode, key: str = "") -> Job:
    """Have a worker import a file; `key` is the form's token, so that sending it twice makes one job."""
    scope.require(spec.act)
    home = scope.home()
    if home is None:
        raise Http404
    return request_job(
        kind=KIND,
        user=user,
        scope_code=home.code,
        arguments={"spec": spec.name, "mode": mode},
        input_file=file,
        key=key,
    )


def request_good_rows(*, scope: Scope, user: User, job: Job) -> Job:
    """Have the good rows of a refused file imported. Raises Http404 where there are none or the file is gone."""
    spec = spec_of(job)
    if spec is None or job.user_id != user.pk or not good_rows_of(job):
        raise Http404
    with job.input_file.open("rb") as stored:
        file = File(stored, name=job.input_name)
        return request_import(scope=scope, user=user, spec=spec, file=file, mode="good_rows", key=f"good-{job.pk}")


def spec_of(job: Job) -> SheetSpec | None:
    """The table that a job imports; None for other jobs."""
    return spec_named(job.arguments.get("spec", "")) if job.kind == KIND else None


def good_rows_of(job: Job) -> int:
    """How many rows of a refused file could be imported."""
    return int(job.result.get("good_rows", 0)) if job.kind == KIND and job.input_file else 0
