"""Accounts that nobody has used for long, to be disabled together (GB/T 22239-2019, 8.1.4.2: no stale accounts)."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from staff import services
from staff.forms import UnusedForm
from staff.queries import managed_accounts, unused, with_duties


@page(Act.MANAGE_ACCOUNTS, writes=True)
def unused_accounts(request: OfficeRequest) -> HttpResponse:
    """Choose among them, give a reason, disable them."""
    accounts = managed_accounts(request.scope).filter(unused()).exclude(pk=request.user.pk).order_by("username")
    form = UnusedForm(request.POST or None, candidates=accounts)
    if request.method == "POST" and form.is_valid():
        count = services.disable_all(
            scope=request.scope,
            by=request.user,
            users=form.cleaned_data["account"],
            reason=form.cleaned_data["reason"],
        )
        text = ngettext("%(count)d account is disabled.", "%(count)d accounts are disabled.", count)
        messages.success(request, text % {"count": count})
        return redirect("staff:user_list")
    chosen = set(request.POST.getlist("account"))
    rows = [(account, not request.POST or str(account.pk) in chosen) for account in with_duties(accounts)]
    return render(request, "staff/unused.html", {"form": form, "rows": rows, "days": settings.ACCOUNT_UNUSED_DAYS})
