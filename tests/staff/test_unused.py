import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from tests.factories import COUNTY, TOWNSHIP, make_division, make_officer

pytestmark = pytest.mark.django_db
UNUSED = reverse("staff:unused")


@pytest.fixture
def idle(admin: User) -> User:
    long_ago = timezone.now() - datetime.timedelta(days=91)
    make_officer(Role.OBSERVER, "140430", username="foreign", last_login=long_ago)
    make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP, username="busy", last_login=timezone.now())
    return make_officer(Role.OBSERVER, username="idle", last_login=long_ago)


def test_only_unused_accounts_of_ones_own_division_are_listed(client: Client, idle: User):
    assert client.get(UNUSED).context["rows"] == [(idle, True)]


def test_the_chosen_ones_are_disabled_with_the_reason(client: Client, idle: User):
    refused = client.post(UNUSED, {"account": idle.pk, "reason": ""})
    assert refused.context["form"].errors.keys() == {"reason"}
    assert refused.context["rows"] == [(idle, True)]
    assert client.post(UNUSED, {"account": idle.pk, "reason": "quarterly review"}).status_code == 302
    assert list(User.objects.filter(is_active=False)) == [idle]
    event = User.pgh_event_model.objects.filter(pgh_obj=idle, is_active=False).first()  # type: ignore[attr-defined]
    assert event.pgh_context["reason"] == "quarterly review"


def test_an_account_that_is_used_cannot_be_slipped_in(client: Client, idle: User):
    busy = User.objects.get(username="busy")
    response = client.post(UNUSED, {"account": busy.pk, "reason": "quarterly review"})
    assert "account" in response.context["form"].errors


@pytest.mark.parametrize("accounts", [1, 3])
def test_the_list_costs_a_fixed_number_of_queries(client: Client, idle: User, accounts: int, django_assert_num_queries):
    for number in range(1, accounts):
        make_officer(Role.OBSERVER, username=f"idle{number}", last_login=idle.last_login)
    client.get(UNUSED)
    with django_assert_num_queries(7):
        assert len(client.get(UNUSED).context["rows"]) == accounts


def test_the_home_page_names_what_waits(client: Client, idle: User):
    User.objects.create_user("new", name="New", division=make_division(COUNTY))
    urls = [line.url for line in client.get(reverse("home")).context["lines"]]
    assert reverse("staff:slips") in urls
    assert UNUSED in urls
