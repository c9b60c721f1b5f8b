"""The figures a township and a county report upward (documents.md 6.5), by township or village, in a fixed number of queries.

Whole numbers only: shares are worked out where they are shown, from the two figures beside them.
"""

from collections import defaultdict

from electionadmin.codes import Level
from elections.models import Body, Cycle, Election
from filings.statistics.area import Area
from filings.statistics.elected import count_elected
from filings.statistics.elections import count_elections
from filings.statistics.shapes import Chosen, Composition, Elections, Figures, Work, add, figures_of
from filings.statistics.work import count_chosen, count_work
from villages.models import Division

__all__ = ["Chosen", "Composition", "Elections", "Figures", "Work", "figures", "figures_of", "total"]


def figures(*, cycle: Cycle, code: str, level: Level) -> list[Figures]:
    """Figures of a cycle below a division, a row for each township or village (`level`), in fifteen queries."""
    area = Area(cycle, code, level)
    rows = _rows(area)
    count_elections(rows, area)
    count_elected(rows, area)
    count_work(rows, area)
    count_chosen(rows, area)
    return [rows[key] for key in sorted(rows)]


def total(rows: list[Figures], division: Division) -> Figures:
    """The sum of the rows, for the division above them."""
    summed = Figures(division)
    for row in rows:
        add(summed, row)
        for name in ("work", "representatives", "group_heads"):
            add(getattr(summed, name), getattr(row, name))
        for body in Body:
            add(summed.elections[body.value], row.elections[body.value])
            add(summed.composition[body.value], row.composition[body.value])
    return summed


def _rows(area: Area) -> dict[str, Figures]:
    elections = Election.objects.filter(area.below("village__code"), cycle=area.cycle)
    counted: dict[str, int] = defaultdict(int)
    for village in elections.order_by("village_id").values_list("village_id", flat=True).distinct():
        counted[area.unit_of(village)] += 1
    divisions = Division.objects.select_related("parent").in_bulk(counted.keys())
    return {code: Figures(divisions[code], villages=count) for code, count in counted.items()}
