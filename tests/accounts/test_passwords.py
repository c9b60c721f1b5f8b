import datetime

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import FormerPassword, User
from accounts.passwords import give_one_time_password
from accounts.roles import Role
from accounts.services import change_password
from tests.factories import make_officer

pytestmark = pytest.mark.django_db
PASSWORD = "Spring-Rain-2026"


@pytest.fixture
def liaison() -> User:
    return make_officer(Role.TOWNSHIP_LIAISON, "140431100", username="wangfang", password=PASSWORD)


def codes_of(password: str, user: User | None = None) -> set[str]:
    try:
        validate_password(password, user)
    except ValidationError as refused:
        return {error.code for error in refused.error_list if error.code}
    return set()


def send(client: Client, new: str, old: str = PASSWORD):
    data = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post(reverse("accounts:change_password"), data)


@pytest.mark.parametrize(
    ("password", "codes"),
    [
        ("Aut-umn-26", set()),
        ("秋天的雨-Autumn", set()),
        ("Autumn-26", {"password_too_short"}),
        ("autumnleaves", {"password_kinds"}),
        ("Autumnleaves", {"password_kinds"}),
        ("8361940275", {"password_kinds"}),
        ("wangfang-W1", {"password_too_similar"}),
        ("Password12345!", set()),
        ("password123", {"password_too_common", "password_kinds"}),
    ],
)
def test_rules_of_a_new_password(password: str, codes: set[str], liaison: User):
    assert codes_of(password, liaison) == codes


def test_rules_can_be_switched_off(settings, liaison: User):
    settings.PASSWORD_CHARACTER_KINDS = settings.PASSWORD_HISTORY = 0
    assert codes_of("autumnleaves", liaison) == set()
    assert codes_of(PASSWORD, liaison) == set()


def test_the_last_five_passwords_may_not_come_back(liaison: User):
    used = [PASSWORD, *(f"Autumn-Leaf-{number}" for number in range(1, 6))]
    for password in used[1:]:
        change_password(user=liaison, password=password)
    assert [codes_of(password, liaison) for password in used[1:]] == [{"password_used_before"}] * 5
    assert codes_of(PASSWORD, liaison) == set()
    assert FormerPassword.objects.count() == 5


def test_the_password_of_the_slip_may_not_be_kept(liaison: User):
    password = give_one_time_password(liaison)
    liaison.save()
    assert "password_used_before" in codes_of(password, liaison)


def test_changing_the_password_ends_other_sessions_and_keeps_this_one(client: Client, liaison: User):
    other = Client()
    for browser in (client, other):
        browser.force_login(liaison)
    assert send(client, "Autumn-Leaf-26")["Location"] == reverse("home")
    assert client.get(reverse("accounts:me")).status_code == 200
    assert other.get(reverse("accounts:me"))["Location"].startswith(reverse("accounts:sign_in"))


def test_the_present_password_is_asked(client: Client, liaison: User):
    client.force_login(liaison)
    response = send(client, "Autumn-Leaf-26", old="guessed")
    assert response.status_code == 200
    assert "old_password" in response.context["form"].errors
    liaison.refresh_from_db()
    assert liaison.check_password(PASSWORD)


def test_after_the_slip_the_page_asked_for_first_comes(client: Client, liaison: User):
    password = give_one_time_password(liaison)
    liaison.save()
    client.force_login(liaison)
    assert client.get(reverse("accounts:me"))["Location"] == reverse("accounts:change_password")
    assert send(client, "Autumn-Leaf-26", old=password)["Location"] == reverse("accounts:me")
    assert client.get(reverse("accounts:me")).status_code == 200


def test_a_password_is_good_for_ninety_days(client: Client, liaison: User, settings):
    with time_machine.travel(timezone.now() + datetime.timedelta(days=91)):
        client.force_login(liaison)
        assert client.get(reverse("accounts:me"))["Location"] == reverse("accounts:change_password")
        settings.PASSWORD_MAX_AGE_DAYS = 0
        assert client.get(reverse("accounts:me")).status_code == 200


def test_one_time_passwords_differ_and_avoid_characters_that_look_alike(liaison: User):
    passwords = {give_one_time_password(liaison) for _number in range(20)}
    assert len(passwords) == 20
    assert not set("".join(passwords)) & set("01ilo")
    assert liaison.must_change_password


def test_no_password_reaches_the_history(liaison: User):
    change_password(user=liaison, password="Autumn-Leaf-26")
    for model in (User, FormerPassword):
        assert "password" not in {field.name for field in model.pgh_event_model._meta.get_fields()}  # type: ignore[union-attr]
