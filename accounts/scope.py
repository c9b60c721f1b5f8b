"""What a user may see and do, worked out once in a request from his duties."""

from dataclasses import dataclass, replace
from typing import Final

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from accounts.roles import ACTS, Act, Role
from electionadmin.codes import Level, covers, under


@dataclass(frozen=True, slots=True)
class Grant:
    """One duty in force: a role on a division (`code`), for a department reviewer with his department."""

    role: Role
    code: str
    division_name: str
    department_id: int | None = None
    second_factor: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """All that a user holds today."""

    grants: tuple[Grant, ...] = ()

    def allows(self, act: Act, code: str | None = None) -> bool:
        """Whether he may do `act` in the division `code`; without a code: anywhere."""
        return any(act in ACTS[grant.role] and (code is None or covers(grant.code, code)) for grant in self.grants)

    def prefixes(self, act: Act) -> tuple[str, ...]:
        """Codes of the divisions in which he may do `act`, without those that lie below another of them."""
        codes = sorted({grant.code for grant in self.grants if act in ACTS[grant.role]}, key=len)
        return tuple(
            code for index, code in enumerate(codes) if not any(covers(above, code) for above in codes[:index])
        )

    def within(self, act: Act, field: str = "code") -> Q:
        """Condition for a queryset whose `field` holds a division's code."""
        return under(self.prefixes(act), field)

    def narrowed(self, code: str) -> "Scope":
        """The same scope seen from one division: nothing outside `code`."""
        return Scope(
            tuple(
                replace(grant, code=code if covers(grant.code, code) else grant.code)
                for grant in self.grants
                if covers(grant.code, code) or covers(code, grant.code)
            )
        )

    def require(self, act: Act, code: str | None = None) -> None:
        """Raise Http404 where he may not: outside the scope a thing does not exist."""
        if not self.allows(act, code):
            raise Http404

    def roles(self) -> frozenset[Role]:
        """Roles held today."""
        return frozenset(grant.role for grant in self.grants)

    def demands_second_factor(self) -> bool:
        """Whether one of his roles may not be exercised with a password alone."""
        return any(grant.second_factor for grant in self.grants)

    def home(self) -> Grant | None:
        """The duty that names his office: the one on the highest division."""
        return min(self.grants, key=lambda grant: len(grant.code), default=None)


# By hand: every request begins with it, and put together from a queryset it takes six times as long. In force as in
# `DutyQuerySet.active`.
_DUTIES: Final = """
    SELECT permission.codename, duty.content_object_id, division.name, duty.department_id, EXISTS (
        SELECT FROM accounts_secondfactorrule AS rule
        WHERE rule.county_id = left(duty.content_object_id, %(county)s) AND rule.role = permission.codename
    )
    FROM accounts_duty AS duty
    JOIN auth_permission AS permission ON permission.id = duty.permission_id
    JOIN villages_division AS division ON division.code = duty.content_object_id
    WHERE duty.user_id = %(user)s AND duty.starts_on <= %(today)s AND (duty.ends_on IS NULL OR duty.ends_on >= %(today)s)
    ORDER BY duty.content_object_id, duty.id
"""


def scope_of(user: User) -> Scope:
    """The scope of a user, in one query; empty for an account that is disabled."""
    if not user.is_active:
        return Scope()
    with connection.cursor() as cursor:
        cursor.execute(_DUTIES, {"user": user.pk, "today": timezone.localdate(), "county": Level.COUNTY})
        rows = cursor.fetchall()
    return Scope(
        tuple(
            Grant(Role(role), code, name, department, asked or role in settings.SECOND_FACTOR_ROLES)
            for role, code, name, department, asked in rows
        )
    )
