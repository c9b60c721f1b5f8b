"""Asking for counted jobs and waiting for them."""

from pathlib import Path
from uuid import UUID

from jobs.models import Job, State
from jobs.services import request_job
from tests.factories import COUNTY
from tests.jobs.handlers import effects_of
from tests.services import wait_for

__all__ = ["STEPS", "ask", "effects_of", "starts", "wait_until_done", "wait_until_running"]

STEPS = 4


def ask(log: Path | None = None, seconds: float = 0.5, number: int = 0) -> UUID:
    """A job of four steps."""
    arguments = {"steps": STEPS, "seconds": seconds, "number": number} | ({"log": str(log)} if log else {})
    return request_job(kind="tests.count", user=None, scope_code=COUNTY, arguments=arguments).pk


def starts(log: Path) -> list[tuple[int, float]]:
    """Process and time of each start of the job."""
    lines = log.read_text().splitlines() if log.exists() else []
    return [(int(pid), float(moment)) for pid, moment in map(str.split, lines)]


def is_done(job_id: UUID) -> bool:
    return Job.objects.get(pk=job_id).state == State.DONE


def wait_until_running(log: Path, times: int = 1) -> int:
    """Process of the latest start."""
    wait_for(lambda: len(starts(log)) >= times, seconds=30, what=f"start number {times}")
    return starts(log)[-1][0]


def wait_until_done(*jobs: UUID) -> None:
    wait_for(lambda: all(map(is_done, jobs)), seconds=30, what="the jobs are done")
