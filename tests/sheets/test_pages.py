"""Pages of the tables: sending a file, its report, the file with messages, the good rows, templates, exports."""

import csv
import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Duty, User
from accounts.roles import Role
from jobs.models import Job, State
from jobs.services import run_job
from tests.factories import COUNTY, TOWNSHIP, make_division, make_officer
from villages.models import Division

pytestmark = pytest.mark.django_db
ENGLISH: dict[str, Any] = {"HTTP_ACCEPT_LANGUAGE": "en"}
GOOD = "代码,名称\n140431100,沁河镇\n140431100201,城西村\n"
FAULTY = GOOD + "140431100202,\n140431100203,=A1\n14043110020x,x\n"


@pytest.fixture
def admin(client: Client) -> User:
    user = make_officer(Role.COUNTY_ADMIN)
    client.force_login(user)
    return user


def send(client: Client, content: str = GOOD, *, mode: str = "all", token: str = "t", name: str = "区划.csv") -> Any:  # noqa: S107
    file = SimpleUploadedFile(name, content.encode())
    return client.post(reverse("sheets:divisions"), {"file": file, "mode": mode, "token": token}, **ENGLISH)


def done(job: Job) -> Job:
    run_job(job.pk)
    job.refresh_from_db()
    return job


def report(client: Client, job: Job) -> str:
    return client.get(reverse("jobs:detail", args=[job.pk]), **ENGLISH).content.decode()


def test_a_file_is_sent_to_a_worker_and_its_report_says_what_was_done(client, admin):
    answer = send(client)
    job = Job.objects.get()
    assert answer.url == reverse("jobs:detail", args=[job.pk])
    assert done(job).state == State.DONE
    assert Division.objects.get(pk="140431100201").name == "城西村"
    page = report(client, job)
    assert "All rows are imported." in page
    assert "<dt>new</dt><dd>2</dd>" in page


def test_the_history_names_user_file_and_job(client, admin):
    send(client)
    job = done(Job.objects.get())
    event = Division.objects.get(pk="140431100201").events.get()
    assert event.pgh_context["user"] == admin.pk
    assert event.pgh_context["job"] == str(job.pk)
    assert "区划.csv" in event.pgh_context["reason"]


def test_faults_are_shown_by_kind_and_nothing_is_changed(client, admin):
    send(client, FAULTY)
    job = done(Job.objects.get())
    assert job.state == State.FAILED
    assert not Division.objects.filter(pk__startswith="140431100").exists()
    page = report(client, job)
    for text in (
        "3 faults were found",
        "The cell is empty",
        "formula",
        "no statistical code",
        "Import only the 2 good rows",
    ):
        assert text in page


def test_the_file_comes_back_with_messages(client, admin):
    send(client, FAULTY)
    job = done(Job.objects.get())
    answer = client.get(reverse("jobs:output_file", args=[job.pk]))
    rows = list(csv.reader(io.StringIO(body(answer).decode("utf-8-sig"))))
    assert [bool(row[2]) for row in rows] == [True, False, False, True, True, True]


def test_the_good_rows_are_imported_as_a_second_step(client, admin):
    send(client, FAULTY)
    first = done(Job.objects.get())
    address = reverse("sheets:good_rows", args=[first.pk])
    assert "2 rows without faults" in client.get(address, **ENGLISH).content.decode()
    answer = client.post(address)
    second = done(Job.objects.exclude(pk=first.pk).get())
    assert answer.url == reverse("jobs:detail", args=[second.pk])
    assert second.state == State.DONE
    assert Division.objects.filter(pk__startswith="140431100").count() == 2
    assert "3 rows were left out" in report(client, second)


def test_asking_twice_for_the_good_rows_is_one_import(client, admin):
    send(client, FAULTY)
    first = done(Job.objects.get())
    addresses = {client.post(reverse("sheets:good_rows", args=[first.pk])).url for _ in range(2)}
    assert len(addresses) == 1


def test_a_file_without_faults_has_no_good_rows_apart(client, admin):
    send(client)
    assert client.get(reverse("sheets:good_rows", args=[done(Job.objects.get()).pk])).status_code == 404


def test_only_checked_nothing_is_changed_and_the_report_is_the_same(client, admin):
    send(client, mode="check")
    job = done(Job.objects.get())
    assert job.state == State.DONE
    assert not Division.objects.filter(pk__startswith="140431100").exists()
    page = report(client, job)
    assert "only checked" in page
    assert "<dt>new</dt><dd>2</dd>" in page


