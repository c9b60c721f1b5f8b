"""Giving and ending duties; which roles need a second factor."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.models import Duty, SecondFactorRule
from accounts.pages import OfficeRequest, page
from accounts.roles import Act, Role
from staff import services
from staff.forms import DutyFields, EndDutyForm, SecondFactorForm
from staff.queries import managed_accounts
from staff.views.accounts import departments_for, division_choices, managed
from villages.models import Division


@page(Act.MANAGE_ACCOUNTS, writes=True)
def duty_add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Give an account one more duty."""
    account = managed(request, pk)
    form = DutyFields(request.POST or None, scope=request.scope, departments=departments_for(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.add_duty(scope=request.scope, by=request.user, user=account, **form.duty())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The duty is given."))
            return redirect("staff:user", pk=pk)
    context = {"form": form, "account": account, "choices": division_choices(request)}
    return render(request, "staff/duty_add.html", context)


@page(Act.MANAGE_ACCOUNTS, writes=True)
def duty_end(request: OfficeRequest, pk: int) -> HttpResponse:
    """Give a duty its last day, or end it at once."""
    accounts = managed_accounts(request.scope).exclude(pk=request.user.pk)
    duties = Duty.objects.filter(request.scope.within(Act.MANAGE_ACCOUNTS, "content_object__code"), user__in=accounts)
    duty = get_object_or_404(duties.select_related("user", "permission", "content_object", "department"), pk=pk)
    at_once = "at_once" in request.POST
    form = EndDutyForm(None if at_once else request.POST or None)
    if request.method == "POST" and (at_once or form.is_valid()):
        last_day = None if at_once else form.cleaned_data["last_day"]
        try:
            services.end_duty(scope=request.scope, by=request.user, duty=duty, last_day=last_day)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The duty is ended.") if at_once else _("The duty has its last day."))
            return redirect("staff:user", pk=duty.user_id)
    return render(request, "staff/duty_end.html", {"form": form, "duty": duty, "account": duty.user})


@page(Act.MANAGE_ACCOUNTS, writes=True)
def second_factor(request: OfficeRequest) -> HttpResponse:
    """Which roles of the county need a second factor, with the reason."""
    county = get_object_or_404(Division, code=request.scope.prefixes(Act.MANAGE_ACCOUNTS)[0])
    rules = SecondFactorRule.objects.filter(county=county)
    always = [Role(name) for name in settings.SECOND_FACTOR_ROLES]
    form = SecondFactorForm(request.POST or None, always=always, initial={"roles": [rule.role for rule in rules]})
    if request.method == "POST" and form.is_valid():
        roles = [Role(name) for name in form.cleaned_data["roles"]]
        try:
            services.demand_second_factor(
                scope=request.scope, county=county, roles=roles, reason=form.cleaned_data["reason"]
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved. It holds from each user's next page."))
            return redirect("staff:second_factor")
    context = {"form": form, "county": county, "always": always, "rules": rules.order_by("role")}
    return render(request, "staff/second_factor.html", context)
