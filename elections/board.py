"""The progress boards: townships × steps from the counts that triggers keep, villages × steps from the steps themselves."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Q, Sum
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.codes import Level
from elections.chain.definitions import Chain
from elections.chain.models import ElectionStep, StepCount, StepPaper, StepState
from elections.chain.versions import chains_of
from elections.models import Cycle
from villages.models import Division

# States in which a step hangs when its day has passed; one not started waits for another.
BEGUN: Final = (StepState.OPEN, StepState.REQUESTED, StepState.RETURNED, StepState.REOPENED)


@dataclass(slots=True)
class Cell:
    """Elections of one division at one step: all, those that have closed it, asked for it, been sent back, are late."""

    total: int = 0
    done: int = 0
    asked: int = 0
    returned: int = 0
    late: int = 0

    @property
    def shade(self) -> int:
        """0 none closed, 1 to 3 by thirds, 4 all: the step of the colour scale, told apart by figure or mark as well."""
        if not self.done:
            return 0
        return 4 if self.done == self.total else 1 + 3 * self.done // (self.total + 1)

    def add(self, other: "Cell") -> None:
        """Sum up."""
        self.total += other.total
        self.done += other.done
        self.asked += other.asked
        self.returned += other.returned
        self.late += other.late


@dataclass(frozen=True, slots=True)
class Column:
    """A step of the board."""

    key: str
    label: Any


@dataclass(slots=True)
class Row:
    """A division and its cells in the order of the columns."""

    division: Division
    cells: list[Cell]
    url: str

    @property
    def villages(self) -> int:
        """Number of elections, one a village."""
        return max((cell.total for cell in self.cells), default=0)


@dataclass(slots=True)
class Board:
    """Columns (steps), rows (divisions), sums; and for every body of the cycle its sums by step."""

    body: str
    columns: list[Column]
    rows: list[Row]
    totals: list[Cell]
    bodies: dict[str, dict[str, Cell]] = field(default_factory=dict)

    def late(self) -> int:
        """Steps of all bodies that should have been closed by now."""
        return sum(cell.late for cells in self.bodies.values() for cell in cells.values())


# Rows one level below the board's own division.
_BELOW = {
    Level.COUNTRY: Level.PROVINCE,
    Level.PROVINCE: Level.PREFECTURE,
    Level.PREFECTURE: Level.COUNTY,
    Level.COUNTY: Level.TOWNSHIP,
}


def row_level(code: str) -> Level:
    """Level of the rows of a division's board."""
    return _BELOW.get(Level(len(code)), Level.VILLAGE)


def counted(*, scope: Scope, cycle: Cycle, level: Level) -> dict[str, dict[tuple[str, str], Cell]]:
    """By division of a level (province to township), and by body and step: one query over the counts."""
    today = timezone.localdate()
    rows = (
        StepCount.objects.filter(scope.within(Act.VIEW_ELECTIONS), cycle=cycle, level=int(level))
        .values_list("code", "body", "step")
        .annotate(
            total=Sum("number"),
            done=Sum("number", filter=Q(state=StepState.APPROVED), default=0),
            asked=Sum("number", filter=Q(state=StepState.REQUESTED), default=0),
            returned=Sum("number", filter=Q(state__in=(StepState.RETURNED, StepState.REOPENED)), default=0),
            late=Sum("number", filter=Q(state__in=BEGUN, due_on__lt=today), default=0),
        )
    )
    cells: dict[str, dict[tuple[str, str], Cell]] = defaultdict(dict)
    for code, body, step, *figures in rows:
        cells[code][body, step] = Cell(*figures)
    return cells


def board(*, scope: Scope, cycle: Cycle, level: Level, body: str = "") -> Board:
    """The board of the divisions of a level (province to township) within the scope, in three queries."""
    chains = chains_of(cycle)
    cells = counted(scope=scope, cycle=cycle, level=level)
    bodies = _by_body(cells.values())
    body = body if body in chains else _under_way(chains, bodies)
    columns = _columns(chains, body)
    divisions = Division.objects.in_bulk(cells.keys())
    rows = [
        Row(
            divisions[code],
            [cells[code].get((body, column.key), Cell()) for column in columns],
            reverse("elections:board", args=[code]),
        )
        for code in sorted(cells)
        if code in divisions
    ]
    totals = [bodies.get(body, {}).get(column.key, Cell()) for column in columns]
    return Board(body, columns, rows, totals, bodies)


def _columns(chains: dict[str, Chain], body: str) -> list[Column]:
    return [Column(rule.key, rule.label) for rule in chains[body].steps] if body in chains else []


def _by_body(divisions: Iterable[dict[tuple[str, str], Cell]]) -> dict[str, dict[str, Cell]]:
    sums: dict[str, dict[str, Cell]] = defaultdict(dict)
    for cells in divisions:
        for (body, step), cell in cells.items():
            sums[body].setdefault(step, Cell()).add(cell)
    return sums


