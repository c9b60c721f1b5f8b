import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from guardian.shortcuts import assign_perm, get_objects_for_user, get_users_with_perms, remove_perm

from accounts.models import Duty, SecondFactorRule, User, permission_of
from accounts.roles import Act, Role
from accounts.scope import scope_of
from tests.factories import COUNTY, TOWNSHIP, VILLAGE, make_division, make_officer
from villages.models import Division

pytestmark = pytest.mark.django_db
LIAISON = "villages.township_liaison"


@pytest.fixture
def village() -> Division:
    return make_division(VILLAGE)


@pytest.fixture
def liaison(village: Division) -> User:
    return make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_guardian_stores_a_permission_on_a_division_as_a_duty(village: Division):
    user = User.objects.create_user("new", name="New")
    township = Division.objects.get(code=TOWNSHIP)
    duty = assign_perm("township_liaison", user, township)
    assert isinstance(duty, Duty)
    assert duty.role is Role.TOWNSHIP_LIAISON
    assert duty.starts_on == timezone.localdate()
    assert assign_perm(LIAISON, user, township) == duty
    assert list(get_users_with_perms(township, only_with_perms_in=["township_liaison"])) == [user]
    assert list(get_objects_for_user(user, LIAISON)) == [township]
    remove_perm(LIAISON, user, township)
    assert not Duty.objects.exists()


def test_a_duty_counts_on_its_division_and_below_and_nowhere_else(liaison: User, village: Division):
    other = make_division("140431101")
    assert liaison.has_perm(LIAISON, Division.objects.get(code=TOWNSHIP))
    assert liaison.has_perm(LIAISON, village)
    assert not liaison.has_perm(LIAISON, other)
    assert not liaison.has_perm(LIAISON, Division.objects.get(code=COUNTY))
    assert not liaison.has_perm("villages.village_informant", village)
    assert not liaison.has_perm(LIAISON)


@pytest.mark.parametrize(
    ("starts", "ends", "held"),
    [(0, None, True), (-5, 0, True), (1, None, False), (-5, -1, False), (-5, 5, True)],
)
def test_a_duty_counts_from_its_first_to_its_last_day(
    liaison: User, village: Division, starts: int, ends: int | None, held: bool
):
    today = timezone.localdate()
    Duty.objects.update(
        starts_on=today + datetime.timedelta(days=starts),
        ends_on=None if ends is None else today + datetime.timedelta(days=ends),
    )
    assert fresh(liaison).has_perm(LIAISON, village) is held
    assert scope_of(liaison).allows(Act.VIEW_VILLAGES, VILLAGE) is held


def test_an_ended_duty_can_be_given_again(liaison: User, village: Division):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Duty.objects.update(starts_on=yesterday, ends_on=yesterday)
    assign_perm("township_liaison", liaison, Division.objects.get(code=TOWNSHIP))
    assert Duty.objects.count() == 2
    assert fresh(liaison).has_perm(LIAISON, village)


def test_a_disabled_account_holds_nothing(liaison: User, village: Division):
    liaison.is_active = False
    assert not liaison.has_perm(LIAISON, village)
    assert scope_of(liaison).grants == ()


def test_the_scope_costs_one_query(liaison: User, django_assert_num_queries):
    Duty.objects.create(
        user=liaison, permission=permission_of(Role.OBSERVER), content_object=make_division("140431101")
    )
    with django_assert_num_queries(1):
        scope_of(liaison)


@pytest.mark.parametrize(("first", "second"), [(Role.COUNTY_ADMIN, Role.AUDITOR), (Role.AUDITOR, Role.COUNTY_ADMIN)])
def test_the_database_keeps_administrator_and_auditor_apart(first: Role, second: Role):
    user = make_officer(first)
    division = make_division(COUNTY)
    with pytest.raises(IntegrityError, match="administrator and auditor"), transaction.atomic():
        Duty.objects.create(user=user, permission=permission_of(second), content_object=division)
    with pytest.raises(IntegrityError, match="administrator and auditor"), transaction.atomic():
        Duty.objects.bulk_create([Duty(user=user, permission=permission_of(second), content_object=division)])
    extra = Duty.objects.create(user=user, permission=permission_of(Role.OBSERVER), content_object=division)
    with pytest.raises(IntegrityError, match="administrator and auditor"), transaction.atomic():
        Duty.objects.filter(pk=extra.pk).update(permission=permission_of(second))


def test_nobody_is_a_superuser():
    with pytest.raises(IntegrityError, match="user_never_superuser"):
        User.objects.create_user("root", name="Root", is_superuser=True)


def test_a_duty_does_not_end_before_it_begins(liaison: User):
    with pytest.raises(IntegrityError, match="duty_dates_in_order"):
        Duty.objects.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))


def test_a_county_demands_the_second_factor_of_its_own_officers_only(liaison: User):
    elsewhere = make_officer(Role.TOWNSHIP_LIAISON, "140430100")
    SecondFactorRule.objects.create(county_id=COUNTY, role=Role.TOWNSHIP_LIAISON, reason="county rule")
    assert scope_of(liaison).demands_second_factor()
    assert not scope_of(elsewhere).demands_second_factor()


def test_the_operator_can_demand_it_everywhere(liaison: User, settings):
    settings.SECOND_FACTOR_ROLES = [Role.TOWNSHIP_LIAISON.value]
    assert scope_of(liaison).demands_second_factor()
