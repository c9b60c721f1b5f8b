"""What happens to jobs: asked for, carried out, rung for again, called off, cleared away.

The row in PostgreSQL is the truth. A bell (a Celery message with the job's number) may be lost, doubled or late without
harm: a worker takes a job by one UPDATE that gives it a lease, and nothing a worker did is kept unless it still
holds that lease when it commits.
"""

import hashlib
import logging
import traceback
import uuid
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pghistory
from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from electionadmin.celery import app as celery
from jobs.heartbeat import Heartbeat
from jobs.models import FILES, OPEN, Job, State, Worker
from jobs.registry import JobOutcome, JobRefused, LeaseLost, Output, kind_of
from jobs.rules import digest_of
from protect.services import record_refused_file
from protect.storage import UnreadableFile

logger = logging.getLogger(__name__)

# One round of the sweeper rings for at most so many jobs: a backlog must not grow by its own bells.
_SWEEP_BATCH = 200


def request_job(
    *,
    kind: str,
    user: User | None,
    scope_code: str,
    arguments: Mapping[str, Any],
    input_file: "File[Any] | None" = None,
    key: str = "",
) -> Job:
    """Write a job within the caller's transaction and ring for a worker once that commits.

    `arguments` is JSON without personal data; `scope_code` is the division whose readers of jobs may see it. A request
    that is the same as an unfinished one (or, with a `key` such as a form's token, as any earlier one) gets that job.
    Raises UnknownKind. Never fails for want of Redis.
    """
    digest = digest_of(
        kind=kind_of(kind).name,
        user_id=user.pk if user else None,
        scope_code=scope_code,
        key=key,
        arguments=arguments,
        file_digest=_file_digest(input_file),
    )
    job = Job(
        kind=kind,
        user=user,
        scope_code=scope_code,
        arguments=dict(arguments),
        key=key,
        digest=digest,
        input_name=_base_name(input_file),
    )
    with transaction.atomic():
        return _same_request(job) or _write(job, input_file)


def _write(job: Job, input_file: "File[Any] | None") -> Job:
    """Insert the job; the one that a simultaneous request wrote wins."""
    if input_file is not None:
        job.input_file.save("", input_file, save=False)
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        job.input_file.delete(save=False)
        same = _same_request(job)
        if same is None:
            raise
        return same
    transaction.on_commit(lambda: _try_to_ring(job.pk))
    return job


def _same_request(job: Job) -> Job | None:
    """The job that the same request got before."""
    standing = Q() if job.key else Q(state__in=OPEN)
    return Job.objects.filter(standing, digest=job.digest).first()


def _file_digest(file: "File[Any] | None") -> str:
    if file is None:
        return ""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _base_name(file: "File[Any] | None") -> str:
    """The file's own name without directories, as long as the column."""
    name = (file.name or "") if file else ""
    return name.replace("\\", "/").rpartition("/")[2][-255:]


def ring(job_id: uuid.UUID) -> None:
    """Tell a worker that the job waits. Raises what the connection to Redis raises."""
    celery.send_task("jobs.run", args=[str(job_id)], retry=False)


def _try_to_ring(job_id: uuid.UUID) -> None:
    """The request has succeeded whether or not anybody hears of it: the sweeper rings again."""
    try:
        ring(job_id)
    except Exception as error:  # noqa: BLE001  # a Redis that is away, full or hangs says so in many ways
        logger.warning("job %s: the bell is out of order (%s)", job_id, type(error).__name__)


def run_job(job_id: uuid.UUID) -> None:
    """Carry out a job, unless another worker has it or it is finished.

    When the database goes away in the middle, nothing is kept and the sweeper has it run again.
    """
    with pghistory.context(job=str(job_id)):
        try:
            job = _claim(job_id)
            if job is not None:
                name = str(job.user) if job.user else ""
                pghistory.context(user=job.user_id, name=name, kind=job.kind, code=job.scope_code)
                with Heartbeat(job) as heartbeat, translation.override(job.language):
                    _carry_out(job, heartbeat)
        except (OperationalError, InterfaceError) as error:
            logger.warning("job %s: left for another run (%s)", job_id, type(error).__name__)
            connection.close()


def _claim(job_id: uuid.UUID) -> Job | None:
    """Take the job by giving it a new lease; None when it cannot be had."""
    lease = uuid.uuid4()
    taken = (
        Job.objects.claimable()
        .filter(pk=job_id)
        .update(
            state=State.RUNNING,
            lease=lease,
            heartbeat_at=Now(),
            started_at=Now(),
            attempts=F("attempts") + 1,
            done=0,
            total=None,
        )
    )
    return Job.objects.select_related("user").get(pk=job_id) if taken else None


def _carry_out(job: Job, heartbeat: Heartbeat) -> None:
    """Run the handler and close the job in one transaction, or close it with the reason why that failed."""
    try:
        with transaction.atomic():
            outcome = kind_of(job.kind).handler(job, heartbeat)
            _close(job, State.DONE, outcome, heartbeat)
    except LeaseLost:
        logger.info("job %s: cancelled or taken by another worker", job.pk)
    except JobRefused as refusal:
        _close_if_ours(job, JobOutcome(refusal.message, refusal.result, refusal.output), heartbeat)
    except (OperationalError, InterfaceError):
        raise
    except UnreadableFile as error:
        record_refused_file(error=error, user=job.user, where=f"{job.kind} {job.pk}")
        _close_if_ours(job, JobOutcome(error.told()), heartbeat)
    except Exception as error:  # noqa: BLE001  # whatever a handler raises must end in a message
        _close_if_ours(job, JobOutcome(_report(job, error)), heartbeat)


