import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone

from accounts.models import Duty, SecondFactorRule, User
from accounts.roles import LEVELS, OF_A_DEPARTMENT, Role
from accounts.rules import duty_problems
from accounts.scope import Scope, scope_of
from electionadmin.codes import Level
from factors.models import Authenticator
from factors.services import begin_authenticator
from staff import services
from staff.queries import division_named
from tests.factories import COUNTY, TOWNSHIP, VILLAGE, make_department, make_division, make_officer
from villages.models import Division

pytestmark = pytest.mark.django_db
ELSEWHERE = "140430"


@pytest.fixture
def admin() -> User:
    return make_officer(Role.COUNTY_ADMIN, username="admin")


@pytest.fixture
def scope(admin: User) -> Scope:
    return scope_of(admin)


@pytest.fixture
def account(admin: User, scope: Scope) -> User:
    return services.create_account(
        scope=scope,
        by=admin,
        division=make_division(COUNTY),
        username="wangfang",
        name="王芳",
        office="沁河镇",
        email="",
    )


def give(scope: Scope, admin: User, user: User, role: Role, code: str, **fields) -> Duty:
    fields.setdefault("starts_on", timezone.localdate())
    return services.add_duty(scope=scope, by=admin, user=user, role=role, division=make_division(code), **fields)


def test_a_new_account_has_no_password_until_its_slip_is_printed(account: User, admin: User, scope: Scope):
    assert not account.has_usable_password()
    [slip] = services.print_slips(scope=scope, by=admin, users=[account])
    account.refresh_from_db()
    assert account.check_password(slip.password)
    assert account.must_change_password


def test_names_of_accounts_differ_by_more_than_capitals(account: User, admin: User, scope: Scope):
    with pytest.raises(ValidationError):
        services.create_account(
            scope=scope, by=admin, division=make_division(COUNTY), username="WangFang", name="X", office="", email=""
        )


def test_a_township_liaison_is_made_with_one_duty(account: User, admin: User, scope: Scope):
    give(scope, admin, account, Role.TOWNSHIP_LIAISON, TOWNSHIP)
    assert [(grant.role, grant.code) for grant in scope_of(account).grants] == [(Role.TOWNSHIP_LIAISON, TOWNSHIP)]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("level", [Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE])
def test_a_role_is_held_on_its_level_only(role: Role, level: Level):
    problems = duty_problems(role=role, level=level, has_department=role in OF_A_DEPARTMENT, roles_before=[])
    assert [problem.field for problem in problems] == ([] if LEVELS[role] is level else ["division"])


def test_a_reviewer_needs_a_department_of_his_county_and_nobody_else_has_one(account: User, admin: User, scope: Scope):
    police, foreign = make_department(), make_department(county_code=ELSEWHERE)
    with pytest.raises(ValidationError) as refused:
        give(scope, admin, account, Role.DEPARTMENT_REVIEWER, COUNTY)
    assert set(refused.value.message_dict) == {"department"}
    for role, department in ((Role.OBSERVER, police), (Role.DEPARTMENT_REVIEWER, foreign)):
        with pytest.raises(ValidationError) as refused:
            give(scope, admin, account, role, COUNTY, department=department)
        assert set(refused.value.message_dict) == {"department"}
    give(scope, admin, account, Role.DEPARTMENT_REVIEWER, COUNTY, department=police)
    assert scope_of(account).grants[0].department_id == police.pk


@pytest.mark.parametrize(("first", "second"), [(Role.COUNTY_ADMIN, Role.AUDITOR), (Role.AUDITOR, Role.COUNTY_ADMIN)])
def test_administrator_and_auditor_are_never_one_account_not_even_one_after_the_other(
    account: User, admin: User, scope: Scope, first: Role, second: Role
):
    duty = give(scope, admin, account, first, COUNTY, starts_on=timezone.localdate() - datetime.timedelta(days=9))
    services.end_duty(scope=scope, by=admin, duty=duty, last_day=None)
    with pytest.raises(ValidationError) as refused:
        give(scope, admin, account, second, COUNTY)
    assert set(refused.value.message_dict) == {"role"}


def test_the_same_duty_is_not_given_twice(account: User, admin: User, scope: Scope):
    give(scope, admin, account, Role.OBSERVER, COUNTY)
    with pytest.raises(ValidationError):
        give(scope, admin, account, Role.OBSERVER, COUNTY)


def test_ending_at_once_takes_the_duty_away_with_the_next_page(account: User, admin: User, scope: Scope):
    old = give(
        scope, admin, account, Role.OBSERVER, COUNTY, starts_on=timezone.localdate() - datetime.timedelta(days=3)
    )
    new = give(scope, admin, account, Role.TOWNSHIP_LIAISON, TOWNSHIP)
    for duty in (old, new):
        services.end_duty(scope=scope, by=admin, duty=duty, last_day=None)
    assert scope_of(account).grants == ()
    assert list(Duty.objects.filter(user=account)) == [old]
    events = Duty.pgh_event_model.objects.filter(pgh_obj_id=new.pk)  # type: ignore[attr-defined]
    assert events.count() == 2


