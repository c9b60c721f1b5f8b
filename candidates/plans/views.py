"""Pages of the plan: a village's grid with its what-if, and the county's figures against its targets."""

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from candidates.models import PlanEntry, Targets
from candidates.plans import rules, services
from candidates.plans.forms import PlanGrid, TargetsForm
from candidates.plans.queries import PLANNED, plan_elections, plan_rows, planned_seats
from electionadmin.codes import Level
from electionadmin.versions import Stale
from electionadmin.web.forms import submit
from elections.models import Cycle
from elections.queries import current_cycle
from villages.models import Division
from villages.queries import in_force, villages


@page(Act.VIEW_NOMINATIONS, write=Act.DECIDE_NOMINATIONS)
@never_cache
def plan(request: OfficeRequest, code: str) -> HttpResponse:
    """A village's plan. “Preview” adds up what is typed without saving; with htmx that happens at every change."""
    act = Act.VIEW_NOMINATIONS if request.method == "GET" else Act.DECIDE_NOMINATIONS
    village = get_object_or_404(in_force(villages(request.scope, act)), pk=code)
    cycle = current_cycle(request)
    elections = plan_elections(cycle, village) if cycle else []
    data = request.POST if request.method == "POST" else None
    grid = PlanGrid(plan_rows(elections), data=data)
    problems: list[str] = services.problems_of(grid.planned)
    if data is not None and "preview" not in data:
        try:
            services.save_plan(
                scope=request.scope, elections=elections, planned=grid.planned, seen=data.get("seen", "")
            )
        except Stale:
            message = _(
                "Somebody else has saved this plan meanwhile. What is on record stands beside each line; compare, then save again."
            )
            problems = [message]
        except ValidationError as error:
            problems = list(error.messages)
        else:
            messages.success(request, _("Saved."))
            return redirect("candidates:plan", code)
    context = {
        "village": village,
        "elections": elections,
        "grid": grid,
        "seen": services.state_of(elections),
        "problems": problems,
        "tried": data is not None,
        "columns": _columns(cycle, village, grid, tried=data is not None) if cycle else [],
        "may_change": request.scope.allows(Act.DECIDE_NOMINATIONS, code),
    }
    template = "candidates/plan_figures.html" if request.headers.get("HX-Request") else "candidates/plan.html"
    return render(request, template, context)


def _columns(cycle: Cycle, village: Division, grid: PlanGrid, *, tried: bool) -> list[tuple[Any, list[Any]]]:
    """Lines of the targets for village, township and county: as it is now, and as it would be with what is typed."""
    seats = planned_seats(cycle, cycle.county_id)
    typed = [seat for one in grid.planned if (seat := one.seat()) is not None]
    bodies = {one.election.body for one in grid.planned}
    would = rules.overlaid(seats, typed, village=village.code, bodies=bodies) if tried else seats
    wanted, today = Targets.objects.filter(cycle=cycle).first(), timezone.localdate()
    found: list[tuple[Any, list[Any]]] = []
    for name, area in _areas(village):
        before = rules.against(rules.add_up([s for s in seats if s.village.startswith(area)], on=today), wanted)
        after = rules.against(rules.add_up([s for s in would if s.village.startswith(area)], on=today), wanted)
        found.append((name, list(zip(before, after, strict=True))))
    return found


def _areas(village: Division) -> list[tuple[str, str]]:
    county = _("county")
    return [
        (village.name, village.code),
        (village.parent.name if village.parent else "", village.code[: Level.TOWNSHIP]),
        (county, village.code[: Level.COUNTY]),
    ]


@page(Act.VIEW_NOMINATIONS)
def plan_overview(request: OfficeRequest) -> HttpResponse:
    """The committees as planned, township by township (village by village for a township), against the targets."""
    cycle = current_cycle(request)
    prefixes = request.scope.prefixes(Act.VIEW_NOMINATIONS)
    area = min(prefixes, key=len)
    asked = request.GET.get("township", "")
    if asked and request.scope.allows(Act.VIEW_NOMINATIONS, asked):
        area = asked
    by_village = len(area) >= Level.TOWNSHIP
    length = Level.VILLAGE if by_village else Level.TOWNSHIP
    seats = [seat for seat in planned_seats(cycle, area) if _visible(prefixes, seat)] if cycle else []
    grouped: dict[str, list[rules.Seat]] = defaultdict(list)
    for seat in seats:
        grouped[seat.village[:length]].append(seat)
    wanted, today = Targets.objects.filter(cycle=cycle).first(), timezone.localdate()
    divisions = Division.objects.in_bulk(grouped.keys())
    entered = _entered(cycle, area, length) if cycle else {}
    context = {
        "area": get_object_or_404(Division, code=area),
        "by_village": by_village,
        "total": rules.against(rules.add_up(seats, on=today), wanted),
        "figures": rules.add_up(seats, on=today),
        "rows": [
            (divisions[code], rules.against(rules.add_up(found, on=today), wanted), entered.get(code, 0))
            for code, found in sorted(grouped.items())
        ],
        "may_set": request.scope.allows(Act.SET_STANDARDS),
    }
    return render(request, "candidates/plan_overview.html", context)


def _visible(prefixes: tuple[str, ...], seat: rules.Seat) -> bool:
    return seat.village.startswith(prefixes)


def _entered(cycle: Cycle, area: str, length: int) -> dict[str, int]:
    """How many villages of each division have a plan."""
    rows = PlanEntry.objects.filter(
        election__cycle=cycle, election__body__in=PLANNED, election__village__code__startswith=area
    )
    found: dict[str, set[str]] = defaultdict(set)
    for village in rows.order_by().values_list("election__village_id", flat=True).distinct():
        found[village[:length]].add(village)
    return {code: len(of) for code, of in found.items()}


@page(Act.VIEW_NOMINATIONS, write=Act.SET_STANDARDS)
def targets(request: OfficeRequest) -> HttpResponse:
    """The county's targets of the cycle."""
    cycle = current_cycle(request)
    if cycle is None:
        return redirect("home")
    known = Targets.objects.filter(cycle=cycle).first() or Targets(cycle=cycle)
    may_set = request.scope.allows(Act.SET_STANDARDS, cycle.county_id)
    form = TargetsForm(request.POST or None, instance=known)
    if request.method == "POST":
        again = submit(
            form,
            lambda form: services.save_targets(
                scope=request.scope, cycle=cycle, values=form.values(), version=form.seen_version()
            ),
        )
        if again is None:
            messages.success(request, _("Saved."))
            return redirect("candidates:plan_overview")
        form = again
    return render(request, "candidates/targets.html", {"form": form, "targets": known, "may_set": may_set})
