import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.passwords import give_one_time_password
from accounts.roles import Role
from tests.factories import COUNTY, TOWNSHIP, make_division, make_officer

pytestmark = pytest.mark.django_db
LIST = reverse("staff:user_list")
OTHER_TOWNSHIP = "140431101"


@pytest.fixture
def admin(client: Client) -> User:
    user = make_officer(Role.COUNTY_ADMIN, username="admin", password="x", last_login=timezone.now())
    client.force_login(user)
    return user


def shown(client: Client, **query: str) -> list[str]:
    listing = client.get(LIST, query).context["listing"]
    return [row[0].text for row in listing.cells()]


@pytest.mark.parametrize("accounts", [1, 3])
def test_the_list_costs_a_fixed_number_of_queries(
    client: Client, admin: User, accounts: int, django_assert_num_queries
):
    for number in range(accounts):
        make_officer(Role.TOWNSHIP_LIAISON, f"14043110{number}", username=f"liaison{number}")
    client.get(LIST)
    with django_assert_num_queries(9):
        assert len(shown(client)) == accounts + 1


def test_search_by_account_name_name_or_office(client: Client, admin: User):
    make_officer(Role.OBSERVER, username="guozhenhua", office="选举观察员")
    make_officer(Role.AUDITOR, username="yanghaiyan", office="县审计局")
    assert shown(client, q="GUO") == ["guozhenhua"]
    assert shown(client, q="审计") == ["yanghaiyan"]


def test_filters_by_role_and_township(client: Client, admin: User):
    for code in (TOWNSHIP, OTHER_TOWNSHIP):
        make_officer(Role.TOWNSHIP_LIAISON, code, username=f"liaison{code}")
    make_officer(Role.VILLAGE_INFORMANT, f"{TOWNSHIP}201", username="informant")
    assert shown(client, role="township_liaison") == [f"liaison{TOWNSHIP}", f"liaison{OTHER_TOWNSHIP}"]
    assert shown(client, township=TOWNSHIP) == ["informant", f"liaison{TOWNSHIP}"]


def test_filters_by_state(client: Client, admin: User):
    long_ago = timezone.now() - datetime.timedelta(days=91)
    make_officer(Role.OBSERVER, username="idle", password="x", last_login=long_ago)
    make_officer(Role.COUNTY_LEADER, username="gone", password="x", is_active=False)
    User.objects.create_user("new", name="New", division=make_division(COUNTY))
    waiting = User(username="waiting", name="Waiting", division=make_division(COUNTY))
    give_one_time_password(waiting)
    waiting.save()
    never = User.objects.create_user("never", password="x", name="Never", division=make_division(COUNTY))
    User.objects.filter(pk=never.pk).update(created_at=long_ago)
    assert shown(client, state="unused") == ["idle", "never"]
    assert shown(client, state="disabled") == ["gone"]
    assert shown(client, state="without_slip") == ["new"]
    assert shown(client, state="slip_unused") == ["waiting"]
    assert shown(client, state="no_duty") == ["never", "new", "waiting"]
    assert "gone" not in shown(client, state="active")


def test_accounts_of_another_county_are_not_there(client: Client, admin: User):
    make_officer(Role.OBSERVER, "140430", username="stranger")
    assert shown(client) == ["admin"]


def test_the_export_has_every_account(client: Client, admin: User):
    response = client.get(LIST, {"format": "xlsx"})
    assert response.status_code == 200
    assert response.content.startswith(b"PK")


def test_the_auditor_reads_the_list_and_changes_nothing(client: Client, admin: User):
    account = make_officer(Role.OBSERVER, username="observer")
    client.force_login(make_officer(Role.AUDITOR, username="auditor"))
    assert "observer" in shown(client)
    page = client.get(reverse("staff:user", args=[account.pk]))
    assert page.status_code == 200
    assert not page.context["may_manage"]
    for name in ("user_change", "duty_add"):
        assert client.get(reverse(f"staff:{name}", args=[account.pk])).status_code == 404