def test_a_file_that_is_no_table_says_why(client, admin):
    send(client, "<html></html>", name="区划.xls")
    page = report(client, done(Job.objects.get()))
    assert "web page under another name" in page
    assert "Import only" not in page


def test_sent_twice_with_one_token_it_is_one_job(client, admin):
    assert send(client).url == send(client).url
    assert Job.objects.count() == 1


def test_a_form_without_a_file_says_so(client, admin):
    answer = client.post(reverse("sheets:divisions"), {"mode": "all", "token": "t"}, **ENGLISH)
    assert "Choose a file." in answer.content.decode()
    assert not Job.objects.exists()


def test_what_lies_outside_the_county_is_refused_but_may_repeat_what_is_known(client, admin):
    make_division("140432100201", "别村")
    send(client, "代码,名称\n1404,D1404\n140432100201,改名村\n140432100202,新村\n" + GOOD[6:])
    page = report(client, done(Job.objects.get()))
    assert "2 faults were found" in page
    assert "outside yours" in page
    assert Division.objects.get(pk="140432100201").name == "别村"


def test_who_has_lost_the_right_meanwhile_imports_nothing(client, admin):
    send(client)
    job = Job.objects.get()
    Duty.objects.filter(user=admin).delete()
    assert done(job).state == State.FAILED
    assert not Division.objects.filter(pk="140431100201").exists()


@pytest.mark.parametrize("role", [Role.TOWNSHIP_LIAISON, Role.AUDITOR, Role.COUNTY_LEADER])
def test_who_may_not_change_divisions_has_no_page_to_send_them(client, role):
    client.force_login(make_officer(role, TOWNSHIP if role is Role.TOWNSHIP_LIAISON else COUNTY))
    assert client.get(reverse("sheets:divisions")).status_code == 404
    assert send(client).status_code == 404
    assert not Job.objects.exists()


def test_anothers_refused_file_cannot_be_imported(client, admin):
    send(client, FAULTY)
    job = done(Job.objects.get())
    client.force_login(make_officer(Role.COUNTY_ADMIN, username="other"))
    for method in (client.get, client.post):
        assert method(reverse("sheets:good_rows", args=[job.pk])).status_code == 404


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_filled_export_comes_back_without_a_change(client, admin):
    for code, name in (("140431100201", "城西村"), ("140431100202", "=城北村")):
        make_division(code, name)
    answer = client.get(reverse("sheets:divisions_export"))
    assert "no-store" in answer["Cache-Control"]
    file = SimpleUploadedFile("a.xlsx", body(answer))
    client.post(reverse("sheets:divisions"), {"file": file, "mode": "all", "token": "t"})
    result = done(Job.objects.get()).result
    assert [count for _label, count in result["counts"]] == [0, 0, 4]
    assert result["lists"] == []


def test_the_export_holds_only_what_lies_in_the_scope(client, admin):
    make_division("140432100201", "别村")
    make_division("140431100201", "城西村")
    sheet = openpyxl.load_workbook(io.BytesIO(body(client.get(reverse("sheets:divisions_export"))))).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["140431", "140431100", "140431100201"]


def test_the_template_is_empty_and_has_the_headings(client, admin):
    sheet = openpyxl.load_workbook(io.BytesIO(body(client.get(reverse("sheets:divisions_template"), **ENGLISH)))).active
    assert [cell.value for cell in sheet[1]] == ["Statistical code*", "Name of the division*"]
    assert sheet.max_row == 1


def test_the_list_of_tables_shows_what_the_user_may_import_and_export(client, admin):
    page = client.get(reverse("sheets:table_list"), **ENGLISH).content.decode()
    assert reverse("sheets:divisions") in page
    client.force_login(make_officer(Role.AUDITOR))
    page = client.get(reverse("sheets:table_list"), **ENGLISH).content.decode()
    assert f'"{reverse("sheets:divisions")}"' not in page
    assert reverse("sheets:divisions_export") in page


@pytest.mark.parametrize("name", ["sheets:table_list", "sheets:divisions"])
def test_the_pages_ask_the_database_no_more_than_the_frame_does(client, admin, name, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        assert client.get(reverse(name)).status_code == 200
