"""The county's list of departments, and what a department's reviewer sees."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from tests.factories import COUNTY, TOWNSHIP, make_division, make_officer
from vetting.models import Department

pytestmark = pytest.mark.django_db


def _payload(**changes):
    return {
        "name": "县公安局",
        "short_name": "公安",
        "code": "police",
        "position": "1",
        "valid_from": "",
        "valid_until": "",
    } | changes


def make_department(code="police", **fields):
    return Department.objects.create(county=make_division(COUNTY), code=code, name=fields.pop("name", code), **fields)


def test_the_administrator_adds_and_changes_a_department(client):
    client.force_login(make_officer(Role.COUNTY_ADMIN))
    assert client.post(reverse("vetting:department_add"), _payload()).status_code == 302
    police = Department.objects.get()
    assert (police.county_id, police.name, police.position) == (COUNTY, "县公安局", 1)
    answer = client.post(reverse("vetting:department", args=[police.pk]), _payload(valid_until="2026-12-31"))
    assert answer.status_code == 302
    police.refresh_from_db()
    assert str(police.valid_until) == "2026-12-31"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"code": "公安"}, "code"),
        ({"position": "-1"}, "position"),
        ({"valid_from": "2026-02-30"}, "valid_from"),
        ({"valid_from": "2026-12-31", "valid_until": "2026-01-01"}, "valid_until"),
        ({"code": "court"}, "code"),
    ],
)
def test_a_refused_department_says_why_and_keeps_what_was_typed(client, changes, field):
    make_department("court")
    client.force_login(make_officer(Role.COUNTY_ADMIN))
    answer = client.post(reverse("vetting:department_add"), _payload(**changes))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert answer.context["form"]["short_name"].value() == "公安"
    assert Department.objects.count() == 1


def test_the_leader_reads_and_does_not_write(client):
    police = make_department()
    client.force_login(make_officer(Role.COUNTY_LEADER))
    address = reverse("vetting:department", args=[police.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, _payload(name="x")).status_code == 404
    assert client.get(reverse("vetting:department_add")).status_code == 404


def test_a_liaison_has_no_departments(client):
    make_department()
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    assert client.get(reverse("vetting:department_list")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_more_rows(client, count, django_assert_max_num_queries):
    for number in range(count):
        make_department(f"d{number}")
    client.force_login(make_officer(Role.COUNTY_LEADER))
    with django_assert_max_num_queries(10):
        page = client.get(reverse("vetting:department_list")).content.decode()
    assert page.count('href="/departments/') - page.count('href="/departments/"') >= count
