"""Home, the boards of a division, and the picture of progress."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.codes import Level
from electionadmin.web.attention import attention
from elections.board import Board, VillageBoard, board, row_level, village_board
from elections.chain.models import ElectionStep
from elections.models import Body, Cycle
from elections.picture import by_day, picture
from elections.queries import current_cycle
from villages.models import Division


@page()
def home(request: OfficeRequest) -> HttpResponse:
    """What a user sees first: the board of his divisions, where his duties show one, and what needs his attention."""
    grant = request.scope.home()
    cycle = current_cycle(request)
    context: dict[str, Any] = {
        "grant": grant,
        "board": None,
        "lines": attention(request),
        "may_open_cycle": request.scope.allows(Act.MANAGE_CYCLES),
    }
    if grant is not None and cycle is not None and request.scope.allows(Act.VIEW_ELECTIONS):
        context |= _board(request, request.scope, cycle, row_level(grant.code))
    return render(request, "elections/home.html", context)


@page(Act.VIEW_ELECTIONS)
def division_board(request: OfficeRequest, code: str) -> HttpResponse:
    """The board of one division: what lies below it."""
    request.scope.require(Act.VIEW_ELECTIONS, code)
    division = get_object_or_404(Division.objects.filter(request.scope.within(Act.VIEW_ELECTIONS)), code=code)
    if division.level is Level.VILLAGE:
        raise Http404
    cycle = current_cycle(request)
    context: dict[str, Any] = {"division": division, "board": None}
    if cycle is not None:
        context |= _board(request, request.scope.narrowed(code), cycle, row_level(code))
    return render(request, "elections/division_board.html", context)


def _board(request: OfficeRequest, scope: Scope, cycle: Cycle, level: Level) -> dict[str, Any]:
    body, step = request.GET.get("body", ""), request.GET.get("step", "")
    of_villages = level is Level.VILLAGE
    shown: Board | VillageBoard = (
        village_board(scope=scope, cycle=cycle, body=body, step=step)
        if of_villages
        else board(scope=scope, cycle=cycle, level=level, body=body)
    )
    return {
        "board": shown,
        "of_villages": of_villages,
        "tabs": [(Body(key), Body(key).label, key == shown.body) for key in cycle.bodies],
        "figures": _figures(cycle, shown),
        "chosen_step": next((column for column in shown.columns if column.key == step), None),
        "now": timezone.localtime(),
    }


def _figures(cycle: Cycle, shown: Board | VillageBoard) -> dict[str, Any]:
    """The line above the board: villages, elections that have been closed body by body, steps overdue."""
    votes = [(Body(body).label, shown.bodies.get(body, {}).get("vote")) for body in cycle.bodies]
    return {
        "villages": max((cell.total for _label, cell in votes if cell), default=0),
        "votes": [(label, cell) for label, cell in votes if cell],
        "late": shown.late(),
    }


@page(Act.VIEW_ELECTIONS)
def progress(request: OfficeRequest) -> HttpResponse:
    """Planned and closed steps over time, for the county or one of its townships, for all bodies or one."""
    cycle = current_cycle(request)
    context: dict[str, Any] = {"cycle_shown": cycle}
    if cycle is not None:
        context |= _progress(request, cycle)
    return render(request, "elections/progress.html", context)


def _progress(request: OfficeRequest, cycle: Cycle) -> dict[str, Any]:
    townships = Division.objects.filter(
        request.scope.within(Act.VIEW_ELECTIONS), parent_id=cycle.county_id, abolished_on=None
    ).order_by("code")
    choices = {division.code: division.name for division in townships}
    place = request.GET.get("township", "")
    body = request.GET.get("body", "")
    scope = request.scope.narrowed(place) if place in choices else request.scope
    steps = ElectionStep.objects.filter(
        scope.within(Act.VIEW_ELECTIONS, "election__village__code"), election__cycle=cycle
    )
    if body in cycle.bodies:
        steps = steps.filter(election__body=body)
    return {
        "picture": picture(
            planned=by_day(steps, "due_on"),
            closed=by_day(steps, "closed_on"),
            today=timezone.localdate(),
            election_day=cycle.election_day,
        ),
        "townships": choices.items(),
        "township": place if place in choices else "",
        "bodies": [(key, label) for key, label in cycle.body_labels()],
        "body": body if body in cycle.bodies else "",
        "place": choices.get(place, ""),
    }
