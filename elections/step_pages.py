"""The page of an election: its steps, the findings of the open gate, and the one next action."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.findings import Finding
from elections import services
from elections.chain.cases import Case, cases
from elections.chain.definitions import Chain, Office, StepRule
from elections.chain.duties import offices_of
from elections.chain.issuers import issuer_of
from elections.chain.models import REQUESTABLE, ElectionStep, PaperKind, StepPaper, StepState
from elections.chain.services import approve_step, reopen_step, request_step, return_step
from elections.chain.versions import chains_of
from elections.forms import DaysForm
from elections.gates import GateFinding
from elections.models import Election
from elections.panels import election_panels
from elections.step_forms import PaperForm, ReasonedForm
from elections.tables import state_of

_BADGES = {
    StepState.NOT_STARTED: "wait",
    StepState.OPEN: "info",
    StepState.REQUESTED: "warn",
    StepState.RETURNED: "block",
    StepState.APPROVED: "ok",
    StepState.REOPENED: "block",
}


@dataclass(frozen=True, slots=True)
class Stop:
    """A step on the rail of the page: its place in the chain, whether it is shown below, whether it should be closed."""

    number: int
    step: ElectionStep
    rule: StepRule
    url: str
    shown: bool
    late: bool


@page(Act.VIEW_ELECTIONS)
def election(request: OfficeRequest, pk: int) -> HttpResponse:
    """One election: its steps and what the one shown needs."""
    found = election_or_404(request, pk)
    step = _chosen(found, request.GET.get("step", ""))
    return _render(request, found, step)


@page(Act.VIEW_ELECTIONS, write=Act.REQUEST_STEPS)
def step_request(request: OfficeRequest, pk: int, step: str) -> HttpResponse:
    """Ask for a step."""
    found, row = _step_or_404(request, pk, step, Act.REQUEST_STEPS)
    if request.method != "POST":
        return redirect(_address(row))
    case = _case(row)
    form = PaperForm(request.POST, gate=case.gate)

    def act() -> str:
        request_step(
            scope=request.scope, by=request.user, step=row, paper=form.paper(), acknowledged=form.acknowledged()
        )
        return _("“%(step)s” is requested. It awaits the decision of %(office)s.") % {
            "step": case.rule.label,
            "office": case.rule.approvals[0].label,
        }

    return _done(request, found, row, form, act)


@page(Act.VIEW_ELECTIONS, write=Act.DECIDE_STEPS)
def step_decide(request: OfficeRequest, pk: int, step: str) -> HttpResponse:
    """Approve a step that was asked for, or send it back."""
    found, row = _step_or_404(request, pk, step, Act.DECIDE_STEPS)
    if request.method != "POST":
        return redirect(_address(row))
    case = _case(row)
    if "return" in request.POST:
        form: PaperForm = ReasonedForm(request.POST)

        def act() -> str:
            return_step(scope=request.scope, by=request.user, step=row, paper=form.paper())
            return _("“%(step)s” is returned.") % {"step": case.rule.label}
    else:
        form = PaperForm(request.POST, gate=case.gate, known=_known(case))

        def act() -> str:
            approve_step(
                scope=request.scope, by=request.user, step=row, paper=form.paper(), acknowledged=form.acknowledged()
            )
            return _("“%(step)s” is approved.") % {"step": case.rule.label}

    return _done(request, found, row, form, act)


@page(Act.VIEW_ELECTIONS, write=Act.DECIDE_STEPS)
def step_reopen(request: OfficeRequest, pk: int, step: str) -> HttpResponse:
    """Reopen a closed step, and what was built on it."""
    found, row = _step_or_404(request, pk, step, Act.DECIDE_STEPS)
    if request.method != "POST":
        return redirect(_address(row))
    form = ReasonedForm(request.POST)

    def act() -> str:
        changed = reopen_step(scope=request.scope, by=request.user, step=row, paper=form.paper())
        return _("Reopened; %(count)d steps that were built on it with it.") % {"count": len(changed) - 1}

    return _done(request, found, row, form, act)


@page(Act.VIEW_ELECTIONS, write=Act.CHANGE_VILLAGES)
def days(request: OfficeRequest, pk: int) -> HttpResponse:
    """The planned day of an election."""
    found = election_or_404(request, pk)
    if request.method == "POST" and not request.scope.allows(Act.CHANGE_VILLAGES, found.village_id):
        request.scope.require(Act.CHANGE_VILLAGES, found.village_id)
    form = DaysForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_election_day(scope=request.scope, election=found, day=form.cleaned_data["election_day"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("elections:election", pk=pk)
    may_change = request.scope.allows(Act.CHANGE_VILLAGES, found.village_id)
    return render(request, "elections/days.html", {"election": found, "form": form, "may_change": may_change})


def election_or_404(request: OfficeRequest, pk: int) -> Election:
    """An election in the scope, with village, township and cycle."""
    elections = Election.objects.filter(request.scope.within(Act.VIEW_ELECTIONS, "village__code"))
    return get_object_or_404(elections.select_related("village__parent", "cycle"), pk=pk)


def _step_or_404(request: OfficeRequest, pk: int, key: str, act: Act) -> tuple[Election, ElectionStep]:
    found = election_or_404(request, pk)
    if request.method == "POST":
        request.scope.require(act, found.village_id)
    row = get_object_or_404(ElectionStep, election=found, step=key)
    row.election = found
    return found, row


def _case(row: ElectionStep) -> Case:
    return cases([row])[0]


def _known(case: Case) -> Sequence[str]:
    """Warnings that the one who asked has given a reason for."""
    asked = next((paper for paper in case.papers if paper.kind == "request"), None)
    return list(asked.acknowledged) if asked else []


def _address(row: ElectionStep) -> str:
    return reverse("elections:election", args=[row.election_id]) + f"?step={row.step}"


def _done(request: OfficeRequest, found: Election, row: ElectionStep, form: PaperForm, act: Any) -> HttpResponse:
    """Do what was asked for and go on to the election; or show the form again with what speaks against it."""
    if not form.is_valid() and not _next_action(request, case := _case(row))[0]:
        messages.error(request, case.as_it_is())  # there is no form any more to which the mistakes could be shown
        return redirect(_address(row))
    if form.is_valid():
        try:
            messages.success(request, act())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("elections:election", pk=found.pk)
    return _render(request, found, row, form)


def _chosen(found: Election, key: str) -> ElectionStep | None:
    """The step of the address, else the one that needs somebody: the first that is under way."""
    steps = list(found.steps.order_by("position"))
    for step in steps:
        step.election = found
    named = next((step for step in steps if step.step == key), None)
    under_way = (step for step in steps if step.state not in (StepState.APPROVED, StepState.NOT_STARTED))
    return named or next(under_way, None) or next(reversed(steps), None)


def _render(
    request: OfficeRequest, found: Election, step: ElectionStep | None, form: PaperForm | None = None
) -> HttpResponse:
    chain = chains_of(found.cycle)[found.body] if found.body in found.cycle.bodies else None
    context: dict[str, Any] = {
        "election": found,
        "state": state_of(found),
        "law": found.cycle.law(),
        "stops": _stops(found, step, chain) if chain else [],
        "panels": election_panels(request, found),
        "papers": _papers(found, chain),
        "may_change": request.scope.allows(Act.CHANGE_VILLAGES, found.village_id),
        "opens_township": request.scope.allows(Act.VIEW_ELECTIONS, found.village.parent_id),
    }
    if step is not None and chain is not None:
        context |= _gate(request, _case(step), form)
    return render(request, "elections/election.html", context)


def _stops(found: Election, shown: ElectionStep | None, chain: Chain) -> list[Stop]:
    today = timezone.localdate()
    begun = Q(state=StepState.APPROVED) | Q(state=StepState.NOT_STARTED)
    late = set(found.steps.exclude(begun).filter(due_on__lt=today).values_list("pk", flat=True))
    steps = [step for step in found.steps.order_by("position") if step.step in chain]
    return [
        Stop(
            number=number,
            step=step,
            rule=chain.rule(step.step),
            url=f"?step={step.step}",
            shown=shown is not None and step.pk == shown.pk,
            late=step.pk in late,
        )
        for number, step in enumerate(steps, 1)
    ]


def _papers(found: Election, chain: Chain | None) -> list[tuple[StepPaper, Any]]:
    papers = StepPaper.objects.filter(step__election=found).select_related("step", "by").order_by("-pk")[:12]
    return [
        (paper, chain.rule(paper.step.step).label if chain and paper.step.step in chain else paper.step.step)
        for paper in papers
    ]


def _next_action(request: OfficeRequest, case: Case) -> tuple[str, Office | None]:
    """What is done next with a step, empty where the user does not do it; and by which office."""
    step, code = case.step, case.step.election.village_id
    if step.state in REQUESTABLE:
        asks = case.rule.requested_by in offices_of(request.scope, Act.REQUEST_STEPS, code)
        return "request" if asks else "", case.rule.requested_by
    decides = offices_of(request.scope, Act.DECIDE_STEPS, code)
    if step.state == StepState.REQUESTED:
        office = Office(step.awaits)
        return "decide" if office in decides else "", office
    if step.state == StepState.APPROVED:
        office = case.rule.approvals[-1]
        return "reopen" if office in decides else "", office
    return "", None


def _gate(request: OfficeRequest, case: Case, form: PaperForm | None) -> dict[str, Any]:
    """What the step shown needs: findings, what is done next and by whom."""
    step = case.step
    action, office = _next_action(request, case)
    waits = case.waits_for() if step.state != StepState.APPROVED else []
    shown = _findings_of(case)
    blocks = sum(found.blocks for found in shown) + len(waits)
    last = case.papers[0] if case.papers else None
    return {
        "case": case,
        "step": step,
        "badge_of_step": (_BADGES[StepState(step.state)], step.get_state_display()),
        "waits": waits,
        "blocks": blocks,
        "warnings": sum(found.warns for found in shown),
        "shown_findings": shown,
        "action": action,
        "office": office,
        "last": last,
        "form": form or _blank(case, action, office),
        "reopened": len(case.chain.built_on(step.step)),
    }


def _findings_of(case: Case) -> list[GateFinding]:
    """What the gate finds; of a closed step what it found when it was closed."""
    reply = case.last(PaperKind.REPLY) if case.step.state == StepState.APPROVED else None
    if reply is None:
        return list(case.gate)
    return [GateFinding(Finding(**finding)) for finding in reply.findings]


def _blank(case: Case, action: str, office: Office | None) -> PaperForm | None:
    if not action or office is None:
        return None
    initial = {"issuer": issuer_of(office, case.step.election)}
    if action == "reopen":
        return ReasonedForm(initial=initial)
    known = _known(case) if action == "decide" else ()
    return PaperForm(initial=initial, gate=case.gate, known=known)
