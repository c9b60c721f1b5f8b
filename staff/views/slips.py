"""One-time passwords on paper or in a workbook: shown in one answer, stored nowhere."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from accounts.models import User
from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from staff import services
from staff.forms import SlipsForm
from staff.queries import managed_accounts, slip_unused, with_duties, without_slip
from staff.slips import workbook


@page(Act.MANAGE_ACCOUNTS, writes=True)
def slips(request: OfficeRequest) -> HttpResponse:
    """Choose accounts; sending the form replaces their passwords and shows the new ones this once.

    `?account=` (several times) names accounts that have passwords already.
    """
    named = [value for value in request.GET.getlist("account") if value.isdecimal()]
    candidates = _candidates(request, named)
    form = SlipsForm(request.POST or None, candidates=_all_managed(request))
    if request.method == "POST" and form.is_valid():
        chosen = with_duties(form.cleaned_data["account"].order_by("username"))
        made = services.print_slips(scope=request.scope, by=request.user, users=chosen)
        return _answer(request, made, as_workbook=form.cleaned_data["form"] == "xlsx")
    checked = set(request.POST.getlist("account") or named)
    rows = [(account, str(account.pk) in checked or not account.has_usable_password()) for account in candidates]
    return render(request, "staff/slips.html", {"form": form, "rows": rows})


def _all_managed(request: OfficeRequest) -> QuerySet[User]:
    return managed_accounts(request.scope).filter(is_active=True).exclude(pk=request.user.pk)


def _candidates(request: OfficeRequest, named: list[str]) -> QuerySet[User]:
    accounts = _all_managed(request)
    wanted = Q(pk__in=named) if named else without_slip() | slip_unused()
    return with_duties(accounts.filter(wanted)).order_by("username")


def _answer(request: OfficeRequest, made: list[services.Slip], *, as_workbook: bool) -> HttpResponse:
    until = timezone.now() + timedelta(days=settings.ONE_TIME_PASSWORD_DAYS)
    address = request.build_absolute_uri("/")
    if as_workbook:
        response: HttpResponse = workbook(made, address=address, until=until)
    else:
        response = render(request, "staff/slips_print.html", {"slips": made, "address": address, "until": until})
    add_never_cache_headers(response)
    return response
