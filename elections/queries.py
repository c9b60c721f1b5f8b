"""The board: how far the villages of a division are, body by body."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Left
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.codes import Level
from elections.models import Cycle, Election
from villages.models import Division


@dataclass(slots=True)
class Cell:
    """Elections of one body in one division: how many there are, were held, and should have been held by now."""

    total: int = 0
    held: int = 0
    overdue: int = 0

    @property
    def shade(self) -> int:
        """0 nothing held, 1 to 3 by thirds, 4 all: the step of the colour scale, told apart by the figure as well."""
        if not self.held:
            return 0
        return 4 if self.held == self.total else 1 + 3 * self.held // (self.total + 1)


@dataclass(slots=True)
class Row:
    """A division of the board with its cells in the order of the cycle's bodies."""

    division: Division
    cells: list[Cell]
    villages: int = 0

    @property
    def url(self) -> str:
        """The township's own board, or the village's page."""
        if self.division.level is Level.TOWNSHIP:
            return reverse("elections:township", args=[self.division.code])
        return reverse("villages:village", args=[self.division.code])


@dataclass(slots=True)
class Board:
    """Rows and the sums of all rows."""

    rows: list[Row] = field(default_factory=list)
    totals: list[Cell] = field(default_factory=list)
    villages: int = 0


def cycle_of(scope: Scope) -> Cycle | None:
    """The newest cycle of the county in which the user holds his duty."""
    home = scope.home()
    if home is None or len(home.code) < Level.COUNTY:
        return None
    return Cycle.objects.filter(county_id=home.code[: Level.COUNTY]).select_related("county").first()


def elections_in(scope: Scope, cycle: Cycle) -> QuerySet[Election]:
    """Elections of a cycle that the scope lets see, with their villages and townships."""
    return Election.objects.filter(scope.within(Act.VIEW_ELECTIONS, "village__code"), cycle=cycle).select_related(
        "village__parent", "cycle"
    )


def board(*, scope: Scope, cycle: Cycle, level: Level) -> Board:
    """Rows by township (`level` TOWNSHIP) or village (VILLAGE), in two queries whatever the number of rows."""
    counted = (
        Election.objects.filter(scope.within(Act.VIEW_ELECTIONS, "village__code"), cycle=cycle)
        .order_by()
        .values("body", division=Left(F("village__code"), int(level)))
        .annotate(
            total=Count("pk"),
            held=Count("pk", filter=Q(held_on__isnull=False)),
            overdue=Count("pk", filter=Q(held_on=None, election_day__lt=timezone.localdate())),
        )
    )
    cells: dict[str, dict[str, Cell]] = defaultdict(dict)
    for row in counted:
        cells[row["division"]][row["body"]] = Cell(row["total"], row["held"], row["overdue"])
    divisions = Division.objects.in_bulk(cells.keys())
    rows = [_row(divisions[code], [cells[code].get(body, Cell()) for body in cycle.bodies]) for code in sorted(cells)]
    return Board(rows=rows, totals=_totals(rows, len(cycle.bodies)), villages=sum(row.villages for row in rows))


def with_progress(cycles: QuerySet[Cycle]) -> QuerySet[Cycle]:
    """Cycles with the number of their elections (`total`) and of those held (`held`)."""
    return cycles.annotate(
        total=Count("elections"), held=Count("elections", filter=Q(elections__held_on__isnull=False))
    )


def _row(division: Division, cells: list[Cell]) -> Row:
    return Row(division, cells, max((cell.total for cell in cells), default=0))


def _totals(rows: list[Row], bodies: int) -> list[Cell]:
    return [
        Cell(
            sum(row.cells[place].total for row in rows),
            sum(row.cells[place].held for row in rows),
            sum(row.cells[place].overdue for row in rows),
        )
        for place in range(bodies)
    ]
