"""Pages of the jobs."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from accounts.models import Duty, User
from accounts.roles import Role
from jobs.models import Job, State
from jobs.services import request_job, run_job, say_alive
from tests.factories import COUNTY, TOWNSHIP, VILLAGE, make_division, make_officer

pytestmark = pytest.mark.usefixtures("effects")

ENGLISH: dict[str, Any] = {"HTTP_ACCEPT_LANGUAGE": "en"}
OTHER_TOWNSHIP = "140431101"


@pytest.fixture
def liaison() -> User:
    return make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP)


def make_job(user: User | None, code: str = TOWNSHIP, *, number: int = 1, kind: str = "tests.count") -> Job:
    return request_job(
        kind=kind,
        user=user,
        scope_code=code,
        arguments={"steps": number},
        input_file=ContentFile(b"name\n", "册.csv"),
    )


def open_page(client: Client, user: User, name: str, *args: object, **extra: Any) -> Any:
    client.force_login(user)
    return client.get(reverse(f"jobs:{name}", args=args), **ENGLISH, **extra)


@pytest.mark.parametrize(
    ("role", "code", "status"),
    [
        (Role.TOWNSHIP_LIAISON, TOWNSHIP, 200),
        (Role.COUNTY_ORGANISER, COUNTY, 200),
        (Role.AUDITOR, COUNTY, 200),
        (Role.COUNTY_LEADER, COUNTY, 404),
        (Role.TOWNSHIP_LIAISON, OTHER_TOWNSHIP, 404),
        (Role.VILLAGE_INFORMANT, VILLAGE, 404),
    ],
)
def test_a_job_is_seen_by_those_whose_duties_cover_it(client, role, code, status):
    job = make_job(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP, username="asker"))
    assert open_page(client, make_officer(role, code), "detail", job.pk).status_code == status


def test_the_list_shows_own_jobs_and_those_in_scope(client, liaison):
    mine, other = make_job(liaison), make_job(None, OTHER_TOWNSHIP)
    page = open_page(client, liaison, "job_list").content.decode()
    assert str(mine.pk) in page
    assert str(other.pk) not in page


def test_a_user_without_the_right_to_see_jobs_sees_his_own(client):
    leader = make_officer(Role.COUNTY_LEADER)
    mine, other = make_job(leader, COUNTY), make_job(None, COUNTY)
    page = open_page(client, leader, "job_list").content.decode()
    assert (str(mine.pk) in page, str(other.pk) in page) == (True, False)


def test_own_jobs_vanish_with_the_duty(client, liaison):
    job = run_through(make_job(liaison))
    Duty.objects.filter(user=liaison).update(content_object=make_division(OTHER_TOWNSHIP))
    for name in ("detail", "output_file", "input_file", "cancel"):
        assert open_page(client, liaison, name, job.pk).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_row_and_for_three(client, liaison, rows, django_assert_num_queries):
    for number in range(rows):
        make_job(liaison, number=number + 1)
    client.force_login(liaison)
    with django_assert_num_queries(7):
        client.get(reverse("jobs:job_list"))


def run_through(job: Job) -> Job:
    run_job(job.pk)
    return Job.objects.get(pk=job.pk)


def test_an_open_job_is_fetched_again_by_htmx_and_without_scripts_by_reloading(client, liaison):
    page = open_page(client, liaison, "detail", make_job(liaison).pk).content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "You may close this page" in page


def test_htmx_gets_the_part_that_changes_alone(client, liaison):
    page = open_page(client, liaison, "detail", make_job(liaison).pk, HTTP_HX_REQUEST="true").content.decode()
    assert page.count("<section") == 1
    assert "<html" not in page


def test_the_page_says_when_no_worker_is_alive(client, liaison):
    job = make_job(liaison)
    assert "No worker is running" in open_page(client, liaison, "detail", job.pk).content.decode()
    say_alive(name="celery@one", pid=1)
    assert "No worker is running" not in open_page(client, liaison, "detail", job.pk).content.decode()


def test_a_running_job_shows_count_and_estimate(client, liaison):
    job = make_job(liaison)
    Job.objects.filter(pk=job.pk).update(
        state=State.RUNNING,
        lease=job.pk,
        heartbeat_at=Now(),
        started_at=Now() - timedelta(seconds=60),
        attempts=2,
        done=2500,
        total=10000,
    )
    page = open_page(client, liaison, "detail", job.pk).content.decode()
    assert "2,500 / 10,000" in page
    assert "25 % done" in page
    assert "about 3 minutes left" in page
    assert "Attempt 2" in page


def test_a_done_job_shows_its_report_and_is_not_fetched_again(client, liaison):
    page = open_page(client, liaison, "detail", run_through(make_job(liaison)).pk).content.decode()
    assert "Counted." in page
    assert "Steps" in page
    assert "hx-trigger" not in page
    assert "http-equiv" not in page


def test_a_failed_job_shows_why(client, liaison):
    page = open_page(client, liaison, "detail", run_through(make_job(liaison, kind="tests.refuse")).pk)
    assert "Row 3 has no name." in page.content.decode()


def test_files_come_as_attachments_that_nobody_keeps(client, liaison):
    job = run_through(make_job(liaison))
    for name, content in (("input_file", b"name\n"), ("output_file", b"1\n")):
        answer = open_page(client, liaison, name, job.pk)
        assert b"".join(answer.streaming_content) == content
        assert "no-store" in answer["Cache-Control"]
        assert answer["Content-Disposition"].startswith("attachment")


def test_files_go_to_nobody_but_the_one_who_asked(client, liaison):
    job = run_through(make_job(liaison))
    auditor = make_officer(Role.AUDITOR)
    assert open_page(client, auditor, "detail", job.pk).status_code == 200
    for name in ("input_file", "output_file"):
        assert open_page(client, auditor, name, job.pk).status_code == 404


def test_a_removed_file_is_not_found(client, liaison):
    job = run_through(make_job(liaison))
    Job.objects.filter(pk=job.pk).update(output_file="", input_file="")
    assert open_page(client, liaison, "output_file", job.pk).status_code == 404
    assert "removed after their time" in open_page(client, liaison, "detail", job.pk).content.decode()


def test_cancelling_asks_first_and_says_what_happened(client, liaison):
    job = make_job(liaison)
    assert "Stop this job?" in open_page(client, liaison, "cancel", job.pk).content.decode()
    job.refresh_from_db()
    assert job.state == State.QUEUED
    answer = client.post(reverse("jobs:cancel", args=[job.pk]), follow=True, **ENGLISH)
    assert "Cancelled. Nothing was changed." in answer.content.decode()
    job.refresh_from_db()
    assert job.state == State.CANCELLED


def test_what_has_finished_cannot_be_cancelled(client, liaison):
    job = run_through(make_job(liaison))
    client.force_login(liaison)
    answer = client.post(reverse("jobs:cancel", args=[job.pk]), follow=True, **ENGLISH)
    assert "It had finished already." in answer.content.decode()
    job.refresh_from_db()
    assert job.state == State.DONE
