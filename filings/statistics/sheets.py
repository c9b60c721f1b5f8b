"""The county's tables of statistics, for the page and the workbook alike: groups of columns, a line a unit, the sum at the end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from elections.models import Body
from filings import organs
from filings.ratios import Ratio
from filings.statistics.shapes import Chosen, Composition, Elections, Figures, Work

TOTAL: Final = "合计"


Value = int | Ratio
_Get = Callable[[Figures], Value]


@dataclass(frozen=True, slots=True)
class Group:
    """Columns under one heading; without a heading each stands for itself."""

    label: str
    columns: tuple[tuple[str, _Get], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A unit and its values in the order of the columns."""

    name: str
    values: tuple[Value, ...]
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table."""

    title: str
    groups: tuple[Group, ...]

    @property
    def columns(self) -> tuple[tuple[str, _Get], ...]:
        """All columns."""
        return tuple(column for group in self.groups for column in group.columns)

    def lines(self, rows: Sequence[Figures], whole: Figures) -> list[Line]:
        """A line for each row, and the sum."""
        found = [Line(_name(row), tuple(get(row) for _label, get in self.columns)) for row in rows]
        return [*found, Line(TOTAL, tuple(get(whole) for _label, get in self.columns), is_total=True)]


def _name(row: Figures) -> str:
    return organs.village_name(row.division)


def _part(shape: type, get: Callable[[Figures], Any], *, without: Sequence[str] = ()) -> tuple[tuple[str, _Get], ...]:
    """A column for each figure of a part."""

    def column(name: str) -> _Get:
        return lambda row: int(getattr(get(row), name))

    return tuple(
        (known.metadata["label"], column(known.name))
        for known in fields(shape)
        if known.metadata and known.name not in without
    )


def _elections(body: str) -> Group:
    def turnout(row: Figures) -> Value:
        return Ratio(row.elections[body].voted, row.elections[body].electors)

    columns = _part(Elections, lambda row: row.elections[body])
    return Group(organs.BODIES[body], (*columns, ("参选率", turnout)))


def _composition(body: str) -> Sheet:
    def share(name: str) -> _Get:
        return lambda row: Ratio(getattr(row.composition[body], name), row.composition[body].members)

    def age(row: Figures) -> Value:
        return Ratio(row.composition[body].ages, row.composition[body].aged, percent=False)

    columns = _part(Composition, lambda row: row.composition[body], without=("ages", "aged"))
    shares = (
        ("平均年龄", age),
        ("妇女占比", share("women")),
        ("党员占比", share("party")),
        ("大专以上占比", share("college")),
    )
    return Sheet(f"{organs.BODIES[body]}成员结构", (Group("", (*columns, *shares)),))


_HEADS: Final[tuple[tuple[str, _Get], ...]] = (
    ("村（社区）数", lambda row: row.villages),
    ("一肩挑", lambda row: row.both_posts),
    ("一肩挑占比", lambda row: Ratio(row.both_posts, row.elections[Body.PARTY].held)),
    ("交叉任职人数", lambda row: row.crossed),
)
SHEETS: Final = (
    Sheet("换届选举情况", (Group("总体", _HEADS), *(_elections(body) for body in Body))),
    *(_composition(body) for body in Body),
    Sheet(
        "换届工作情况",
        (
            Group("换届工作", _part(Work, lambda row: row.work)),
            Group("村（居）民代表", _part(Chosen, lambda row: row.representatives)),
            Group("村（居）民小组组长、副组长", _part(Chosen, lambda row: row.group_heads)),
        ),
    ),
)
