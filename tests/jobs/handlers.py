"""Jobs of the tests, registered by `JOBS_EXTRA_HANDLERS`: their effects can be counted."""

import os
import time
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models.fields.files import FieldFile

from jobs.models import Job
from jobs.registry import JobOutcome, JobRefused, Progress, handles

# No table of Django's: what counts the effects must not be counted or emptied by the machinery under test.
EFFECTS = "tests_jobs_effect"


def create_effects() -> None:
    """Make the table."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {EFFECTS} (job uuid, step int)")


def drop_effects() -> None:
    """Remove the table."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {EFFECTS}")


def effects_of(job_id: UUID) -> int:
    """How often a handler wrote for a job."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {EFFECTS} WHERE job = %s", [job_id])  # noqa: S608
        return int(cursor.fetchone()[0])


def content_of(stored: FieldFile) -> bytes:
    """What a stored file holds."""
    with stored.open("rb") as stream:
        content: bytes = stream.read()
    return content


@handles("tests.count", label="Counting")
def count(job: Job, progress: Progress) -> JobOutcome:
    """Write `steps` effects, `seconds` apart; add a line with process and time to the file `log` on each start."""
    arguments: dict[str, Any] = job.arguments
    if "log" in arguments:
        with Path(arguments["log"]).open("a") as log:
            log.write(f"{os.getpid()} {time.time()}\n")
    steps = arguments["steps"]
    for step in range(steps):
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {EFFECTS} VALUES (%s, %s)", [job.pk, step])  # noqa: S608
        time.sleep(arguments.get("seconds", 0))
        progress(step + 1, steps)
    return JobOutcome("Counted.", {"facts": [["Steps", steps]]}, ("計.txt", f"{steps}\n".encode()))


@handles("tests.refuse", label="Refusing")
def refuse(job: Job, progress: Progress) -> JobOutcome:
    """Write an effect, then refuse with a file of remarks."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {EFFECTS} VALUES (%s, 0)", [job.pk])  # noqa: S608
    raise JobRefused("Row 3 has no name.", result={"facts": [["Bad rows", 1]]}, output=("remarks.txt", b"row 3"))


@handles("tests.fail", label="Failing")
def fail(job: Job, progress: Progress) -> JobOutcome:
    """Write an effect, then fail as software does: the error quotes a person's data."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {EFFECTS} VALUES (%s, 0)", [job.pk])  # noqa: S608
    # In two pieces, so that the source line in a traceback does not hold it.
    raise ValueError("140431" + "19700101001X")
