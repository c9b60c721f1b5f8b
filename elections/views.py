"""The list of elections, and the cycles."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.codes import Level
from electionadmin.web.lists import list_response
from elections import queries, services
from elections.forms import CycleForm
from elections.models import Cycle, Election
from elections.tables import ELECTIONS
from villages.models import Division


@page(Act.VIEW_ELECTIONS)
def election_list(request: OfficeRequest) -> HttpResponse:
    """Every election of the cycle in the user's divisions."""
    cycle = queries.current_cycle(request)
    elections = queries.elections_in(request.scope, cycle) if cycle else Election.objects.none()
    return list_response(request, table=ELECTIONS, queryset=elections, title=_("Elections"))


@page(Act.VIEW_ELECTIONS)
def cycle_list(request: OfficeRequest) -> HttpResponse:
    """The cycles of the user's county."""
    grant = request.scope.home()
    cycles = Cycle.objects.filter(county_id=grant.code[: Level.COUNTY] if grant else "")
    context = {"cycles": queries.with_progress(cycles), "may_open": request.scope.allows(Act.MANAGE_CYCLES)}
    return render(request, "elections/cycle_list.html", context)


@page(Act.MANAGE_CYCLES, writes=True)
def cycle_open(request: OfficeRequest) -> HttpResponse:
    """Open a cycle for the county."""
    county = get_object_or_404(Division, code=request.scope.prefixes(Act.MANAGE_CYCLES)[0])
    form = CycleForm(request.POST or None, county_code=county.code)
    if request.method == "POST" and form.is_valid():
        try:
            cycle = services.open_cycle(scope=request.scope, county=county, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            made = {"count": cycle.elections.count()}
            messages.success(request, _("The cycle is open; %(count)s elections were made.") % made)
            return redirect("elections:cycle_list")
    return render(request, "elections/cycle_form.html", {"form": form, "county": county})


@page(Act.MANAGE_CYCLES, writes=True)
def cycle_change(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change a cycle's name and dates."""
    cycle = get_object_or_404(Cycle.objects.filter(request.scope.within(Act.MANAGE_CYCLES, "county__code")), pk=pk)
    form = CycleForm(request.POST or None, instance=cycle, county_code=cycle.county_id)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_cycle(scope=request.scope, cycle=form.save(commit=False))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("elections:cycle_list")
    return render(request, "elections/cycle_form.html", {"form": form, "county": cycle.county, "cycle_changed": cycle})
