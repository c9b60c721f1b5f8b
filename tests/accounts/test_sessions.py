import datetime

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Duty, User, permission_of
from accounts.roles import Role
from accounts.services import clear_sessions
from tests.factories import make_division, make_officer

pytestmark = pytest.mark.django_db
START = datetime.datetime(2026, 11, 2, 1, 0, tzinfo=datetime.UTC)
PASSWORD = "Spring-Rain-2026"


@pytest.fixture
def observer() -> User:
    with time_machine.travel(START):
        return make_officer(Role.OBSERVER, username="observer", password=PASSWORD)


def get_after(client: Client, *minutes: int, **headers: str):
    for passed in minutes:
        with time_machine.travel(START + datetime.timedelta(minutes=passed), tick=False):
            response = client.get(reverse("accounts:me"), headers=headers)
    return response


@pytest.fixture
def signed_in(client: Client, observer: User) -> Client:
    with time_machine.travel(START, tick=False):
        client.force_login(observer)
    return client


def test_half_an_hour_without_a_page_ends_the_session_and_says_so(signed_in: Client):
    assert get_after(signed_in, 29, 58).status_code == 200
    response = get_after(signed_in, 89)
    assert response["Location"] == f"{reverse('accounts:sign_in')}?ended=idle&next=%2Faccount%2Fme%2F"
    assert "30" in signed_in.get(response["Location"]).context["ended"]


def test_twelve_hours_end_even_a_busy_session(signed_in: Client):
    busy = range(20, 12 * 60, 20)
    assert get_after(signed_in, *busy).status_code == 200
    assert "ended=absolute" in get_after(signed_in, 12 * 60 + 1)["Location"]


def test_a_page_that_asks_by_itself_does_not_keep_the_session_alive(signed_in: Client):
    assert get_after(signed_in, 20, **{"X-Background": "1"}).status_code == 200
    assert "ended=idle" in get_after(signed_in, 31)["Location"]


def test_a_part_of_a_page_sends_the_whole_browser_to_sign_in(signed_in: Client):
    response = get_after(signed_in, 31, **{"HX-Request": "true"})
    assert response.status_code == 200
    assert response["HX-Redirect"] == f"{reverse('accounts:sign_in')}?ended=idle"


def test_a_disabled_account_has_no_further_page(client: Client, observer: User):
    client.force_login(observer)
    User.objects.update(is_active=False)
    assert client.get(reverse("accounts:me"))["Location"].startswith(reverse("accounts:sign_in"))


def test_a_session_without_a_beginning_is_over(client: Client, observer: User):
    client.force_login(observer)
    session = client.session
    del session["signed_in_at"]
    session.save()
    assert "ended=absolute" in client.get(reverse("accounts:me"))["Location"]


def test_ending_the_other_sessions_keeps_this_one(client: Client, observer: User):
    other = Client()
    for browser in (client, other):
        browser.force_login(observer)
    assert client.post(reverse("accounts:me")).status_code == 302
    assert client.get(reverse("accounts:me")).status_code == 200
    assert other.get(reverse("accounts:me")).status_code == 302


def test_pages_of_a_signed_in_user_are_not_kept_in_a_cache(client: Client, observer: User):
    client.force_login(observer)
    assert "no-store" in client.get(reverse("accounts:me"))["Cache-Control"]


@pytest.mark.parametrize("duties", [1, 3])
def test_the_own_account_costs_a_fixed_number_of_queries(
    client: Client, observer: User, duties: int, django_assert_num_queries
):
    for number in range(1, duties):
        division = make_division(f"14042{number}")
        Duty.objects.create(user=observer, permission=permission_of(Role.OBSERVER), content_object=division)
    client.force_login(observer)
    client.get(reverse("accounts:me"))
    with django_assert_num_queries(8):
        client.get(reverse("accounts:me"))


def test_expired_sessions_are_cleared_and_living_ones_stay(client):
    client.force_login(make_officer(Role.AUDITOR))
    living = client.session.session_key
    Session.objects.create(session_key="gone", session_data="", expire_date=timezone.now() - datetime.timedelta(days=1))
    clear_sessions()
    assert list(Session.objects.values_list("session_key", flat=True)) == [living]
