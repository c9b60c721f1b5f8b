import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.passwords import give_one_time_password
from accounts.roles import Role
from tests.factories import VILLAGE, make_officer

pytestmark = pytest.mark.django_db
PASSWORD = "Spring-Rain-2026"


@pytest.fixture
def informant() -> User:
    return make_officer(Role.VILLAGE_INFORMANT, VILLAGE, username="informant", password=PASSWORD)


def sign_in(client: Client, password: str = PASSWORD, username: str = "informant", **extra: Any):
    return client.post(reverse("accounts:sign_in"), {"username": username, "password": password}, **extra)


def test_the_right_password_opens_the_home_page(client: Client, informant: User):
    response = sign_in(client)
    assert response.status_code == 302
    assert response["Location"] == reverse("home")
    assert client.get(reverse("home")).status_code == 200


def test_the_page_that_was_asked_for_comes_after_sign_in(client: Client, informant: User):
    wanted = client.get(reverse("accounts:me"))
    assert wanted["Location"] == f"{reverse('accounts:sign_in')}?next={reverse('accounts:me')}"
    response = client.post(wanted["Location"], {"username": "informant", "password": PASSWORD})
    assert response["Location"] == reverse("accounts:me")


def test_sign_in_never_leads_to_another_host(client: Client, informant: User):
    address = f"{reverse('accounts:sign_in')}?next=https://example.org/"
    response = client.post(address, {"username": "informant", "password": PASSWORD})
    assert response["Location"] == reverse("home")


def test_a_wrong_password_is_refused_and_the_name_kept(client: Client, informant: User):
    response = sign_in(client, "wrong")
    assert response.status_code == 200
    assert 'value="informant"' in response.content.decode()
    assert "wrong" not in response.content.decode()


def test_five_failures_lock_the_account_and_say_until_when(client: Client, informant: User):
    with time_machine.travel(datetime.datetime(2026, 11, 2, 6, 30, tzinfo=datetime.UTC), tick=False):
        for _attempt in range(4):
            assert sign_in(client, "wrong").status_code == 200
        response = sign_in(client, "wrong")
        assert response.status_code == 429
        assert "14:45" in response.content.decode()


def test_a_locked_account_refuses_the_right_password_from_any_address(client: Client, informant: User):
    for _attempt in range(5):
        sign_in(client, "wrong", REMOTE_ADDR="10.0.0.1")
    assert sign_in(client, REMOTE_ADDR="10.0.0.2").status_code == 429


def test_attempts_during_the_lock_do_not_prolong_it(client: Client, informant: User):
    start = datetime.datetime(2026, 11, 2, 6, 30, tzinfo=datetime.UTC)
    with time_machine.travel(start, tick=False) as clock:
        for _attempt in range(5):
            sign_in(client, "wrong")
        clock.shift(datetime.timedelta(minutes=14))
        assert sign_in(client, "wrong").status_code == 429
        clock.shift(datetime.timedelta(minutes=2))
        assert sign_in(client).status_code == 302


def test_failures_for_one_account_leave_another_of_the_same_address_alone(client: Client, informant: User):
    make_officer(Role.OBSERVER, username="observer", password=PASSWORD)
    for _attempt in range(5):
        sign_in(client, "wrong")
    assert sign_in(client, username="observer").status_code == 302


def test_an_account_that_does_not_exist_answers_like_one_that_does(client: Client, informant: User):
    there, missing = (sign_in(client, "wrong", username=name) for name in ("informant", "nobody"))
    assert [str(error) for error in there.context["form"].non_field_errors()] == [
        str(error) for error in missing.context["form"].non_field_errors()
    ]


def test_a_disabled_account_cannot_sign_in(client: Client, informant: User):
    User.objects.update(is_active=False)
    assert sign_in(client).status_code == 200
    assert "_auth_user_id" not in client.session


def test_the_password_of_a_slip_leads_to_a_new_password_first(client: Client, informant: User):
    password = give_one_time_password(informant)
    informant.save()
    assert sign_in(client, password)["Location"] == reverse("home")
    assert client.get(reverse("accounts:me"))["Location"] == reverse("accounts:change_password")


def test_the_password_of_a_slip_expires(client: Client, informant: User):
    password = give_one_time_password(informant)
    informant.save()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=15)):
        response = sign_in(client, password)
    assert response.context["form"].errors.as_data()["__all__"][0].code == "expired_slip"


def test_signing_out_needs_a_form(client: Client, informant: User):
    client.force_login(informant)
    assert client.get(reverse("accounts:sign_out")).status_code == 405
    assert client.post(reverse("accounts:sign_out")).status_code == 302
    assert "_auth_user_id" not in client.session


def test_the_language_can_be_changed_without_an_account(client: Client):
    client.post(reverse("set_language"), {"language": "en", "next": reverse("accounts:sign_in")})
    assert "Account name" in client.get(reverse("accounts:sign_in")).content.decode()
