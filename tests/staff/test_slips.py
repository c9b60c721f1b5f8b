import datetime
import io
import re

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from tests.factories import COUNTY, make_division, make_officer

pytestmark = pytest.mark.django_db
SLIPS = reverse("staff:slips")


@pytest.fixture
def new(admin: User) -> User:
    return User.objects.create_user("wangfang", name="王芳", division=make_division(COUNTY))


def passwords_in(page: str) -> list[str]:
    return re.findall(r"\w{4}-\w{4}-\w{4}", page)


def test_accounts_without_a_password_wait_for_their_slip(client: Client, new: User):
    make_officer(Role.OBSERVER, username="observer", password="Spring-Rain-2026")
    assert client.get(SLIPS).context["rows"] == [(new, True)]


def test_a_slip_shows_a_password_that_opens_the_account(client: Client, new: User):
    response = client.post(SLIPS, {"account": new.pk, "form": "print"})
    [password] = passwords_in(response.content.decode())
    assert "no-store" in response["Cache-Control"]
    other = Client()
    other.post(reverse("accounts:sign_in"), {"username": "wangfang", "password": password})
    assert other.get(reverse("home"))["Location"] == reverse("accounts:change_password")


def test_a_slip_is_shown_once_and_a_new_one_replaces_it(client: Client, new: User):
    first = passwords_in(client.post(SLIPS, {"account": new.pk}).content.decode())
    assert passwords_in(client.get(SLIPS).content.decode()) == []
    second = passwords_in(client.post(SLIPS, {"account": new.pk}).content.decode())
    new.refresh_from_db()
    assert new.check_password(second[0])
    assert not new.check_password(first[0])


def test_a_slip_replaces_a_forgotten_password_and_ends_sessions(client: Client, admin: User):
    observer = make_officer(Role.OBSERVER, username="observer", password="Spring-Rain-2026")
    other = Client()
    other.force_login(observer)
    assert [row[0] for row in client.get(SLIPS, {"account": observer.pk}).context["rows"]] == [observer]
    client.post(SLIPS, {"account": observer.pk})
    assert other.get(reverse("accounts:me"))["Location"].startswith(reverse("accounts:sign_in"))


def test_the_workbook_holds_one_line_a_slip(client: Client, new: User):
    response = client.post(SLIPS, {"account": new.pk, "form": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
    [heads, line] = sheet.iter_rows(values_only=True)
    assert len(heads) == len(line)
    new.refresh_from_db()
    assert line[0] == "wangfang"
    assert new.check_password(str(line[1]))


def test_nobody_chosen_is_said_at_the_form(client: Client, new: User):
    response = client.post(SLIPS, {"form": "print"})
    assert response.status_code == 200
    assert "account" in response.context["form"].errors


@pytest.mark.parametrize("whose", ["own", "foreign", "disabled"])
def test_no_slip_for_accounts_that_are_not_his(client: Client, admin: User, whose: str):
    accounts = {
        "own": admin,
        "foreign": make_officer(Role.OBSERVER, "140430", username="foreign"),
        "disabled": make_officer(Role.OBSERVER, COUNTY, username="disabled", is_active=False),
    }
    response = client.post(SLIPS, {"account": accounts[whose].pk})
    assert "account" in response.context["form"].errors


def test_the_password_of_a_slip_is_nowhere_in_the_database(client: Client, new: User):
    [password] = passwords_in(client.post(SLIPS, {"account": new.pk}).content.decode())
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" AS row WHERE row::text LIKE %s', [f"%{password}%"])  # noqa: S608
            assert cursor.fetchone() == (0,), table


def test_two_hundred_slips_take_seconds(client: Client, admin: User):
    county = make_division(COUNTY)
    User.objects.bulk_create(
        User(username=f"village{number}", name=f"V{number}", division=county, password="!") for number in range(200)
    )
    started = timezone.now()
    response = client.post(SLIPS, {"account": list(User.objects.exclude(pk=admin.pk).values_list("pk", flat=True))})
    assert len(set(passwords_in(response.content.decode()))) == 200
    assert timezone.now() - started < datetime.timedelta(seconds=30)


def test_a_slip_unlocks_the_account(client: Client, new: User):
    for _attempt in range(5):
        Client().post(reverse("accounts:sign_in"), {"username": "wangfang", "password": "wrong"})
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=1)):
        [password] = passwords_in(client.post(SLIPS, {"account": new.pk}).content.decode())
        answer = Client().post(reverse("accounts:sign_in"), {"username": "wangfang", "password": password})
    assert answer.status_code == 302