def test_a_last_day_is_still_a_day_of_duty(account: User, admin: User, scope: Scope):
    duty = give(scope, admin, account, Role.OBSERVER, COUNTY)
    services.end_duty(scope=scope, by=admin, duty=duty, last_day=timezone.localdate())
    assert scope_of(account).roles() == {Role.OBSERVER}
    with pytest.raises(ValidationError):
        services.end_duty(scope=scope, by=admin, duty=duty, last_day=timezone.localdate() - datetime.timedelta(days=1))


def deeds(scope: Scope, by: User, user: User, duty: Duty):
    today = timezone.localdate()
    common: dict[str, Any] = {"scope": scope, "by": by}
    yield lambda: services.change_account(**common, user=user, name="X")
    yield lambda: give(scope, by, user, Role.OBSERVER, COUNTY)
    yield lambda: services.end_duty(**common, duty=duty, last_day=today)
    yield lambda: services.set_active(**common, user=user, active=False, reason="reason")
    yield lambda: services.print_slips(**common, users=[user])
    yield lambda: services.unlock(**common, user=user)
    yield lambda: services.sign_out_everywhere(**common, user=user, reason="reason")
    yield lambda: services.reset_second_factor(**common, user=user, reason="reason")


def test_an_administrator_cannot_raise_or_change_himself(admin: User, scope: Scope):
    for deed in deeds(scope, admin, admin, Duty.objects.get(user=admin)):
        with pytest.raises(ValidationError) as refused:
            deed()
        assert refused.value.code == "own_account"


@pytest.mark.parametrize("code", [ELSEWHERE, "1404"])
def test_an_account_with_a_duty_outside_is_not_his(admin: User, scope: Scope, account: User, code: str):
    give(scope, admin, account, Role.OBSERVER, COUNTY, starts_on=timezone.localdate() - datetime.timedelta(days=1))
    outside = make_officer(Role.OBSERVER, code, username="outside")
    duty = Duty.objects.get(user=outside)
    Duty.objects.filter(pk=duty.pk).update(user=account)
    for deed in deeds(scope, admin, account, duty):
        with pytest.raises(Http404):
            deed()


def test_a_duty_outside_his_division_cannot_be_given(admin: User, scope: Scope, account: User):
    for code in (ELSEWHERE, "1404", "0"):
        with pytest.raises(Http404):
            give(scope, admin, account, Role.OBSERVER, code)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COUNTY_ADMIN])
def test_no_other_role_manages_accounts(account: User, role: Role):
    officer = make_officer(role, COUNTY)
    with pytest.raises(Http404):
        services.set_active(scope=scope_of(officer), by=officer, user=account, active=False, reason="reason")


def test_disabling_ends_sessions_and_leaves_the_reason(account: User, admin: User, scope: Scope):
    services.set_active(scope=scope, by=admin, user=account, active=False, reason="left the office")
    account.refresh_from_db()
    assert not account.is_active
    assert account.session_generation == 1
    event = User.pgh_event_model.objects.filter(pgh_obj=account, is_active=False).first()  # type: ignore[attr-defined]
    assert event.pgh_context["reason"] == "left the office"


def test_the_second_factor_is_taken_away_with_the_reason(account: User, admin: User, scope: Scope):
    begin_authenticator(user=account)
    assert services.reset_second_factor(scope=scope, by=admin, user=account, reason="phone lost") == 1
    assert not Authenticator.objects.exists()
    event = Authenticator.pgh_event_model.objects.order_by("-pgh_id").first()
    assert event.pgh_context["reason"] == "phone lost"


def test_a_rule_on_the_second_factor_needs_a_reason(admin: User, scope: Scope):
    county = make_division(COUNTY)
    roles = [Role.COUNTY_ADMIN, Role.AUDITOR]
    with pytest.raises(ValidationError) as refused:
        services.demand_second_factor(scope=scope, county=county, roles=roles, reason=" ")
    assert set(refused.value.message_dict) == {"reason"}
    services.demand_second_factor(scope=scope, county=county, roles=roles, reason="decision 12")
    services.demand_second_factor(scope=scope, county=county, roles=[Role.AUDITOR], reason="decision 13")
    assert [(rule.role, rule.reason) for rule in SecondFactorRule.objects.all()] == [("auditor", "decision 12")]


def test_a_division_is_found_by_code_or_by_an_unmistakable_name(scope: Scope):
    township = Division.objects.get_or_create(code=TOWNSHIP, defaults={"name": "沁河镇", "parent_id": COUNTY})[0]
    make_division(VILLAGE, "王家村")
    for text in (TOWNSHIP, f" {TOWNSHIP}000 ", "沁河镇", "沁河 镇"):
        assert division_named(scope, text) == township
    make_division("140431101201", "王家村")
    with pytest.raises(ValidationError) as refused:
        division_named(scope, "王家村")
    assert VILLAGE in refused.value.messages[0]
    assert "140431101201" in refused.value.messages[0]
    for text in (ELSEWHERE, "nowhere", "", "14"):
        with pytest.raises(ValidationError):
            division_named(scope, text)