def _report(job: Job, error: Exception) -> str:
    """Log an unexpected error under a reference number and return what the user is told.

    The error's own text is left out of the log: it may quote a person's data.
    """
    reference = uuid.uuid4().hex[:8].upper()
    lines = "".join(traceback.format_tb(error.__traceback__))
    logger.error("job %s (%s) failed, reference %s: %s\n%s", job.pk, job.kind, reference, type(error).__name__, lines)
    return _(
        "This could not be done because of an error in the software. Nothing was changed. "
        "Tell the administrator the reference number %(reference)s."
    ) % {"reference": reference}


def _close_if_ours(job: Job, outcome: JobOutcome, heartbeat: Heartbeat) -> None:
    try:
        _close(job, State.FAILED, outcome, heartbeat)
    except LeaseLost:
        logger.info("job %s: failed, but cancelled or taken by another worker", job.pk)


def _close(job: Job, state: State, outcome: JobOutcome, heartbeat: Heartbeat) -> None:
    """Finish the job if its lease still holds; raises LeaseLost if not."""
    output_file, output_name = _store(job, outcome.output)
    closed = Job.objects.filter(pk=job.pk, lease=job.lease, state=State.RUNNING).update(
        state=state,
        lease=None,
        message=outcome.message,
        result=outcome.result,
        output_file=output_file,
        output_name=output_name,
        done=heartbeat.done,
        total=heartbeat.total,
        finished_at=Now(),
    )
    if not closed:
        raise LeaseLost


def _store(job: Job, output: Output | None) -> tuple[str, str]:
    """Stored name and shown name of the output. A file whose transaction fails is removed by `clean_up`."""
    if output is None:
        return "", ""
    name, content = output
    with ContentFile(content) if isinstance(content, bytes) else content as file:
        job.output_file.save("", file, save=False)
    return job.output_file.name or "", name


def sweep() -> int:
    """Ring again for jobs that wait unheard or whose worker fell silent; fail those that were tried too often.

    Returns how many were rung for. Run by beat every few seconds.
    """
    for job in Job.objects.abandoned().filter(attempts__gte=settings.JOBS_MAX_ATTEMPTS):
        _give_up(job)
    unheard = Now() - timedelta(seconds=settings.JOBS_RING_AGAIN_SECONDS)
    with transaction.atomic():
        waiting = Job.objects.claimable().filter(rung_at__lt=unheard).order_by("created_at")
        ids = list(waiting.select_for_update(skip_locked=True).values_list("pk", flat=True)[:_SWEEP_BATCH])
        Job.objects.filter(pk__in=ids).update(rung_at=Now())
    for job_id in ids:
        ring(job_id)
    return len(ids)


def _give_up(job: Job) -> None:
    with translation.override(job.language):
        message = _(
            "This was started %(attempts)s times, and each time the server stopped in the middle. Nothing was changed. "
            "Tell the administrator before you try again."
        ) % {"attempts": job.attempts}
    Job.objects.abandoned().filter(pk=job.pk, lease=job.lease).update(
        state=State.FAILED, lease=None, message=message, finished_at=Now()
    )


def cancel_job(*, job: Job, user: User) -> bool:
    """Call off a job, waiting or running; nothing of what it did is kept. Returns whether it was still open.

    Raises Http404 for another's job.
    """
    if job.user_id != user.pk:
        raise Http404
    cancelled = Job.objects.open().filter(pk=job.pk).update(state=State.CANCELLED, lease=None, finished_at=Now())
    return bool(cancelled)


def clean_up() -> int:
    """Forget results after their time and remove every file that no job names any more; returns how many files.

    Run by beat. A file younger than a day may belong to a request or a job that has not committed yet.
    """
    old = Now() - timedelta(days=settings.JOBS_KEEP_DAYS)
    with pghistory.context(task="jobs.clean_up"):
        Job.objects.filter(finished_at__lt=old).exclude(input_file="", output_file="", result={}).update(
            input_file="", output_file="", result={}
        )
    named = {name for names in Job.objects.values_list("input_file", "output_file") for name in names if name}
    yesterday = timezone.now() - timedelta(days=1)
    orphans = [name for name in _stored_files() if name not in named]
    removable = [name for name in orphans if default_storage.get_modified_time(name) < yesterday]
    for name in removable:
        default_storage.delete(name)
    return len(removable)


def _stored_files() -> Iterator[str]:
    """Names of all files of jobs: they lie two levels deep (see `jobs.models.random_name`)."""
    if not default_storage.exists(FILES):
        return
    for directory in default_storage.listdir(FILES)[0]:
        for name in default_storage.listdir(f"{FILES}/{directory}")[1]:
            yield f"{FILES}/{directory}/{name}"


def say_alive(*, name: str, pid: int) -> None:
    """Note that the worker `name` lives."""
    if not Worker.objects.filter(name=name, pid=pid).update(seen_at=Now()):
        Worker.objects.update_or_create(name=name, defaults={"pid": pid, "seen_at": Now()})


def say_goodbye(*, name: str) -> None:
    """Forget a worker that ends in order."""
    Worker.objects.filter(name=name).delete()
