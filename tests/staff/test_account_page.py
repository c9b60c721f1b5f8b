import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Duty, User
from accounts.roles import Role
from accounts.scope import scope_of
from factors.services import begin_authenticator
from tests.factories import COUNTY, TOWNSHIP, make_department, make_division, make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def liaison() -> User:
    return make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP, username="liaison", password="Spring-Rain-2026")


def payload(**changes: str) -> dict[str, str]:
    day = timezone.localdate().isoformat()
    return {
        "username": "wangfang",
        "name": "王芳",
        "office": "沁河镇",
        "email": "",
        "role": "township_liaison",
        "division": TOWNSHIP,
        "department": "",
        "starts_on": day,
        "ends_on": "",
        **changes,
    }


def create(client: Client, **changes: str):
    return client.post(reverse("staff:user_add"), payload(**changes))


@pytest.mark.parametrize("duties", [1, 3])
def test_the_page_costs_a_fixed_number_of_queries(
    client: Client, admin: User, liaison: User, duties: int, django_assert_num_queries
):
    permission = Duty.objects.get(user=liaison).permission
    for number in range(1, duties):
        Duty.objects.create(user=liaison, permission=permission, content_object=make_division(f"14043110{number}"))
    address = reverse("staff:user", args=[liaison.pk])
    client.get(address)
    with django_assert_num_queries(14):
        assert client.get(address).status_code == 200


def test_an_account_is_created_with_its_first_duty(client: Client, admin: User):
    make_division(TOWNSHIP)
    response = create(client)
    user = User.objects.get(username="wangfang")
    assert response["Location"] == reverse("staff:user", args=[user.pk])
    assert user.division_id == COUNTY
    assert [(grant.role, grant.code) for grant in scope_of(user).grants] == [(Role.TOWNSHIP_LIAISON, TOWNSHIP)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "wang fang"),
        ("username", "ADMIN"),
        ("name", ""),
        ("role", "emperor"),
        ("division", "nowhere"),
        ("division", COUNTY),
        ("division", "140430"),
        ("email", "nobody"),
        ("ends_on", "2020-01-01"),
    ],
)
def test_a_wrong_field_creates_nothing_and_loses_nothing(client: Client, admin: User, field: str, value: str):
    make_division(TOWNSHIP)
    make_division("140430")
    response = create(client, **{field: value})
    assert response.status_code == 200
    errors = response.context["form"].errors
    assert field in errors or "__all__" in errors
    page = response.content.decode()
    assert 'value="沁河镇"' in page
    assert "error-summary" in page
    assert User.objects.count() == 1


def test_a_reviewer_is_created_with_his_department(client: Client, admin: User):
    police = make_department()
    missing = create(client, role="department_reviewer", division=COUNTY)
    assert "department" in missing.context["form"].errors
    create(client, role="department_reviewer", division=COUNTY, department=str(police.pk))
    assert scope_of(User.objects.get(username="wangfang")).grants[0].department_id == police.pk


def test_a_further_duty_is_given_and_ended_at_once(client: Client, admin: User, liaison: User):
    make_division("140431101")
    fields = {name: value for name, value in payload(division="140431101").items() if name not in {"username", "name"}}
    assert client.post(reverse("staff:duty_add", args=[liaison.pk]), fields).status_code == 302
    assert len(scope_of(liaison).grants) == 2
    duty = Duty.objects.get(content_object_id="140431101")
    assert client.post(reverse("staff:duty_end", args=[duty.pk]), {"at_once": "1"}).status_code == 302
    assert len(scope_of(liaison).grants) == 1


def test_a_last_day_before_the_first_is_refused_at_the_form(client: Client, admin: User, liaison: User):
    duty = Duty.objects.get(user=liaison)
    response = client.post(reverse("staff:duty_end", args=[duty.pk]), {"last_day": "2020-01-01"})
    assert response.status_code == 200
    assert response.context["form"].errors


def test_a_measure_needs_a_reason(client: Client, admin: User, liaison: User):
    address = reverse("staff:measure", args=[liaison.pk, "disable"])
    assert "reason" in client.post(address, {"reason": " "}).context["form"].errors
    assert client.post(address, {"reason": "left the office"}).status_code == 302
    liaison.refresh_from_db()
    assert not liaison.is_active
    client.post(reverse("staff:measure", args=[liaison.pk, "enable"]), {"reason": "back again"})
    liaison.refresh_from_db()
    assert liaison.is_active


def test_a_session_is_dead_with_the_next_request_after_disabling(client: Client, admin: User, liaison: User):
    other = Client()
    other.force_login(liaison)
    assert other.get(reverse("accounts:me")).status_code == 200
    client.post(reverse("staff:measure", args=[liaison.pk, "disable"]), {"reason": "left the office"})
    assert other.get(reverse("accounts:me")).status_code == 302


def test_sessions_and_second_factor_end_by_a_measure(client: Client, admin: User, liaison: User):
    begin_authenticator(user=liaison)
    other = Client()
    other.force_login(liaison)
    client.post(reverse("staff:measure", args=[liaison.pk, "sessions"]), {"reason": "asked by telephone"})
    assert other.get(reverse("accounts:me")).status_code == 302
    client.post(reverse("staff:measure", args=[liaison.pk, "second-factor"]), {"reason": "phone lost"})
    assert not liaison.authenticator_set.exists()


def test_an_unknown_measure_does_not_exist(client: Client, admin: User, liaison: User):
    assert client.get(reverse("staff:measure", args=[liaison.pk, "promote"])).status_code == 404


def test_a_locked_account_is_shown_and_unlocked(client: Client, admin: User, liaison: User):
    for _attempt in range(5):
        Client().post(reverse("accounts:sign_in"), {"username": "liaison", "password": "wrong"})
    address = reverse("staff:user", args=[liaison.pk])
    assert client.get(address).context["locked"]
    client.post(reverse("staff:unlock", args=[liaison.pk]))
    assert not client.get(address).context["locked"]
    assert not AccessAttempt.objects.exists()


def test_ones_own_account_can_be_seen_but_not_changed(client: Client, admin: User):
    assert client.get(reverse("staff:user", args=[admin.pk])).context["own"]
    for address in (
        reverse("staff:user_change", args=[admin.pk]),
        reverse("staff:duty_add", args=[admin.pk]),
        reverse("staff:measure", args=[admin.pk, "disable"]),
        reverse("staff:duty_end", args=[Duty.objects.get(user=admin).pk]),
    ):
        assert client.get(address).status_code == 404
        assert client.post(address, {"reason": "because", "at_once": "1"}).status_code == 404


def test_names_are_changed_and_the_account_name_stays(client: Client, admin: User, liaison: User):
    address = reverse("staff:user_change", args=[liaison.pk])
    client.post(address, {"name": "王芳芳", "office": "镇政府", "email": "", "username": "other"})
    liaison.refresh_from_db()
    assert (liaison.name, liaison.office, liaison.username) == ("王芳芳", "镇政府", "liaison")
