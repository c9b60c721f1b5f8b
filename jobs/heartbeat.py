"""The sign of life of a running job."""

import logging
import threading
from types import TracebackType
from typing import Self

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.models.functions import Now

from jobs.models import Job
from jobs.registry import LeaseLost

logger = logging.getLogger(__name__)
_JOIN_SECONDS = 5.0


class Heartbeat:
    """Writes every few seconds, over a connection of its own, that a job is alive and how far it is.

    The handler's transaction stays closed to all others until it ends, so its own connection could tell nobody.
    """

    def __init__(self, job: Job) -> None:
        self.done = 0
        self.total: int | None = None
        self._job = job
        self._lost = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"heartbeat-{job.pk}", daemon=True)

    def __call__(self, done: int, total: int) -> None:
        """Note the progress; raises LeaseLost once the job is no longer ours."""
        self.done, self.total = done, total
        if self._lost:
            raise LeaseLost

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join(_JOIN_SECONDS)

    def _run(self) -> None:
        try:
            while not self._lost and not self._stop.wait(settings.JOBS_HEARTBEAT_SECONDS):
                self._beat()
        finally:
            connection.close()

    def _beat(self) -> None:
        """One sign of life; a database that is away is asked again at the next beat."""
        try:
            ours = Job.objects.filter(pk=self._job.pk, lease=self._job.lease).update(
                heartbeat_at=Now(), done=self.done, total=self.total
            )
        except (DatabaseError, InterfaceError) as error:
            logger.warning("job %s: no heartbeat (%s)", self._job.pk, type(error).__name__)
            connection.close()
        else:
            self._lost = not ours
