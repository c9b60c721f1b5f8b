"""Carrying out jobs, without a worker: what one run leaves behind."""

import logging
import os
import time
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.functions import Now
from django.utils import timezone, translation

from accounts.roles import Role
from jobs.models import Job, State, Worker
from jobs.queries import worker_is_alive
from jobs.services import clean_up, request_job, run_job, say_alive, say_goodbye, sweep
from tests.factories import COUNTY, make_officer
from tests.jobs.handlers import content_of, effects_of
from tests.services import Redis

JobEvent = apps.get_model("jobs", "JobEvent")

pytestmark = pytest.mark.usefixtures("effects")


def make_job(kind: str = "tests.count", **arguments: int) -> Job:
    user = make_officer(Role.COUNTY_ORGANISER)
    return request_job(kind=kind, user=user, scope_code=COUNTY, arguments={"steps": 3, **arguments})


def abandon(job: Job, *, attempts: int = 1, seconds: float = 16) -> None:
    """As a worker leaves it that was killed `seconds` ago."""
    silent = Now() - timedelta(seconds=seconds)
    Job.objects.filter(pk=job.pk).update(
        state=State.RUNNING, lease=uuid.uuid4(), heartbeat_at=silent, rung_at=silent, attempts=attempts
    )


def run(job: Job) -> Job:
    run_job(job.pk)
    return Job.objects.get(pk=job.pk)


def test_a_done_job_keeps_message_report_progress_and_file():
    job = run(make_job())
    assert (job.state, job.message, job.result) == (State.DONE, "Counted.", {"facts": [["Steps", 3]]})
    assert (job.done, job.total, job.attempts, job.lease) == (3, 3, 1, None)
    assert (job.output_name, content_of(job.output_file)) == ("計.txt", b"3\n")
    assert effects_of(job.pk) == 3


def test_a_second_bell_for_a_done_job_does_nothing():
    job = run(make_job())
    again = run(job)
    assert (again.attempts, effects_of(job.pk)) == (1, 3)


def test_a_bell_for_a_job_that_another_worker_has_does_nothing():
    job = make_job()
    abandon(job, seconds=14)
    assert run(job).state == State.RUNNING
    assert effects_of(job.pk) == 0


def test_a_refusal_tells_the_user_why_and_undoes_everything_but_report_and_remarks():
    job = run(make_job("tests.refuse"))
    assert (job.state, job.message, job.result) == (State.FAILED, "Row 3 has no name.", {"facts": [["Bad rows", 1]]})
    assert content_of(job.output_file) == b"row 3"
    assert effects_of(job.pk) == 0


def test_an_error_of_the_software_gets_a_reference_that_stands_in_the_log_without_the_persons_data(caplog):
    with translation.override("en"):
        made = make_job("tests.fail")
    with caplog.at_level(logging.ERROR, "jobs"):
        job = run(made)
    assert (job.state, effects_of(job.pk)) == (State.FAILED, 0)
    (record,) = caplog.records
    reference = job.message.rstrip(".").rpartition(" ")[2]
    assert len(reference) == 8
    assert reference in record.getMessage()
    assert "ValueError" in record.getMessage()
    assert "handlers.py" in record.getMessage()
    assert "14043119700101001X" not in job.message + caplog.text


def test_the_answer_is_in_the_language_of_the_question():
    with translation.override("en"):
        made = make_job("tests.fail")
    with translation.override("zh-hans"):
        assert "reference number" in run(made).message


def test_the_trail_names_the_user_and_the_job_for_what_a_job_changed():
    job = run(make_job())
    closing = JobEvent.objects.filter(pgh_obj_id=job.pk).latest("pgh_id")
    assert closing.state == State.DONE
    assert closing.pgh_context == {
        "job": str(job.pk),
        "kind": "tests.count",
        "code": COUNTY,
        "user": job.user_id,
        "name": str(job.user),
    }


def test_heartbeats_leave_no_trace_in_the_trail():
    job = make_job()
    events = JobEvent.objects.filter(pgh_obj_id=job.pk)
    before = events.count()
    Job.objects.filter(pk=job.pk).update(done=1, total=2, heartbeat_at=Now(), rung_at=Now())
    assert events.count() == before


@pytest.mark.parametrize(
    ("seconds", "state", "rung"),
    [(4, State.QUEUED, 0), (6, State.QUEUED, 1), (14, State.RUNNING, 0), (16, State.RUNNING, 1)],
)
def test_the_sweeper_rings_for_what_waits_unheard_or_fell_silent(redis_server: Redis, seconds, state, rung):
    redis_server.client().flushall()
    job = make_job()
    if state == State.RUNNING:
        abandon(job, seconds=seconds)
    Job.objects.filter(pk=job.pk).update(rung_at=Now() - timedelta(seconds=seconds))
    assert sweep() == rung
    assert redis_server.client().llen("celery") == rung
    assert sweep() == 0


def test_a_job_is_tried_five_times_and_then_says_so(redis_server: Redis):
    job = make_job()
    abandon(job, attempts=5)
    assert run(job).state == State.RUNNING
    assert sweep() == 0
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "5" in job.message


def test_files_and_report_go_after_30_days_and_the_line_in_the_list_stays():
    old, young = run(make_job()), run(make_job_of_today())
    Job.objects.filter(pk=old.pk).update(finished_at=Now() - timedelta(days=31))
    for job in (old, young):
        age(job.output_file.name)
    clean_up()
    old.refresh_from_db()
    assert (bool(old.output_file), old.result, old.message) == (False, {}, "Counted.")
    young.refresh_from_db()
    assert content_of(young.output_file) == b"1\n"


def make_job_of_today() -> Job:
    return request_job(kind="tests.count", user=None, scope_code=COUNTY, arguments={"steps": 1})


def test_a_file_that_no_job_names_goes_after_a_day():
    stray, fresh = (default_storage.save(f"jobs/ab/{name}", ContentFile(b"")) for name in ("stray", "fresh"))
    age(stray)
    assert clean_up() >= 1
    assert (default_storage.exists(stray), default_storage.exists(fresh)) == (False, True)
    default_storage.delete(fresh)


def age(name: str | None) -> None:
    """Let a stored file look two days old."""
    moment = time.time() - 2 * 86400
    os.utime(Path(default_storage.path(name or "")), (moment, moment))


def test_a_worker_is_alive_until_it_is_silent_for_15_seconds_or_says_goodbye():
    assert not worker_is_alive()
    say_alive(name="celery@one", pid=7)
    say_alive(name="celery@one", pid=8)
    assert worker_is_alive()
    Worker.objects.update(seen_at=timezone.now() - timedelta(seconds=16))
    assert not worker_is_alive()
    say_alive(name="celery@one", pid=8)
    assert worker_is_alive()
    say_goodbye(name="celery@one")
    assert not Worker.objects.exists()
