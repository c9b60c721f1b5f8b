"""Every change of state of a step: asked for, approved, returned, reopened; for one election or for many at once.

Whoever decides locks the rows first and reads what they are only then: of two who press the button at once one wins and
the other is told what the first has done.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.trail import because
from elections.chain.cases import Case, Outcome, PaperData, judged, locked, move, open_followers, write
from elections.chain.definitions import Office
from elections.chain.duties import offices_of
from elections.chain.models import REQUESTABLE, ElectionStep, PaperKind, StepState
from elections.chain.versions import chains_of
from elections.gates import GateFinding
from elections.models import Election
from elections.steps import Step


def request_step(
    *,
    scope: Scope,
    by: User | None,
    step: ElectionStep,
    paper: PaperData,
    acknowledged: Mapping[str, str] | None = None,
) -> ElectionStep:
    """Ask for a step. `acknowledged` gives a reason for each warning by its rule. Raises ValidationError, Http404."""
    return request_steps(scope=scope, by=by, steps=[step], paper=paper, acknowledged=acknowledged).only()


@transaction.atomic
def request_steps(
    *,
    scope: Scope,
    by: User | None,
    steps: Collection[ElectionStep],
    paper: PaperData,
    acknowledged: Mapping[str, str] | None = None,
) -> Outcome:
    """The same for many: those that do not pass are left out and named. Raises Http404 outside the scope."""
    reasons = _given(acknowledged)

    def judge(case: Case) -> list[str]:
        if case.step.state not in REQUESTABLE:
            return [case.as_it_is()]
        office = case.rule.requested_by
        earlier = max((before.dated for before in case.papers), default=None)
        return [
            *_without_duty(scope, Act.REQUEST_STEPS, case, office),
            *_too_early(case),
            *_dates(case, paper, earlier),
            *_gate_problems(case.gate, reasons),
        ]

    passed, outcome = judged(scope=scope, steps=steps, judge=judge)
    for office in Office:
        move([case for case in passed if case.rule.approvals[0] == office], StepState.REQUESTED, awaits=office)
    offices = {case.step.pk: case.rule.requested_by for case in passed}
    write(passed, PaperKind.REQUEST, paper, by=by, offices=offices, acknowledged=reasons)
    return outcome


def approve_step(
    *,
    scope: Scope,
    by: User | None,
    step: ElectionStep,
    paper: PaperData,
    acknowledged: Mapping[str, str] | None = None,
) -> ElectionStep:
    """Approve a step for the level whose decision it awaits; the last approval closes it. Raises ValidationError, Http404."""
    return approve_steps(scope=scope, by=by, steps=[step], paper=paper, acknowledged=acknowledged).only()


@transaction.atomic
def approve_steps(
    *,
    scope: Scope,
    by: User | None,
    steps: Collection[ElectionStep],
    paper: PaperData,
    acknowledged: Mapping[str, str] | None = None,
) -> Outcome:
    """Approve many with one paper: those that do not pass are left out and named. Raises Http404 outside the scope.

    What the one who asked has acknowledged need not be acknowledged again.
    """
    reasons = _given(acknowledged)

    def judge(case: Case) -> list[str]:
        if case.step.state != StepState.REQUESTED:
            return [case.as_it_is()]
        office = Office(case.step.awaits)
        asked = case.last(PaperKind.REQUEST)
        known = {**(asked.acknowledged if asked else {}), **reasons}
        return [
            *_without_duty(scope, Act.DECIDE_STEPS, case, office),
            *_too_early(case),
            *_unnumbered(case, paper),
            *_dates(case, paper, asked.dated if asked else None),
            *_gate_problems(case.gate, known),
        ]

    passed, outcome = judged(scope=scope, steps=steps, judge=judge)
    offices = {case.step.pk: Office(case.step.awaits) for case in passed}
    closing = []
    for case in passed:
        place = case.rule.approvals.index(offices[case.step.pk]) + 1
        if place == len(case.rule.approvals):
            closing.append(case)
        else:
            move([case], StepState.REQUESTED, awaits=case.rule.approvals[place])
    move(closing, StepState.APPROVED, closed_on=paper.dated)
    write(passed, PaperKind.REPLY, paper, by=by, offices=offices, acknowledged=reasons)
    open_followers(closing)
    return outcome


@transaction.atomic
def return_step(*, scope: Scope, by: User | None, step: ElectionStep, paper: PaperData) -> ElectionStep:
    """Send a request back, with the reason. Raises ValidationError, Http404."""

    def judge(case: Case) -> list[str]:
        if case.step.state != StepState.REQUESTED:
            return [case.as_it_is()]
        office, asked = Office(case.step.awaits), case.last(PaperKind.REQUEST)
        return [
            *_without_duty(scope, Act.DECIDE_STEPS, case, office),
            *_unreasoned(paper),
            *_dates(case, paper, asked.dated if asked else None),
        ]

    passed, outcome = judged(scope=scope, steps=[step], judge=judge)
    offices = {case.step.pk: Office(case.step.awaits) for case in passed}
    with because(paper.reason):
        move(passed, StepState.RETURNED)
        write(passed, PaperKind.RETURN, paper, by=by, offices=offices)
    return outcome.only()


@transaction.atomic
def reopen_step(*, scope: Scope, by: User | None, step: ElectionStep, paper: PaperData) -> list[ElectionStep]:
    """Reopen an approved step by a recorded decision of the level that closed it, and all that was built on it.

    Of what was built on it an approved step is reopened too, one that was asked for is returned, one that was open has
    not started. All that changed, the step itself first. Raises ValidationError, Http404.
    """
    election = step.election
    scope.require(Act.VIEW_ELECTIONS, election.village_id)
    chain = chains_of(election.cycle)[election.body]
    keys = [step.step, *chain.built_on(step.step)]
    found = locked(ElectionStep.objects.filter(election=election, step__in=keys), gated=False)
    first = next(case for case in found if case.step.pk == step.pk)
    office = first.rule.approvals[-1]
    problems = [
        *_without_duty(scope, Act.DECIDE_STEPS, first, office),
        *_unreasoned(paper),
        *_dates(first, paper, first.papers[0].dated if first.papers else None),
    ]
    if first.step.state != StepState.APPROVED:
        problems = [first.as_it_is()]
    if problems:
        raise ValidationError(problems)
    with because(paper.reason):
        return _undo(first, [case for case in found if case is not first], paper=paper, by=by, office=office)


def _undo(
    first: Case, built_on: Sequence[Case], *, paper: PaperData, by: User | None, office: Office
) -> list[ElectionStep]:
    by_state: dict[str, list[Case]] = defaultdict(list)
    for case in built_on:
        by_state[case.step.state].append(case)
    approved, asked, opened = (by_state[state] for state in (StepState.APPROVED, StepState.REQUESTED, StepState.OPEN))
    why = _("%(step)s was reopened: %(reason)s") % {"step": first.rule.label, "reason": paper.reason}
    follows = PaperData(issuer=paper.issuer, dated=paper.dated, number=paper.number, reason=why[:500])
    offices = {case.step.pk: office for case in (first, *built_on)}
    move([first, *approved], StepState.REOPENED)
    move(asked, StepState.RETURNED)
    move(opened, StepState.NOT_STARTED)
    write([first], PaperKind.REOPENING, paper, by=by, offices=offices)
    write(approved, PaperKind.REOPENING, follows, by=by, offices=offices)
    write(asked, PaperKind.RETURN, follows, by=by, offices=offices)
    return [case.step for case in (first, *approved, *asked, *opened)]


def require_open(election: Election, *steps: Step) -> None:
    """Hold the steps open until the end of the transaction. Raises ValidationError when one of them is closed.

    What a service calls before it writes facts of a step: the database refuses them anyway (`frozen_by`), but in words
    for programmers.
    """
    rows = ElectionStep.objects.filter(election=election, step__in=[step.value for step in steps])
    for row in rows.order_by("position").select_for_update(no_key=True):
        if row.state == StepState.APPROVED:
            values = {"step": Step(row.step).label, "day": row.closed_on}
            raise ValidationError(_("“%(step)s” was closed on %(day)s. Reopen it with a reason first.") % values)


# What stands in the way: each yields sentences for the one who pressed the button.


def _without_duty(scope: Scope, act: Act, case: Case, office: Office) -> Iterator[str]:
    if office not in offices_of(scope, act, case.step.election.village_id):
        yield _("This is for %(office)s to do; none of your duties covers it.") % {"office": office.label}


def _too_early(case: Case) -> Iterator[str]:
    if waiting := case.waits_for():
        yield _("Not yet approved: %(steps)s.") % {"steps": "、".join(waiting)}


def _unnumbered(case: Case, paper: PaperData) -> Iterator[str]:
    if case.rule.reply and not paper.number:
        yield _("“%(title)s” has a number. Type it as it stands on the paper.") % {"title": case.rule.reply}


def _unreasoned(paper: PaperData) -> Iterator[str]:
    if not paper.reason.strip():
        yield _("Say why, so that whoever reads it knows what to mend.")


def _dates(case: Case, paper: PaperData, earlier: date | None) -> Iterator[str]:
    """Dates out of order: a paper of tomorrow, of before the cycle, or older than what it answers."""
    if not paper.issuer.strip():
        yield _("Name who issues the paper.")
    if paper.dated > timezone.localdate():
        yield _("The paper is dated %(day)s, which is still to come. Give the day on the paper.") % {"day": paper.dated}
    start = case.step.election.cycle.starts_on
    if paper.dated < start:
        values = {"day": paper.dated, "start": start}
        yield _("The paper is dated %(day)s, before the cycle began on %(start)s. Correct the date.") % values
    elif earlier is not None and paper.dated < earlier:
        values = {"day": paper.dated, "earlier": earlier}
        yield _("The paper is dated %(day)s, before the one it follows, of %(earlier)s. Correct the date.") % values


def _given(acknowledged: Mapping[str, str] | None) -> dict[str, str]:
    return {rule: reason.strip() for rule, reason in (acknowledged or {}).items() if reason.strip()}


def _gate_problems(gate: Sequence[GateFinding], acknowledged: Mapping[str, str]) -> Iterator[str]:
    """Findings that stop the step: blocks always, warnings without a reason."""
    for found in gate:
        finding = found.finding
        if found.blocks:
            yield _("%(title)s: %(text)s (%(basis)s)") % _words(found)
        elif found.warns and finding.rule not in acknowledged:
            yield _("%(title)s: %(text)s Say why it goes on all the same. (%(basis)s)") % _words(found)


def _words(found: GateFinding) -> dict[str, str]:
    return {"title": found.title, "text": found.detail, "basis": found.finding.basis}
