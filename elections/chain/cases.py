"""Steps locked for a change, with all that judging them takes, in a fixed number of queries for any number of them."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope
from elections.chain.definitions import Chain, Office, StepRule
from elections.chain.models import ElectionStep, PaperKind, StepPaper, StepState
from elections.chain.versions import chains_of
from elections.gates import GateFinding, findings
from elections.models import Cycle, Election
from elections.rulebooks import Rulebook


@dataclass(frozen=True, slots=True)
class PaperData:
    """What stands on a paper; `reason` is a remark on a request or reply, and must be given for a return or a reopening."""

    issuer: str
    dated: datetime.date
    number: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A step that did not pass, and why."""

    step: ElectionStep
    reasons: tuple[str, ...]


@dataclass(slots=True)
class Outcome:
    """What became of many steps: those that passed, those left out."""

    passed: list[ElectionStep] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def only(self) -> ElectionStep:
        """The step of an outcome about one. Raises ValidationError with why it was left out."""
        for left in self.left_out:
            raise ValidationError(list(left.reasons))
        return self.passed[0]


@dataclass(frozen=True, slots=True)
class Case:
    """A step with its rule, the states of the election's other steps, its papers (newest first) and its gate."""

    step: ElectionStep
    chain: Chain
    rule: StepRule
    states: Mapping[str, str]
    papers: Sequence[StepPaper]
    gate: Sequence[GateFinding]

    def waits_for(self) -> list[str]:
        """Names of the steps before it that are not approved; one that the election does not have stops nothing."""
        return [
            str(self.chain.rule(key).label)
            for key in self.rule.after
            if self.states.get(key, StepState.APPROVED) != StepState.APPROVED
        ]

    def last(self, kind: PaperKind) -> StepPaper | None:
        """The newest paper of a kind."""
        return next((paper for paper in self.papers if paper.kind == kind), None)

    def as_it_is(self) -> str:
        """What has happened to the step, for whoever comes too late."""
        newest = self.papers[0] if self.papers else None
        state = self.step.get_state_display()
        if newest is None or not newest.by:
            return _("The step is %(state)s; this cannot be done now.") % {"state": state}
        values = {
            "state": state,
            "name": newest.by.name,
            "at": date_format(timezone.localtime(newest.at), "SHORT_DATETIME_FORMAT"),
        }
        return _("The step is %(state)s: %(name)s recorded it at %(at)s.") % values


def cases(steps: Iterable[ElectionStep], *, gated: bool = True) -> list[Case]:
    """The cases of steps whose elections, villages and cycles are loaded."""
    rows = list(steps)
    chains = {cycle.pk: chains_of(cycle) for cycle in {row.election.cycle for row in rows}}
    states = _states({row.election_id for row in rows})
    papers = _papers(rows)
    gates = _gates(rows) if gated else {}
    found = []
    for row in rows:
        chain = chains[row.election.cycle_id][row.election.body]
        rule = chain.rule(row.step)
        found.append(Case(row, chain, rule, states[row.election_id], papers[row.pk], gates.get(row.pk, ())))
    return found


def locked(steps: QuerySet[ElectionStep], *, gated: bool = True) -> list[Case]:
    """The cases of steps that nobody else changes until the transaction ends; always locked in the same order.

    The elections are read after the lock: joined to it they would be as they were before it was waited for.
    """
    rows = list(steps.select_for_update(of=("self",), no_key=True).order_by("election_id", "position"))
    elections = Election.objects.select_related("village__parent", "cycle").in_bulk({row.election_id for row in rows})
    for row in rows:
        row.election = elections[row.election_id]
    return cases(rows, gated=gated)


def _states(elections: set[int]) -> dict[int, dict[str, str]]:
    states: dict[int, dict[str, str]] = defaultdict(dict)
    for election, key, state in ElectionStep.objects.filter(election__in=elections).values_list(
        "election_id", "step", "state"
    ):
        states[election][key] = state
    return states


def _papers(rows: list[ElectionStep]) -> dict[int, list[StepPaper]]:
    papers: dict[int, list[StepPaper]] = defaultdict(list)
    for paper in StepPaper.objects.filter(step__in=rows).select_related("by").order_by("-pk"):
        papers[paper.step_id].append(paper)
    return papers


def _gates(rows: list[ElectionStep]) -> dict[int, list[GateFinding]]:
    by_step: dict[str, list[ElectionStep]] = defaultdict(list)
    for row in rows:
        by_step[row.step].append(row)
    found: dict[int, list[GateFinding]] = {}
    for key, same in by_step.items():
        results = findings(key, [row.election for row in same])
        found |= {row.pk: results[row.election_id] for row in same}
    return found


def judged(
    *, scope: Scope, steps: Iterable[ElectionStep], judge: Callable[[Case], list[str]], gated: bool = True
) -> tuple[list[Case], Outcome]:
    """Lock the steps and part those without problems from the others. Raises Http404 outside the scope."""
    outcome, passed = Outcome(), []
    for case in locked(ElectionStep.objects.filter(pk__in=[step.pk for step in steps]), gated=gated):
        scope.require(Act.VIEW_ELECTIONS, case.step.election.village_id)
        problems = judge(case)
        if problems:
            outcome.left_out.append(LeftOut(case.step, tuple(problems)))
        else:
            passed.append(case)
            outcome.passed.append(case.step)
    return passed, outcome


def move(
    moved: Iterable[Case],
    state: StepState,
    *,
    awaits: Office | None = None,
    closed_on: datetime.date | None = None,
) -> None:
    """Set the state of locked steps, in the rows and in the database."""
    keys = []
    for case in moved:
        case.step.state, case.step.awaits, case.step.closed_on = state, awaits or "", closed_on
        keys.append(case.step.pk)
    if keys:
        ElectionStep.objects.filter(pk__in=keys).update(state=state, awaits=awaits or "", closed_on=closed_on)


def open_followers(closed: Sequence[Case]) -> None:
    """Open what waited for steps that are now approved, once all that it waits for are.

    The followers are locked before the states are read: of two approvals at once that both lead to one step, the later
    sees the earlier.
    """
    keys = {rule.key for case in closed for rule in case.chain.followers(case.rule.key)}
    elections = {case.step.election_id for case in closed}
    if not keys:
        return
    waiting = ElectionStep.objects.filter(election__in=elections, step__in=keys, state=StepState.NOT_STARTED)
    ready = [case for case in locked(waiting, gated=False) if not case.waits_for()]
    move(ready, StepState.OPEN)


def write(
    written: Iterable[Case],
    kind: PaperKind,
    paper: PaperData,
    *,
    by: User | None,
    offices: Mapping[int, Office],
    acknowledged: Mapping[str, str] | None = None,
) -> None:
    """One row of the paper for each step, with the findings it was made on and the law it was made under.

    `offices` says by the key of the step which level issues it.
    """
    given = acknowledged or {}
    laws: dict[int, Rulebook] = {}
    rows = []
    for case in written:
        cycle: Cycle = case.step.election.cycle
        law = laws.setdefault(cycle.pk, cycle.law())
        warned = {found.finding.rule for found in case.gate if found.warns}
        rows.append(
            StepPaper(
                step=case.step,
                kind=kind,
                office=offices[case.step.pk],
                number=paper.number,
                issuer=paper.issuer,
                dated=paper.dated,
                reason=paper.reason,
                findings=[found.finding.as_dict() for found in case.gate],
                acknowledged={rule: reason for rule, reason in given.items() if rule in warned},
                rulebook=law.id,
                rulebook_version=law.version,
                chain_version=case.chain.version,
                by=by,
            )
        )
    StepPaper.objects.bulk_create(rows)