def _under_way(chains: dict[str, Chain], bodies: dict[str, dict[str, Cell]]) -> str:
    """The first body, in the order of the elections, whose vote is still to come somewhere; the last if none."""
    for body in chains:
        vote = bodies.get(body, {}).get("vote", Cell())
        if vote.done < vote.total:
            return body
    return next(reversed(chains), "")


# The board of a township: its villages


@dataclass(slots=True)
class VillageCell:
    """A step of a village's election: its state, and whether it should be closed by now."""

    step: ElectionStep | None
    late: bool = False

    @property
    def url(self) -> str:
        """The step on the election's page."""
        if self.step is None:
            return ""
        return reverse("elections:election", args=[self.step.election_id]) + f"?step={self.step.step}"


@dataclass(slots=True)
class VillageRow:
    """A village and its cells in the order of the columns."""

    division: Division
    cells: list[VillageCell]


@dataclass(slots=True)
class Waiting:
    """A step that waits: for how many days it has been due, and what the newest paper says."""

    step: ElectionStep
    label: Any
    days_late: int
    paper: StepPaper | None


@dataclass(slots=True)
class VillageBoard:
    """Columns (steps), rows (villages), sums by step, and what waits and why."""

    body: str
    columns: list[Column]
    rows: list[VillageRow]
    totals: list[Cell]
    waiting: list[Waiting]
    bodies: dict[str, dict[str, Cell]]

    def late(self) -> int:
        """Steps of all bodies that should have been closed by now."""
        return sum(cell.late for cells in self.bodies.values() for cell in cells.values())


def village_board(*, scope: Scope, cycle: Cycle, body: str = "", step: str = "") -> VillageBoard:
    """The board of the villages within the scope, in three queries; `step` lists all that have not closed it."""
    today = timezone.localdate()
    chains = chains_of(cycle)
    found = ElectionStep.objects.filter(
        scope.within(Act.VIEW_ELECTIONS, "election__village__code"), election__cycle=cycle
    ).select_related("election__village__parent")
    steps = list(found.order_by("election__village_id", "position"))
    bodies = _sums(steps, today)
    body = body if body in chains else _under_way(chains, bodies)
    columns = _columns(chains, body)
    shown = [row for row in steps if row.election.body == body]
    by_village: dict[str, dict[str, ElectionStep]] = defaultdict(dict)
    villages: dict[str, Division] = {}
    for row in shown:
        villages[row.election.village_id] = row.election.village
        by_village[row.election.village_id][row.step] = row
    rows = [
        VillageRow(villages[code], [_cell(by_village[code].get(column.key), today) for column in columns])
        for code in villages
    ]
    totals = [bodies.get(body, {}).get(column.key, Cell()) for column in columns]
    waiting = _waiting(shown, chains.get(body), today=today, step=step)
    return VillageBoard(body, columns, rows, totals, waiting, bodies)


def _cell(step: ElectionStep | None, today: datetime.date) -> VillageCell:
    return VillageCell(step, late=step is not None and _days_late(step, today) > 0)


def _days_late(step: ElectionStep, today: datetime.date) -> int:
    if step.state not in BEGUN or step.due_on is None:
        return 0
    return max((today - step.due_on).days, 0)


def _sums(steps: Iterable[ElectionStep], today: datetime.date) -> dict[str, dict[str, Cell]]:
    sums: dict[str, dict[str, Cell]] = defaultdict(dict)
    for step in steps:
        cell = Cell(
            total=1,
            done=int(step.state == StepState.APPROVED),
            asked=int(step.state == StepState.REQUESTED),
            returned=int(step.state in (StepState.RETURNED, StepState.REOPENED)),
            late=int(_days_late(step, today) > 0),
        )
        sums[step.election.body].setdefault(step.step, Cell()).add(cell)
    return sums


def _waiting(steps: Iterable[ElectionStep], chain: Chain | None, *, today: datetime.date, step: str) -> list[Waiting]:
    """Of one step all that have not closed it; else what was sent back, asked for, or has begun and is late."""
    if chain is None:
        return []

    def waits(row: ElectionStep) -> bool:
        if step:
            return row.step == step and row.state != StepState.APPROVED
        begun = row.state in (StepState.RETURNED, StepState.REOPENED, StepState.REQUESTED)
        return begun or _days_late(row, today) > 0

    chosen = [row for row in steps if waits(row) and row.step in chain]
    papers: dict[int, StepPaper] = {}
    for paper in StepPaper.objects.filter(step__in=chosen).select_related("by").order_by("pk"):
        papers[paper.step_id] = paper
    rows = [Waiting(row, chain.rule(row.step).label, _days_late(row, today), papers.get(row.pk)) for row in chosen]
    return sorted(rows, key=lambda line: (-line.days_late, line.step.election.village_id, line.step.position))
