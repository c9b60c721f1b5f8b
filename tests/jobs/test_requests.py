"""Asking for a job."""

import logging
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import Http404

from accounts.models import User
from accounts.roles import Role
from jobs.models import Job, State
from jobs.registry import UnknownKind
from jobs.services import cancel_job, request_job, run_job
from tests.factories import COUNTY, make_officer
from tests.jobs.handlers import content_of
from tests.services import Redis

pytestmark = pytest.mark.usefixtures("effects")


def ask(user: User | None = None, **fields: Any) -> Job:
    return request_job(
        **{"kind": "tests.count", "user": user, "scope_code": COUNTY, "arguments": {"steps": 1}, **fields}
    )


def table(text: bytes = "姓名\n".encode(), name: str = "名册.csv") -> "ContentFile[bytes]":
    return ContentFile(text, name)


def test_a_second_click_gets_the_job_that_is_under_way():
    first = ask()
    assert ask() == first
    run_job(first.pk)
    assert ask() != first


@pytest.mark.parametrize(
    "other", [{"arguments": {"steps": 2}}, {"scope_code": "140431100"}, {"kind": "tests.refuse"}, {"key": "form"}]
)
def test_another_request_is_another_job(other):
    assert ask() != ask(**other)


def test_another_user_gets_a_job_of_his_own():
    assert ask(make_officer(Role.COUNTY_ORGANISER)) != ask(make_officer(Role.COUNTY_LEADER))


def test_a_request_with_a_key_is_made_once_for_ever():
    first = ask(key="token of a form")
    run_job(first.pk)
    assert ask(key="token of a form") == first


def test_the_same_file_twice_is_the_same_request_and_another_content_is_not():
    assert ask(input_file=table()) == ask(input_file=table())
    assert ask(input_file=table()) != ask(input_file=table(b"other"))


def test_a_file_is_stored_whole_under_a_random_name_that_only_its_owner_reads():
    job = ask(input_file=table(name="C:\\乡镇\\名册.csv"))
    assert job.input_name == "名册.csv"
    assert content_of(job.input_file) == "姓名\n".encode()
    assert re.fullmatch(r"jobs/[0-9a-f]{2}/[0-9a-f]{32}", job.input_file.name or "")
    assert Path(job.input_file.path).stat().st_mode & 0o077 == 0


def test_a_kind_that_no_room_handles_is_refused():
    with pytest.raises(UnknownKind):
        ask(kind="tests.unknown")


def test_a_redis_that_is_away_does_not_fail_the_request(
    redis_server: Redis, caplog, django_capture_on_commit_callbacks
):
    redis_server.kill()
    try:
        with caplog.at_level(logging.WARNING, "jobs"), django_capture_on_commit_callbacks(execute=True):
            job = ask()
    finally:
        redis_server.start()
    assert Job.objects.get(pk=job.pk).state == State.QUEUED
    assert "the bell is out of order" in caplog.text


def test_the_bell_rings_on_commit_and_carries_nothing_but_the_number(
    redis_server: Redis, django_capture_on_commit_callbacks
):
    client = redis_server.client()
    client.flushall()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        job = ask(make_officer(Role.COUNTY_ORGANISER, name="王小明"), arguments={"steps": 1, "note": "secret"})
        assert client.llen("celery") == 0
    (message,) = client.lrange("celery", 0, -1)
    assert str(job.pk).encode() in message
    assert b"secret" not in message


def test_a_waiting_job_is_cancelled_and_never_runs():
    user = make_officer(Role.COUNTY_ORGANISER)
    job = ask(user)
    assert cancel_job(job=job, user=user)
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.CANCELLED, 0)
    assert not cancel_job(job=job, user=user)


def test_nobody_cancels_the_job_of_another():
    job = ask(make_officer(Role.COUNTY_ORGANISER))
    with pytest.raises(Http404):
        cancel_job(job=job, user=make_officer(Role.COUNTY_ADMIN))
