"""Spreadsheet of accounts: the rules of the page, all faults at once, a second time changes nothing."""

import csv

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Duty, User
from accounts.roles import Role
from accounts.scope import Grant, Scope, scope_of
from sheets.engine import run
from sheets.spec import Order
from staff.queries import without_slip
from staff.spreadsheets import AccountSheet
from tests.factories import COUNTY, TOWNSHIP, VILLAGE, make_department, make_division, make_officer

pytestmark = pytest.mark.django_db
ADMIN = Scope((Grant(Role.COUNTY_ADMIN, COUNTY, ""),))


@pytest.fixture(autouse=True)
def _divisions() -> None:
    make_division(TOWNSHIP).__class__.objects.filter(code=TOWNSHIP).update(name="沁河镇")
    make_division(VILLAGE, "城西村")


@pytest.fixture
def send(tmp_path):
    def send(*rows, scope=ADMIN, **options):
        path = tmp_path / "accounts.csv"
        heads = list(dict.fromkeys(head for row in rows for head in row))
        with path.open("w", newline="", encoding="utf-8") as target:
            writer = csv.DictWriter(target, heads)
            writer.writeheader()
            writer.writerows(rows)
        return run(AccountSheet(), path, order=Order(scope=scope, file_name="accounts.csv"), **options)

    return send


def row(**changes: str) -> dict[str, str]:
    return {
        "账号": "wangfang",
        "姓名": "王芳",
        "单位": "沁河镇政府",
        "角色": "township_liaison",
        "区划": TOWNSHIP,
        "部门": "",
        "开始日期": "",
        "结束日期": "",
        "邮箱": "",
        **changes,
    }


def counts(outcome) -> tuple[int, int, int, int]:
    return outcome.counts.created, outcome.counts.changed, outcome.counts.unchanged, outcome.bad


def test_a_line_makes_an_account_with_its_duty_and_without_a_password(send):
    assert counts(send(row(结束日期="2027-06-30"))) == (1, 0, 0, 0)
    user = User.objects.get()
    assert (user.username, user.name, user.office, user.division_id) == ("wangfang", "王芳", "沁河镇政府", COUNTY)
    duty = Duty.objects.get()
    assert (duty.role, duty.content_object_id, str(duty.ends_on)) == (Role.TOWNSHIP_LIAISON, TOWNSHIP, "2027-06-30")
    assert duty.starts_on == timezone.localdate()
    assert list(User.objects.filter(without_slip())) == [user]


def test_divisions_by_name_roles_by_label_and_departments_by_any_name(send):
    police = make_department()
    lines = [
        row(账号="a1", 区划="沁河镇"),
        row(账号="a2", 角色="Village informant", 区划="城西村"),
        row(账号="a3", 角色="department_reviewer", 区划=COUNTY, 部门="公安"),
        row(账号="a4", 角色="department_reviewer", 区划=f"{COUNTY}000000", 部门="police"),
    ]
    assert counts(send(*lines)) == (4, 0, 0, 0)
    assert scope_of(User.objects.get(username="a2")).grants[0].code == VILLAGE
    assert set(Duty.objects.filter(department=police).values_list("user__username", flat=True)) == {"a3", "a4"}


def test_the_same_file_a_second_time_changes_nothing(send):
    send(row())
    assert counts(send(row())) == (0, 0, 1, 0)
    assert Duty.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"账号": "wang fang/"}, "username"),
        ({"账号": ""}, "username"),
        ({"账号": "TAKEN"}, "username"),
        ({"姓名": ""}, "person"),
        ({"角色": "emperor"}, "role"),
        ({"区划": "无此镇"}, "division"),
        ({"区划": "140430"}, "division"),
        ({"区划": COUNTY}, "division"),
        ({"区划": "王家村", "角色": "village_informant"}, "division"),
        ({"部门": "police"}, "department"),
        ({"角色": "department_reviewer", "区划": COUNTY}, "department"),
        ({"角色": "department_reviewer", "区划": COUNTY, "部门": "无此局"}, "department"),
        ({"结束日期": "2020-01-01"}, "ends_on"),
        ({"开始日期": "soon"}, "starts_on"),
        ({"邮箱": "nobody"}, "email"),
    ],
)
def test_a_fault_is_told_at_its_column_and_nothing_is_stored(send, changes: dict[str, str], column: str):
    make_division("140430")
    for township in ("140431101", "140431102"):
        make_division(f"{township}201", "王家村")
    make_officer(Role.OBSERVER, username="taken")
    outcome = send(row(账号="good"), row(**changes))
    assert [(problem.line, problem.column) for problem in outcome.problems] == [(3, column)]
    assert not outcome.written
    assert User.objects.count() == 1
    assert counts(send(row(账号="good"), row(**changes), skip_bad=True)) == (1, 0, 0, 1)


def test_an_account_stands_on_one_line_only(send):
    outcome = send(row(), row(账号="WangFang", 角色="observer", 区划=COUNTY))
    assert [(problem.line, problem.column) for problem in outcome.problems] == [(3, "username")]


def test_all_faults_of_a_file_are_told_at_once(send):
    outcome = send(row(角色="emperor"), row(账号="b", 区划="无此镇"), row(账号="c", 邮箱="x"))
    assert {(problem.line, problem.column) for problem in outcome.problems} == {
        (2, "role"),
        (3, "division"),
        (4, "email"),
    }


def test_the_page_is_the_administrators(client: Client):
    client.force_login(make_officer(Role.COUNTY_ADMIN))
    assert client.get(reverse("sheets:accounts")).status_code == 200
    template = client.get(reverse("sheets:accounts_template"))
    assert b"".join(template).startswith(b"PK")
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    assert client.get(reverse("sheets:accounts")).status_code == 404
