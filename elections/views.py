"""Home pages, cycles and elections."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.codes import Level
from electionadmin.web.attention import attention
from electionadmin.web.lists import list_response
from elections import queries, services
from elections.forms import CycleForm, DaysForm
from elections.models import Cycle, Election
from elections.tables import ELECTIONS, state_of
from villages.models import Division


@page()
def home(request: OfficeRequest) -> HttpResponse:
    """What a user sees first: the board of his divisions, where his duties show one, and what needs his attention."""
    grant = request.scope.home()
    cycle = queries.current_cycle(request)
    shows_board = cycle is not None and request.scope.allows(Act.VIEW_ELECTIONS)
    level = Level.TOWNSHIP if grant and len(grant.code) <= Level.COUNTY else Level.VILLAGE
    context = {
        "grant": grant,
        "board": queries.board(scope=request.scope, cycle=cycle, level=level) if shows_board and cycle else None,
        "lines": attention(request),
        "may_open_cycle": request.scope.allows(Act.MANAGE_CYCLES),
    }
    return render(request, "elections/home.html", context)


@page(Act.VIEW_ELECTIONS)
def township(request: OfficeRequest, code: str) -> HttpResponse:
    """The board of one township: its villages."""
    request.scope.require(Act.VIEW_ELECTIONS, code)
    division = get_object_or_404(Division.objects.filter(request.scope.within(Act.VIEW_ELECTIONS)), code=code)
    cycle = queries.current_cycle(request)
    board = (
        queries.board(scope=request.scope.narrowed(code), cycle=cycle, level=Level.VILLAGE)
        if cycle is not None
        else None
    )
    context = {"division": division, "board": board}
    return render(request, "elections/township.html", context)


@page(Act.VIEW_ELECTIONS)
def election_list(request: OfficeRequest) -> HttpResponse:
    """Every election of the cycle in the user's divisions."""
    cycle = queries.current_cycle(request)
    elections = queries.elections_in(request.scope, cycle) if cycle else Election.objects.none()
    return list_response(request, table=ELECTIONS, queryset=elections, title=_("Elections"))


@page(Act.VIEW_ELECTIONS, write=Act.CHANGE_VILLAGES)
def election(request: OfficeRequest, pk: int) -> HttpResponse:
    """One election: its days."""
    found = get_object_or_404(
        Election.objects.filter(request.scope.within(Act.VIEW_ELECTIONS, "village__code")).select_related(
            "village__parent", "cycle"
        ),
        pk=pk,
    )
    may_change = request.scope.allows(Act.CHANGE_VILLAGES, found.village_id)
    form = DaysForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_days(
                scope=request.scope,
                election=found,
                election_day=form.cleaned_data["election_day"],
                held_on=form.cleaned_data["held_on"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("elections:election", pk=pk)
    context = {"election": found, "form": form, "may_change": may_change, "state": state_of(found)}
    return render(request, "elections/election.html", context)


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
    form = CycleForm(request.POST or None)
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
    form = CycleForm(request.POST or None, instance=cycle)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_cycle(scope=request.scope, cycle=form.save(commit=False))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("elections:cycle_list")
    return render(request, "elections/cycle_form.html", {"form": form, "county": cycle.county, "cycle_changed": cycle})
