"""Jobs and the workers that carry them out."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from electionadmin.trail import tracked
from jobs.registry import REPORT, UnknownKind, kind_of
from jobs.rules import percent, seconds_left


class State(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


OPEN = (State.QUEUED, State.RUNNING)
_BADGES = {
    State.QUEUED: "wait",
    State.RUNNING: "info",
    State.DONE: "ok",
    State.FAILED: "block",
    State.CANCELLED: "warn",
}


FILES = "jobs"


def asked_in() -> str:
    """Language in which the user is to be answered."""
    return get_language() or settings.LANGUAGE_CODE


def random_name(job: "Job", name: str) -> str:
    """Where a file is stored: nothing in the path comes from the user."""
    random = uuid.uuid4().hex
    return f"{FILES}/{random[:2]}/{random}"


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs by what is to be done about them. Times are the database's, so that no clock of a worker matters."""

    def open(self) -> "JobQuerySet":
        """Jobs that are not finished."""
        return self.filter(state__in=OPEN)

    def abandoned(self) -> "JobQuerySet":
        """Running jobs whose worker has fallen silent."""
        silent = Now() - timedelta(seconds=settings.JOBS_STALE_SECONDS)
        return self.filter(state=State.RUNNING, heartbeat_at__lt=silent)

    def claimable(self) -> "JobQuerySet":
        """Jobs that a worker may take: waiting, or abandoned and not yet tried too often."""
        waiting = self.filter(state=State.QUEUED)
        return (waiting | self.abandoned()).filter(attempts__lt=settings.JOBS_MAX_ATTEMPTS)


# Heartbeat and progress would flood the trail; the result may quote the user's file.
@tracked(exclude=["done", "total", "lease", "heartbeat_at", "rung_at", "result"])
class Job(models.Model):
    """Something long that somebody asked for. This row is the truth; Redis only rings the bell for it.

    `arguments`, `message` and `result` hold no personal data: those stay in the files.
    """

    id = models.UUIDField(_("number"), primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=64)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("requested by"),
        related_name="jobs",
    )
    scope_code = models.CharField(_("division"), max_length=12, db_collation="C")
    language = models.CharField(_("language"), max_length=10, default=asked_in)
    arguments = models.JSONField(_("arguments"), default=dict)
    key = models.CharField(_("key of the request"), max_length=64, blank=True)
    digest = models.CharField(_("digest of the request"), max_length=64)
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.QUEUED)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), null=True, blank=True)
    message = models.TextField(_("message"), blank=True)
    result = models.JSONField(_("result"), default=dict)
    input_file = models.FileField(_("file received"), upload_to=random_name, blank=True)
    input_name = models.CharField(_("name of the file received"), max_length=255, blank=True)
    output_file = models.FileField(_("file made"), upload_to=random_name, blank=True)
    output_name = models.CharField(_("name of the file made"), max_length=255, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease = models.UUIDField(_("lease"), null=True, blank=True)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    rung_at = models.DateTimeField(_("last rung for"), db_default=Now())
    created_at = models.DateTimeField(_("requested"), db_default=Now())
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            # A second click while the first is under way, or with the same key at any time, asks for the same job.
            models.UniqueConstraint(
                fields=["digest"], condition=models.Q(state__in=OPEN) | ~models.Q(key=""), name="job_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.RUNNING, lease__isnull=False, heartbeat_at__isnull=False)
                | (~models.Q(state=State.RUNNING) & models.Q(lease=None)),
                name="job_lease_while_running",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=OPEN, finished_at=None)
                | (~models.Q(state__in=OPEN) & models.Q(finished_at__isnull=False)),
                name="job_finished_when_closed",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["rung_at"], condition=models.Q(state__in=OPEN), name="job_open"),
            models.Index(fields=["user", "-created_at"], name="job_by_user"),
            models.Index(fields=["scope_code", "-created_at"], name="job_by_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.kind_label} {self.pk}"

    @property
    def kind_label(self) -> str | Promise:
        """What the kind is called; its bare name when no room handles it any more."""
        try:
            return kind_of(self.kind).label
        except UnknownKind:
            return self.kind

    @property
    def report(self) -> str:
        """Template that shows the result."""
        try:
            return kind_of(self.kind).report
        except UnknownKind:
            return REPORT

    @property
    def is_open(self) -> bool:
        """Whether it is not finished."""
        return self.state in OPEN

    @property
    def badge(self) -> str:
        """State of the badge that shows where it stands."""
        return _BADGES[State(self.state)]

    @property
    def percent(self) -> int | None:
        """Whole per cent done."""
        return percent(self.done, self.total)

    @property
    def minutes_left(self) -> int | None:
        """Estimate of the time left in whole minutes, rounded; None while nothing can be said."""
        if self.state != State.RUNNING or self.started_at is None:
            return None
        elapsed = (timezone.now() - self.started_at).total_seconds()
        seconds = seconds_left(elapsed=elapsed, done=self.done, total=self.total)
        return None if seconds is None else round(seconds / 60)

    @property
    def kept_until(self) -> datetime | None:
        """When its files and its report are removed."""
        return self.finished_at + timedelta(days=settings.JOBS_KEEP_DAYS) if self.finished_at else None


@tracked(exclude=["seen_at"])
class Worker(models.Model):
    """A worker's pulse: its main process says every few seconds that it lives."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    pid = models.PositiveIntegerField(_("process"))
    seen_at = models.DateTimeField(_("last sign of life"), db_default=Now())

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")

    def __str__(self) -> str:
        return self.name
