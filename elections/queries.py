"""The board: how far the villages of a division are, body by body."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Left
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.codes import Level
from elections.models import Cycle, Election
from villages.models import Division
from villages.queries import in_force, villages, without_figures

_SURVEY = "survey"


@dataclass(slots=True)
class Cell:
    """How many there are in one division, how many are done (`held`), and how many should be done by now (`overdue`)."""

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
    """A division of the board: its cells in the order of the board's columns, the first of them the survey."""

    division: Division
    cells: list[Cell]

    @property
    def villages(self) -> int:
        """Number of villages."""
        return self.cells[0].total

    @property
    def url(self) -> str:
        """The township's own board, or the village's page."""
        if self.division.level is Level.TOWNSHIP:
            return reverse("elections:township", args=[self.division.code])
        return reverse("villages:village", args=[self.division.code])


@dataclass(slots=True)
class Board:
    """Columns (names), rows, and the sums of all rows."""

    columns: list[str]
    rows: list[Row]
    totals: list[Cell]


def cycle_of(scope: Scope) -> Cycle | None:
    """The newest cycle of the county in which the user holds his duty."""
    home = scope.home()
    if home is None or len(home.code) < Level.COUNTY:
        return None
    return Cycle.objects.filter(county_id=home.code[: Level.COUNTY]).select_related("county").first()


def current_cycle(request: HttpRequest) -> Cycle | None:
    """The same for whoever sends a request; asked for once, since page and frame both want it."""
    if not hasattr(request, "cycle"):
        request.cycle = cycle_of(getattr(request, "scope", Scope()))  # type: ignore[attr-defined]
    cycle: Cycle | None = request.cycle  # type: ignore[attr-defined]
    return cycle


def elections_in(scope: Scope, cycle: Cycle) -> QuerySet[Election]:
    """Elections of a cycle that the scope lets see, with their villages and townships."""
    return Election.objects.filter(scope.within(Act.VIEW_ELECTIONS, "village__code"), cycle=cycle).select_related(
        "village__parent", "cycle"
    )


def board(*, scope: Scope, cycle: Cycle, level: Level) -> Board:
    """Rows by township (`level` TOWNSHIP) or village (VILLAGE), in three queries whatever the number of rows."""
    bodies = cycle.body_labels()
    cells = _elections_by_division(scope, cycle, level)
    for code, survey in _survey_by_division(scope, level).items():
        cells[code][_SURVEY] = survey
    divisions = Division.objects.in_bulk(cells.keys())
    keys = [_SURVEY, *(value for value, _label in bodies)]
    rows = [Row(divisions[code], [cells[code].get(key, Cell()) for key in keys]) for code in sorted(cells)]
    return Board([gettext("Survey"), *(label for _value, label in bodies)], rows, _totals(rows, len(keys)))


def _elections_by_division(scope: Scope, cycle: Cycle, level: Level) -> dict[str, dict[str, Cell]]:
    counted = (
        Election.objects.filter(scope.within(Act.VIEW_ELECTIONS, "village__code"), cycle=cycle)
        .order_by()
        .values("body", division=Left(F("village_id"), int(level)))
        .annotate(
            total=Count("pk"),
            held=Count("pk", filter=Q(held_on__isnull=False)),
            overdue=Count("pk", filter=Q(held_on=None, election_day__lt=timezone.localdate())),
        )
    )
    cells: dict[str, dict[str, Cell]] = defaultdict(dict)
    for row in counted:
        cells[row["division"]][row["body"]] = Cell(row["total"], row["held"], row["overdue"])
    return cells


def _survey_by_division(scope: Scope, level: Level) -> dict[str, Cell]:
    """Villages whose figures are complete, which is what the survey (摸底) is to bring."""
    counted = (
        in_force(villages(scope, Act.VIEW_ELECTIONS))
        .order_by()
        .values(division=Left(F("code"), int(level)))
        .annotate(total=Count("pk"), held=Count("pk", filter=~without_figures()))
    )
    return {row["division"]: Cell(row["total"], row["held"]) for row in counted}


def _totals(rows: list[Row], columns: int) -> list[Cell]:
    return [
        Cell(
            sum(row.cells[place].total for row in rows),
            sum(row.cells[place].held for row in rows),
            sum(row.cells[place].overdue for row in rows),
        )
        for place in range(columns)
    ]


def with_progress(cycles: QuerySet[Cycle]) -> QuerySet[Cycle]:
    """Cycles with the number of their elections (`total`) and of those held (`held`)."""
    return cycles.annotate(
        total=Count("elections"), held=Count("elections", filter=Q(elections__held_on__isnull=False))
    )
