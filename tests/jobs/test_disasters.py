"""Whatever is killed: no job is lost and none is done twice."""

import os
import signal
import subprocess
from pathlib import Path

import pytest
from django.db import connection

from accounts.roles import Role
from electionadmin.local.paths import ROOT
from jobs.models import Job, State
from jobs.queries import worker_is_alive
from jobs.services import cancel_job, request_job
from tests.factories import COUNTY, make_officer
from tests.jobs.counting import STEPS, ask, effects_of, starts, wait_until_done, wait_until_running
from tests.services import PYTHON, Redis, Workers, database_url, wait_for

pytestmark = pytest.mark.worker


def test_progress_is_seen_by_others_while_it_runs_and_the_worker_shows_its_pulse(workers: Workers) -> None:
    job_id = ask(seconds=0.7)
    wait_for(lambda: Job.objects.get(pk=job_id).done > 0, seconds=20, what="progress")
    assert Job.objects.get(pk=job_id).total == STEPS
    assert effects_of(job_id) == 0
    assert worker_is_alive()
    wait_until_done(job_id)
    assert effects_of(job_id) == STEPS


def test_a_killed_child_and_a_hanging_one_double_nothing(workers: Workers, tmp_path: Path) -> None:
    killed, hanging = tmp_path / "killed", tmp_path / "hanging"
    jobs = [ask(killed, number=1), ask(hanging, number=2)]
    wait_until_running(hanging)
    os.kill(wait_until_running(killed), signal.SIGKILL)
    stopped = wait_until_running(hanging)
    os.kill(stopped, signal.SIGSTOP)
    try:
        wait_until_done(*jobs)
    finally:
        os.kill(stopped, signal.SIGCONT)
    # It wakes, finishes its steps and finds that the job is no longer its own.
    wait_for(lambda: workers.worker.output().count("taken by another worker"), seconds=10, what="the lease is lost")
    assert [effects_of(job_id) for job_id in jobs] == [STEPS, STEPS]
    assert [len(starts(log)) for log in (killed, hanging)] == [2, 2]


def test_emptied_and_killed_redis_loses_nothing(workers: Workers, redis_server: Redis) -> None:
    jobs = [ask(number=number) for number in range(5)]
    redis_server.client().flushall()
    redis_server.kill()
    jobs += [ask(number=number) for number in range(5, 7)]
    redis_server.start()
    wait_until_done(*jobs)
    assert [effects_of(job_id) for job_id in jobs] == [STEPS] * 7


def test_a_restarted_database_breaks_the_run_and_not_the_job(workers: Workers, tmp_path: Path) -> None:
    job_id = ask(tmp_path / "log")
    wait_until_running(tmp_path / "log")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cursor.fetchone()[0] > 0
    wait_until_done(job_id)
    assert effects_of(job_id) == STEPS
    assert len(starts(tmp_path / "log")) == 2


DYING_WEB = """
import os, signal, django
django.setup()
from django.db import transaction
from jobs.services import request_job
with transaction.atomic():
    if {before}: transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
    request_job(kind="tests.count", user=None, scope_code="140431", arguments={{"steps": 4, "before": {before}}})
    if not {before}: os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_web_process_killed_between_commit_and_bell_leaves_a_job_that_is_done(workers: Workers) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "electionadmin.settings.testing",
        "DATABASE_URL": database_url(),
    }
    for before in (True, False):
        died = subprocess.run(
            [PYTHON, "-c", DYING_WEB.format(before=before)], cwd=ROOT, env=environment, check=False, timeout=60
        )
        assert died.returncode == -signal.SIGKILL
    # What was killed before the commit was never asked for.
    job = Job.objects.get(arguments__has_key="before")
    wait_until_done(job.pk)
    assert effects_of(job.pk) == STEPS


def test_a_cancelled_job_stops_and_leaves_nothing(workers: Workers, tmp_path: Path) -> None:
    user = make_officer(Role.COUNTY_ORGANISER)
    arguments = {"steps": 100, "seconds": 0.2, "log": str(tmp_path / "log")}
    job = request_job(kind="tests.count", user=user, scope_code=COUNTY, arguments=arguments)
    wait_until_running(tmp_path / "log")
    assert cancel_job(job=job, user=user)
    wait_for(lambda: "cancelled or taken" in workers.worker.output(), seconds=10, what="the handler stops")
    job.refresh_from_db()
    assert (job.state, effects_of(job.pk)) == (State.CANCELLED, 0)
