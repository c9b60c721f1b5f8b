"""The tables of the statistics, as the page shows them and the workbook holds them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.scope import Scope
from elections.models import Cycle
from vetting.queries.statistics import by_bar, by_department, by_township


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, the value of a row; whether it is a number, has a sum, and asks for attention if not zero."""

    label: str | Promise
    value: Callable[[Any], Any]
    numeric: bool = True
    summed: bool = True
    alarm: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """A table with its rows."""

    title: str | Promise
    columns: Sequence[Column]
    rows: Sequence[Any]

    def lines(self) -> list[list[tuple[Column, Any]]]:
        """The cells of each row."""
        return [[(column, column.value(row)) for column in self.columns] for row in self.rows]

    def total(self) -> list[tuple[Column, int | None]]:
        """The sums of the columns after the first; None where a sum means nothing."""
        return [
            (column, sum(column.value(row) for row in self.rows) if column.numeric and column.summed else None)
            for column in self.columns[1:]
        ]


_DEPARTMENTS: Final = (
    Column(_("Department"), lambda row: row.department.name, numeric=False),
    Column(_("Asked"), lambda row: row.asked),
    Column(_("Answered"), lambda row: row.answered),
    Column(_("Signed"), lambda row: row.signed),
    Column(_("Open"), lambda row: row.open),
    Column(_("Overdue"), lambda row: row.late, alarm=True),
    Column(_("Problem"), lambda row: row.problems),
    Column(_("Not known"), lambda row: row.unknown),
    Column(_("Days to an answer"), lambda row: row.days, summed=False),
)
_BARS: Final = (
    Column(_("Code"), lambda row: row.code, numeric=False),
    Column(_("Bar"), lambda row: row.text, numeric=False),
    Column(_("Named by departments"), lambda row: row.named),
    Column(_("Persons refused"), lambda row: row.refused),
)
_TOWNSHIPS: Final = (
    Column(_("Township"), lambda row: row.division.name, numeric=False),
    Column(_("Persons"), lambda row: row.persons),
    Column(_("Agreed to by the township"), lambda row: row.agreed),
    Column(_("Refused by the township"), lambda row: row.refused),
    Column(_("Sent"), lambda row: row.sent),
    Column(_("Qualified"), lambda row: row.qualified),
    Column(_("Not qualified"), lambda row: row.not_qualified),
    Column(_("Waiting"), lambda row: row.waiting),
)


def figures(scope: Scope, cycle: Cycle, today: date) -> list[Figures]:
    """By department (speed, found, open), by bar, by township, as far as the scope reaches; eight queries."""
    return [
        Figures(_("By department"), _DEPARTMENTS, by_department(scope, cycle, today)),
        Figures(_("By bar"), _BARS, by_bar(scope, cycle)),
        Figures(_("By township"), _TOWNSHIPS, by_township(scope, cycle)),
    ]
