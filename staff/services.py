"""What an administrator changes: accounts and duties that lie wholly within his own division, and never his own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from axes.utils import reset
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Duty, SecondFactorRule, User, permission_of
from accounts.passwords import give_one_time_password
from accounts.roles import Act, Role
from accounts.rules import duty_problems
from accounts.scope import Scope
from accounts.services import end_sessions
from electionadmin.codes import level_of
from electionadmin.trail import because
from factors.services import remove_all
from staff.queries import managed_accounts
from vetting.models import Department
from villages.models import Division


@dataclass(frozen=True, slots=True)
class Slip:
    """An account with the password that opens it once; lives only as long as the answer to one request."""

    user: User
    password: str


def _managed(*, scope: Scope, by: User, user: User) -> User:
    """The account, locked. Raises Http404 outside the administrator's division, ValidationError for his own."""
    locked = managed_accounts(scope).select_for_update().filter(pk=user.pk).first()
    if locked is None:
        raise Http404
    if locked == by:
        raise ValidationError(_("This is your own account. Another administrator has to do it."), code="own_account")
    return locked


@transaction.atomic
def create_account(*, scope: Scope, by: User, division: Division, **fields: str) -> User:
    """A new account that belongs to a division; its password comes with a slip.

    Args:
        scope: Of the administrator.
        by: The administrator.
        division: Where the account is managed.
        fields: `username`, `name`, `office`, `email`.

    Raises Http404 outside the administrator's division, ValidationError.

    """
    scope.require(Act.MANAGE_ACCOUNTS, division.code)
    user = User(division=division, **fields)
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    return user


@transaction.atomic
def first_administrator(*, division: Division, username: str, name: str) -> Slip:
    """The administrator of a county that has none, made by the operator of the server. Raises ValidationError."""
    Division.objects.select_for_update().get(pk=division.pk)
    there = Duty.objects.active().filter(content_object=division, permission=permission_of(Role.COUNTY_ADMIN))
    if there.filter(user__is_active=True).exists():
        raise ValidationError(_("This division has an administrator already; he creates further accounts on the web."))
    check_duty(role=Role.COUNTY_ADMIN, division=division, department=None, roles_before=[])
    user = User(division=division, username=username, name=name)
    password = give_one_time_password(user)
    user.full_clean()
    user.save()
    Duty.objects.create(user=user, permission=permission_of(Role.COUNTY_ADMIN), content_object=division)
    return Slip(user, password)


@transaction.atomic
def change_account(*, scope: Scope, by: User, user: User, **fields: str) -> None:
    """Change `name`, `office` and `email`; the account's name stays. Raises Http404, ValidationError."""
    locked = _managed(scope=scope, by=by, user=user)
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.full_clean(exclude=["password"])
    locked.save(update_fields=list(fields))


