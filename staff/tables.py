"""The list of accounts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Duty, User
from accounts.roles import Role
from accounts.scope import Scope
from electionadmin.codes import Level
from electionadmin.web.lists import Column, Filter, Rows, Table
from staff.queries import divisions_in, slip_unused, unused, without_slip


def state_of(user: User) -> tuple[str, Any]:
    """Badge: how the account stands."""
    limit = timezone.now() - timedelta(days=settings.ACCOUNT_UNUSED_DAYS)
    if not user.is_active:
        return "block", _("disabled")
    if not user.has_usable_password():
        return "wait", _("no slip yet")
    if (user.last_login or user.created_at) < limit:
        return "warn", _("unused for long")
    if user.must_change_password:
        return "wait", _("slip not used yet")
    return "ok", _("in use")


def duties_text(user: User) -> str:
    """The account's duties in one line."""
    duties = ((duty.role.label, duty.department or duty.content_object) for duty in user.duty_set.all())
    return gettext("; ").join(
        gettext("%(role)s (%(place)s)") % {"role": role, "place": place} for role, place in duties
    )


def _without_duty() -> Q:
    return ~Q(pk__in=Duty.objects.not_ended().values("user"))


_STATES: dict[str, tuple[Any, Callable[[], Q]]] = {
    "active": (_("active"), lambda: Q(is_active=True)),
    "disabled": (_("disabled"), lambda: Q(is_active=False)),
    "without_slip": (_("no slip yet"), without_slip),
    "slip_unused": (_("slip not used yet"), slip_unused),
    "unused": (_("unused for long"), unused),
    "no_duty": (_("without a duty"), _without_duty),
}


def _by_state(users: Rows, key: str) -> Rows:
    return users.filter(_STATES[key][1]())


def _by_role(users: Rows, role: str) -> Rows:
    return users.filter(pk__in=Duty.objects.not_ended().filter(permission__codename=role).values("user"))


def _by_township(users: Rows, code: str) -> Rows:
    return users.filter(pk__in=Duty.objects.not_ended().filter(content_object__code__startswith=code).values("user"))


_ACCOUNTS = Table(
    name="accounts",
    columns=(
        Column(
            "username",
            _("Account name"),
            "username",
            sort="username",
            link=lambda user: reverse("staff:user", args=[user.pk]),
        ),
        Column("name", _("Name"), "name", sort="name"),
        Column("office", _("Office"), "office", sort="office"),
        Column("duties", _("Duties"), duties_text),
        Column("last_login", _("Last sign-in"), "last_login", sort="last_login"),
        Column("state", _("State"), lambda user: state_of(user)[1], badge=state_of),
    ),
    filters=(
        Filter("role", _("Role"), lambda: Role.choices, _by_role),
        Filter("state", _("State"), lambda: [(key, state[0]) for key, state in _STATES.items()], _by_state),
    ),
    search=lambda users, text: users.filter(
        Q(username__icontains=text) | Q(name__icontains=text) | Q(office__icontains=text)
    ),
    search_hint=_("account name, name or office"),
    default_sort="username",
    empty=_("No accounts yet. Create one, or many from a spreadsheet."),
)


def accounts_table(scope: Scope) -> Table:
    """The list with the townships of the user's divisions to choose from."""
    townships = Filter(
        "township",
        _("Township"),
        lambda: list(divisions_in(scope, Level.TOWNSHIP).values_list("code", "name")),
        _by_township,
    )
    return replace(_ACCOUNTS, filters=(*_ACCOUNTS.filters, townships))
