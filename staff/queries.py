"""Which accounts an office sees and which it manages, and how they stand."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.models import AccessFailureLog, AccessLog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Duty, User
from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.codes import Level, MalformedCode, parse_code, under
from villages.models import Division

_CANDIDATES = 10


def visible_accounts(scope: Scope) -> QuerySet[User]:
    """Accounts that belong to the user's divisions or have a duty there."""
    return User.objects.filter(_belongs(scope.prefixes(Act.VIEW_ACCOUNTS)))


def managed_accounts(scope: Scope) -> QuerySet[User]:
    """Accounts whose duties all lie in the divisions that the user administers."""
    codes = scope.prefixes(Act.MANAGE_ACCOUNTS)
    held = Duty.objects.not_ended().filter(user=OuterRef("pk"))
    return User.objects.filter(_belongs(codes)).exclude(Exists(held.exclude(under(codes, "content_object__code"))))


def _belongs(codes: tuple[str, ...]) -> Q:
    held = Duty.objects.not_ended().filter(under(codes, "content_object__code"), user=OuterRef("pk"))
    return under(codes, "division__code") | Q(Exists(held))


def with_duties(accounts: QuerySet[User]) -> QuerySet[User]:
    """The accounts with their duties of today and later, in one more query (`duty_set`)."""
    duties = Duty.objects.not_ended().select_related("permission", "content_object", "department")
    return accounts.prefetch_related(Prefetch("duty_set", queryset=duties.order_by("content_object_id", "pk")))


def unused() -> Q:
    """Active accounts that nobody has used for ACCOUNT_UNUSED_DAYS."""
    limit = timezone.now() - timedelta(days=settings.ACCOUNT_UNUSED_DAYS)
    never = Q(last_login=None, created_at__lt=limit)
    return Q(is_active=True) & (Q(last_login__lt=limit) | never)


def without_slip() -> Q:
    """Accounts that nobody has a password for yet (Django marks those with an exclamation mark)."""
    return Q(is_active=True, password__startswith="!")  # noqa: S106


def slip_unused() -> Q:
    """Accounts with a one-time password that was not used yet."""
    return Q(is_active=True, must_change_password=True) & ~Q(password__startswith="!")  # noqa: S106


def duties_of(user: User) -> QuerySet[Duty]:
    """All duties of an account, the present ones first."""
    duties = Duty.objects.filter(user=user).select_related("permission", "content_object__parent", "department")
    ordered: QuerySet[Duty] = duties.order_by("-ends_on", "content_object_id", "pk")
    return ordered


@dataclass(frozen=True, slots=True)
class SignIn:
    """An attempt to sign in: when, from where, and how it ended, as state and word of a badge."""

    at: datetime
    ip: str | None
    state: str
    result: str | Promise


def sign_ins_of(username: str, *, limit: int) -> list[SignIn]:
    """The latest attempts to sign in to an account, the last one first, in two queries."""
    done = [
        SignIn(entry.attempt_time, entry.ip_address, "ok", _("signed in"))
        for entry in AccessLog.objects.filter(username=username).order_by("-attempt_time")[:limit]
    ]
    failed = [
        SignIn(entry.attempt_time, entry.ip_address, "block", _("refused, locked"))
        if entry.locked_out
        else SignIn(entry.attempt_time, entry.ip_address, "warn", _("wrong password"))
        for entry in AccessFailureLog.objects.filter(username=username).order_by("-attempt_time")[:limit]
    ]
    return sorted([*done, *failed], key=lambda attempt: attempt.at, reverse=True)[:limit]


def divisions_in(scope: Scope, level: Level) -> QuerySet[Division]:
    """Divisions of a level in which the user sees accounts, without the abolished ones."""
    inside = Division.objects.alias(digits=Length("code")).filter(scope.within(Act.VIEW_ACCOUNTS), digits=level)
    return inside.filter(abolished_on=None).order_by("code")


def division_named(scope: Scope, text: str) -> Division:
    """The division in the administrator's area that a code or a name means. Raises ValidationError."""
    words = text.split()
    inside = Division.objects.filter(scope.within(Act.MANAGE_ACCOUNTS), abolished_on=None).select_related("parent")
    try:
        condition = Q(code=parse_code(words[0] if words else ""))
    except MalformedCode:
        condition = Q(name="".join(words))
    found = list(inside.filter(condition).order_by("code")[:_CANDIDATES])
    if not found:
        raise ValidationError(_("There is no such division here. Type its code or its full name."), code="unknown")
    if len(found) > 1:
        lines = "; ".join(f"{division.code} {division.name} ({division.parent})" for division in found)
        raise ValidationError(
            _("Several divisions bear this name. Type the code: %(lines)s"), code="several", params={"lines": lines}
        )
    return found[0]