@transaction.atomic
def add_duty(
    *,
    scope: Scope,
    by: User,
    user: User,
    role: Role,
    division: Division,
    department: Department | None = None,
    starts_on: date,
    ends_on: date | None = None,
) -> Duty:
    """Give an account a duty. Raises Http404 outside the administrator's division, ValidationError by field."""
    locked = _managed(scope=scope, by=by, user=user)
    scope.require(Act.MANAGE_ACCOUNTS, division.code)
    before = Duty.objects.filter(user=locked).values_list("permission__codename", flat=True)
    check_duty(role=role, division=division, department=department, roles_before=[Role(name) for name in before])
    duty = Duty(
        user=locked,
        permission=permission_of(role),
        content_object=division,
        department=department,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    duty.full_clean()
    duty.save()
    return duty


def check_duty(*, role: Role, division: Division, department: Department | None, roles_before: list[Role]) -> None:
    """Raise ValidationError with what speaks against a duty, by field."""
    errors: dict[str, Any] = {}
    for problem in duty_problems(
        role=role,
        level=level_of(division.code),
        has_department=department is not None,
        roles_before=roles_before,
    ):
        errors.setdefault(problem.field, []).append(problem.message)
    if department is not None and department.county_id != division.code:
        errors.setdefault("department", []).append(_("This department belongs to another county."))
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def end_duty(*, scope: Scope, by: User, duty: Duty, last_day: date | None) -> None:
    """Let a duty end with its last day, or at once (None); one that would not have lasted a day is taken back.

    Raises Http404, ValidationError.
    """
    _managed(scope=scope, by=by, user=duty.user)
    locked = Duty.objects.select_for_update().get(pk=duty.pk)
    if last_day is None:
        last_day = timezone.localdate() - timedelta(days=1)
        if locked.starts_on > last_day:
            locked.delete()
            return
    locked.ends_on = last_day
    locked.full_clean()
    locked.save(update_fields=["ends_on"])


@transaction.atomic
def set_active(*, scope: Scope, by: User, user: User, active: bool, reason: str | Promise) -> None:
    """Disable an account, which ends its sessions, or enable it again. Raises Http404, ValidationError."""
    locked = _managed(scope=scope, by=by, user=user)
    with because(reason):
        locked.is_active = active
        locked.save(update_fields=["is_active"])
        end_sessions(user=locked)


@transaction.atomic
def disable_all(*, scope: Scope, by: User, users: Iterable[User], reason: str) -> int:
    """Disable several accounts; how many there were. Raises Http404, ValidationError."""
    count = 0
    for user in users:
        set_active(scope=scope, by=by, user=user, active=False, reason=reason)
        count += 1
    return count


@transaction.atomic
def print_slips(*, scope: Scope, by: User, users: Iterable[User]) -> list[Slip]:
    """New one-time passwords. Old passwords, sessions and lockouts of the accounts end. Raises Http404, ValidationError."""
    slips = []
    with because(_("slip with a one-time password")):
        for user in users:
            locked = _managed(scope=scope, by=by, user=user)
            password = give_one_time_password(locked)
            locked.save(update_fields=["password", "must_change_password", "password_changed_at"])
            unlock(scope=scope, by=by, user=locked)
            slips.append(Slip(user, password))
    return slips


@transaction.atomic
def unlock(*, scope: Scope, by: User, user: User) -> None:
    """Forget the failed sign-ins that have locked an account. Raises Http404, ValidationError."""
    locked = _managed(scope=scope, by=by, user=user)
    reset(username=locked.username)


@transaction.atomic
def sign_out_everywhere(*, scope: Scope, by: User, user: User, reason: str) -> None:
    """End every session of an account. Raises Http404, ValidationError."""
    locked = _managed(scope=scope, by=by, user=user)
    with because(reason):
        end_sessions(user=locked)


@transaction.atomic
def reset_second_factor(*, scope: Scope, by: User, user: User, reason: str) -> int:
    """Take an account's second factor away and end its sessions; how many devices there were. Raises Http404, ValidationError."""
    locked = _managed(scope=scope, by=by, user=user)
    count = remove_all(user=locked, reason=reason)
    with because(reason):
        end_sessions(user=locked)
    return count


@transaction.atomic
def demand_second_factor(*, scope: Scope, county: Division, roles: Iterable[Role], reason: str) -> None:
    """Set the roles whose holders need a second factor in a county. Raises Http404, ValidationError."""
    scope.require(Act.MANAGE_ACCOUNTS, county.code)
    rules = SecondFactorRule.objects.select_for_update().filter(county=county)
    held = {Role(rule.role): rule for rule in rules}
    wanted = set(roles)
    if not reason.strip() and wanted != set(held):
        raise ValidationError({"reason": _("Type why the rule is changed; the audit trail keeps it.")})
    with because(reason):
        for role in wanted - set(held):
            SecondFactorRule.objects.create(county=county, role=role.value, reason=reason)
        for role in set(held) - wanted:
            held[role].delete()
