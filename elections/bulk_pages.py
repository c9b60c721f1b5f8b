"""Many elections at once with one paper: what may be asked for, what awaits a decision; who does not pass is named."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from accounts.scope import Scope
from elections.chain import services
from elections.chain.cases import Case, Outcome, cases
from elections.chain.definitions import Chain, Office
from elections.chain.duties import askable, awaiting
from elections.chain.issuers import issuer_of
from elections.chain.models import ElectionStep, PaperKind, StepState
from elections.chain.versions import chains_of
from elections.gates import GateFinding
from elections.models import Body
from elections.queries import current_cycle
from elections.step_forms import ManyForm


@dataclass(frozen=True, slots=True)
class Mode:
    """Asking or deciding: its words, whose steps it shows, and what the button does."""

    name: str
    title: str | Promise
    about: str | Promise
    button: str | Promise
    empty: str | Promise
    done: Callable[[int], str]
    steps: Callable[[Scope, Mapping[str, Chain]], Q]
    act: Callable[..., Outcome]


def _approved(number: int) -> str:
    return _("%(number)d steps are approved.") % {"number": number}


def _requested(number: int) -> str:
    return _("%(number)d steps are requested.") % {"number": number}


APPROVALS = Mode(
    "approvals",
    gettext_lazy("Approvals"),
    gettext_lazy("One paper approves many villages. Those that do not pass their gates are left out and named."),
    gettext_lazy("Approve those chosen"),
    gettext_lazy("Nothing awaits your decision."),
    _approved,
    awaiting,
    services.approve_steps,
)
REQUESTS = Mode(
    "requests",
    gettext_lazy("Requests"),
    gettext_lazy("One paper asks for many villages. Those that do not pass their gates are left out and named."),
    gettext_lazy("Request those chosen"),
    gettext_lazy("Nothing is open that you could ask for."),
    _requested,
    askable,
    services.request_steps,
)


@dataclass(frozen=True, slots=True)
class Group:
    """One step of one body, and how many villages are at it."""

    label: str
    url: str
    number: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A village of the list: its findings, those that stop it first."""

    case: Case
    stopping: list[GateFinding]
    passes: bool
    chosen: bool


@page(Act.DECIDE_STEPS, writes=True)
def approvals(request: OfficeRequest) -> HttpResponse:
    """Decide many at once."""
    return _many(request, APPROVALS)


@page(Act.REQUEST_STEPS, writes=True)
def requests(request: OfficeRequest) -> HttpResponse:
    """Ask for many at once."""
    return _many(request, REQUESTS)


def _many(request: OfficeRequest, mode: Mode) -> HttpResponse:
    cycle = current_cycle(request)
    if cycle is None:
        return render(request, "elections/many.html", {"mode": mode, "groups": []})
    chains = chains_of(cycle)
    found = ElectionStep.objects.filter(mode.steps(request.scope, chains), election__cycle=cycle)
    groups = _groups(request, mode, found, chains)
    context: dict[str, Any] = {"mode": mode, "groups": groups}
    chosen = next((group for group in groups if group.chosen), None)
    if chosen is None:
        return render(request, "elections/many.html", context)
    body, step = request.GET["body"], request.GET["step"]
    rows = found.filter(election__body=body, step=step).order_by("election__village_id")
    rows = rows.select_related("election__village__parent", "election__cycle__county")
    return _list(request, mode, rows, context | {"group": chosen})


def _groups(
    request: OfficeRequest, mode: Mode, found: QuerySet[ElectionStep], chains: Mapping[str, Chain]
) -> list[Group]:
    rows = found.order_by().values_list("election__body", "step").annotate(number=Count("pk"))
    numbers = {(body, step): number for body, step, number in rows}
    wanted = request.GET.get("body"), request.GET.get("step")
    return [
        Group(
            label=f"{Body(body).label} · {rule.label}",
            url=reverse(f"elections:{mode.name}") + f"?body={body}&step={rule.key}",
            number=numbers[body, rule.key],
            chosen=wanted == (body, rule.key),
        )
        for body, chain in chains.items()
        for rule in chain.steps
        if (body, rule.key) in numbers
    ]


def _list(request: OfficeRequest, mode: Mode, rows: Iterable[ElectionStep], context: dict[str, Any]) -> HttpResponse:
    found = cases(rows)
    gate = [finding for case in found for finding in case.gate]
    first = found[0]
    office = first.rule.requested_by if mode is REQUESTS else Office(first.step.awaits)
    form = ManyForm(
        request.POST or None,
        gate=gate,
        choices=[case.step.pk for case in found],
        initial={"issuer": issuer_of(office, first.step.election) if _one_issuer(found, office) else ""},
    )
    left_out: list[Any] = []
    if request.method == "POST" and form.is_valid():
        wanted = set(form.cleaned_data["steps"])
        outcome = mode.act(
            scope=request.scope,
            by=request.user,
            steps=[case.step for case in found if case.step.pk in wanted],
            paper=form.paper(),
            acknowledged=form.acknowledged(),
        )
        if outcome.passed:
            messages.success(request, mode.done(len(outcome.passed)))
        if not outcome.left_out:
            return redirect(f"elections:{mode.name}")
        left_out = outcome.left_out
        passed = {step.pk for step in outcome.passed}
        found = [case for case in found if case.step.pk not in passed]
    context |= {"form": form, "rule": first.rule, "left_out": left_out, "lines": _lines(request, found, form)}
    return render(request, "elections/many.html", context)


def _one_issuer(found: list[Case], office: Any) -> bool:
    return len({issuer_of(office, case.step.election) for case in found}) == 1


def _lines(request: OfficeRequest, found: list[Case], form: ManyForm) -> list[Line]:
    """Those that pass are chosen to begin with."""
    chosen = set(request.POST.getlist("steps"))
    lines = []
    for case in found:
        asked = case.last(PaperKind.REQUEST)
        known = asked.acknowledged if asked and case.step.state == StepState.REQUESTED else {}
        stopping = [
            finding for finding in case.gate if finding.blocks or (finding.warns and finding.finding.rule not in known)
        ]
        passes = not case.waits_for() and not any(finding.blocks for finding in stopping)
        picked = str(case.step.pk) in chosen if request.method == "POST" else passes
        lines.append(Line(case, stopping, passes, picked))
    return lines
