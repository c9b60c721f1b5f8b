"""How far the steps of a cycle are below a division, step by step and unit by unit, for the report on progress."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, Q
from django.db.models.functions import Left

from electionadmin.codes import Level, under
from elections.board import BEGUN
from elections.chain.models import ElectionStep, StepState
from elections.chain.versions import chains_of
from elections.models import Cycle
from villages.models import Division

_FIGURES: Final = ("total", "done", "asked", "returned", "late")


@dataclass(slots=True)
class Steps:
    """Steps of elections: all, closed, asked for, sent back, late on the day."""

    total: int = 0
    done: int = 0
    asked: int = 0
    returned: int = 0
    late: int = 0

    def add(self, other: "Steps") -> None:
        """Sum up."""
        for name in _FIGURES:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True, slots=True)
class Progress:
    """By body and step in the order of the chain (with the step's label), and by unit of a level in the order of codes."""

    steps: list[tuple[str, str, Steps]]
    units: list[tuple[Division, Steps]]


def progress(*, cycle: Cycle, code: str, level: Level, on: datetime.date) -> Progress:
    """Progress of a cycle below a division on a day, in three queries."""
    by_step: dict[tuple[str, str], Steps] = defaultdict(Steps)
    by_unit: dict[str, Steps] = defaultdict(Steps)
    for row in _counts(cycle, code, level, on):
        counted = Steps(*(row[name] for name in _FIGURES))
        by_step[row["body"], row["step"]].add(counted)
        by_unit[row["unit"]].add(counted)
    divisions = Division.objects.select_related("parent").in_bulk(by_unit.keys())
    return Progress(
        steps=[
            (body, str(rule.label), by_step[body, rule.key])
            for body, chain in chains_of(cycle).items()
            for rule in chain.steps
            if (body, rule.key) in by_step
        ],
        units=[(divisions[unit], by_unit[unit]) for unit in sorted(by_unit)],
    )


def _counts(cycle: Cycle, code: str, level: Level, on: datetime.date) -> Any:
    steps = ElectionStep.objects.filter(under((code,), "election__village__code"), election__cycle=cycle)
    return (
        steps.order_by()
        .values("step", body=F("election__body"), unit=Left("election__village__code", int(level)))
        .annotate(
            total=Count("pk"),
            done=Count("pk", filter=Q(state=StepState.APPROVED)),
            asked=Count("pk", filter=Q(state=StepState.REQUESTED)),
            returned=Count("pk", filter=Q(state__in=(StepState.RETURNED, StepState.REOPENED))),
            late=Count("pk", filter=Q(state__in=BEGUN, due_on__lt=on)),
        )
    )
