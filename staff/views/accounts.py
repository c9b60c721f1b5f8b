"""The list of accounts, one account, creating and changing it, and what is done to it for a reason."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp import user_has_device

from accounts.models import User
from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.codes import Level
from electionadmin.web.lists import Action, list_response
from staff import services
from staff.forms import AccountForm, NewAccountForm, ReasonForm
from staff.queries import (
    divisions_in,
    duties_of,
    managed_accounts,
    sign_ins_of,
    visible_accounts,
    with_duties,
)
from staff.tables import accounts_table, state_of
from vetting.models import Department
from villages.models import Division

_SIGN_INS = 8
_CHOICES = 400


@page(Act.VIEW_ACCOUNTS)
def user_list(request: OfficeRequest) -> HttpResponse:
    """Every account of the user's divisions."""
    actions = []
    if request.scope.allows(Act.MANAGE_ACCOUNTS):
        actions = [
            Action(_("Second factor"), reverse("staff:second_factor")),
            Action(_("Print slips"), reverse("staff:slips")),
            Action(_("From a spreadsheet"), reverse("sheets:accounts")),
            Action(_("Create an account"), reverse("staff:user_add"), primary=True),
        ]
    return list_response(
        request,
        table=accounts_table(request.scope),
        queryset=with_duties(visible_accounts(request.scope)),
        title=_("Accounts"),
        actions=actions,
    )


@page(Act.VIEW_ACCOUNTS)
def user(request: OfficeRequest, pk: int) -> HttpResponse:
    """One account: its duties, its sign-ins, and what may be done to it."""
    account = get_object_or_404(visible_accounts(request.scope).select_related("division"), pk=pk)
    context = {
        "account": account,
        "state": state_of(account),
        "duties": duties_of(account),
        "has_second_factor": user_has_device(account),
        "may_manage": account != request.user and managed_accounts(request.scope).filter(pk=pk).exists(),
        "own": account == request.user,
        "locked": AxesProxyHandler.is_locked(request, {"username": account.username}),
        "sign_ins": sign_ins_of(account.username, limit=_SIGN_INS),
    }
    return render(request, "staff/user.html", context)


def managed(request: OfficeRequest, pk: int) -> User:
    """The account if the user administers it; his own is not among them. Raises Http404."""
    return get_object_or_404(managed_accounts(request.scope).exclude(pk=request.user.pk), pk=pk)


def departments_for(request: OfficeRequest) -> Any:
    """Departments of the administrator's divisions."""
    return Department.objects.filter(request.scope.within(Act.MANAGE_ACCOUNTS, "county__code"))


def division_choices(request: OfficeRequest) -> list[Division]:
    """What the browser offers while a division is typed; nothing where there would be too much to choose from."""
    levels = (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)
    found = [
        division
        for level in levels
        for division in divisions_in(request.scope, level).select_related("parent")[: _CHOICES + 1]
    ]
    return found if len(found) <= _CHOICES else []


@page(Act.MANAGE_ACCOUNTS, writes=True)
def user_add(request: OfficeRequest) -> HttpResponse:
    """Create an account with its first duty."""
    area = get_object_or_404(Division, code=request.scope.prefixes(Act.MANAGE_ACCOUNTS)[0])
    form = NewAccountForm(
        request.POST or None,
        scope=request.scope,
        departments=departments_for(request),
        initial={"division": area.code},
    )
    if request.method == "POST" and form.is_valid():
        try:
            account = _create(request, form, area)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The account is created. Print its slip: it has no password until then."))
            return redirect("staff:user", pk=account.pk)
    return render(request, "staff/user_add.html", {"form": form, "choices": division_choices(request)})


@transaction.atomic
def _create(request: OfficeRequest, form: NewAccountForm, area: Division) -> User:
    account = services.create_account(scope=request.scope, by=request.user, division=area, **form.account())
    services.add_duty(scope=request.scope, by=request.user, user=account, **form.duty())
    return account


@page(Act.MANAGE_ACCOUNTS, writes=True)
def user_change(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change name, office and e-mail of an account."""
    account = managed(request, pk)
    form = AccountForm(request.POST or None, instance=account)
    if request.method == "POST" and form.is_valid():
        services.change_account(scope=request.scope, by=request.user, user=account, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("staff:user", pk=pk)
    return render(request, "staff/user_change.html", {"form": form, "account": account})


Text = str | Promise
Deed = Callable[..., object]


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that is done to an account for a reason."""

    title: Text
    explanation: Text
    done: Text
    deed: Deed


MEASURES: dict[str, Measure] = {
    "disable": Measure(
        gettext_lazy("Disable the account"),
        gettext_lazy("Nobody can sign in to it any more; its sessions end at once. Its duties stay as they are."),
        gettext_lazy("The account is disabled."),
        partial(services.set_active, active=False),
    ),
    "enable": Measure(
        gettext_lazy("Enable the account"),
        gettext_lazy("It can be used again with its old password, or with the one of a new slip."),
        gettext_lazy("The account is enabled."),
        partial(services.set_active, active=True),
    ),
    "second-factor": Measure(
        gettext_lazy("Take the second factor away"),
        gettext_lazy("For a lost phone or card. Its sessions end at once; its owner sets up a new one."),
        gettext_lazy("The second factor is taken away."),
        services.reset_second_factor,
    ),
    "sessions": Measure(
        gettext_lazy("End all sessions"),
        gettext_lazy("The account is signed out on every machine."),
        gettext_lazy("All sessions of the account have ended."),
        services.sign_out_everywhere,
    ),
}


@page(Act.MANAGE_ACCOUNTS, writes=True)
def measure(request: OfficeRequest, pk: int, name: str) -> HttpResponse:
    """Ask for the reason, then do it."""
    account = managed(request, pk)
    chosen = MEASURES.get(name)
    if chosen is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen.deed(scope=request.scope, by=request.user, user=account, reason=form.cleaned_data["reason"])
        messages.success(request, str(chosen.done))
        return redirect("staff:user", pk=pk)
    return render(request, "staff/measure.html", {"form": form, "account": account, "measure": chosen})


@page(Act.MANAGE_ACCOUNTS, writes=True)
def unlock(request: OfficeRequest, pk: int) -> HttpResponse:
    """Let an account sign in again before the lock ends."""
    account = managed(request, pk)
    if request.method == "POST":
        services.unlock(scope=request.scope, by=request.user, user=account)
        messages.success(request, _("The account is unlocked."))
    return redirect("staff:user", pk=pk)
