"""The one import engine: read in a child process, check everything in one pass, store all or the good rows or nothing."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext, ngettext

from sheets.problems import Corrected, FileRefused, Problem, Refused
from sheets.reading import ODD, Batch, Child, Table, reader
from sheets.spec import Counts, Field, Order, SheetSpec
from sheets.stage import Stage, shown

Progress = Callable[[int, int], None]
# What is stored is the second half of the work.
_HALVES: Final = 2
_PLAIN: Final = frozenset({str, int, float, bool})


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows came from: format, sheet, line of the header, key of a column → its index, number of cells."""

    format: str
    sheet: str
    header_line: int
    positions: Mapping[str, int]
    cells: int


@dataclass(slots=True)
class Outcome:
    """What a run found and did.

    `written` says whether anything was stored: nothing is, when a row is bad and the good ones were not asked for alone.
    `lists` holds what the user should see by name, such as what has vanished. `source` is None for a file that was not
    read at all.
    """

    rows: int = 0
    bad: int = 0
    counts: Counts = field(default_factory=Counts)
    problems: list[Problem] = field(default_factory=list)
    total_problems: int = 0
    notes: list[str] = field(default_factory=list)
    lists: dict[str, list[str]] = field(default_factory=dict)
    written: bool = False
    source: Source | None = None


def run(
    spec: SheetSpec,
    path: Path,
    *,
    order: Order,
    skip_bad: bool = False,
    check_only: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """Import a file.

    Args:
        spec: The kind of table.
        path: The file.
        order: Who asks, and for what.
        skip_bad: Store the good rows although others are bad; else nothing is stored.
        check_only: Store nothing, but say what would be.
        progress: Called with rows done and to be done, both counted twice: for checking and for storing.

    """
    try:
        with (
            transaction.atomic(),
            reader(path, names=spec.names(), headings=_headings(spec.required())) as child,
        ):
            stage = Stage(spec=spec, order=order)
            stage.create()
            return _run(stage, child, skip_bad=skip_bad, check_only=check_only, progress=progress)
    except FileRefused as refused:
        return Outcome(bad=1, total_problems=1, problems=[Problem(refused.line, refused.column, refused.message)])


def _source(table: Table) -> Source:
    positions = dict(zip(table.columns, table.positions, strict=True))
    cells = table.lines * (len(table.ignored) + len(table.columns))
    return Source(table.format, table.sheet, table.header_line, positions, cells)


def _headings(fields: Sequence[Field]) -> str:
    return "、".join(str(item.header) for item in fields)


def _run(stage: Stage, child: Child, *, skip_bad: bool, check_only: bool, progress: Progress | None) -> Outcome:
    table = child.table()
    stage.present = frozenset(table.columns)
    outcome = Outcome(source=_source(table))
    for item in stage.spec.required():
        if item.key not in stage.present:
            message = gettext("The column “%(heading)s” is missing. Add it, or correct its heading.")
            stage.problems.add(Problem(table.header_line, item.key, message, details={"heading": str(item.header)}))
    if stage.problems.total:
        return _finished(outcome, stage)
    _fill(stage, table, progress)
    stage.spec.check(stage)
    outcome.bad = stage.bad()
    if skip_bad or not stage.problems.total:
        outcome.counts = _store(stage, keep=not check_only)
        outcome.written = not check_only
    if progress:
        progress(_HALVES * stage.rows, _HALVES * stage.rows)
    stage.notes = [*_table_notes(table), *stage.notes]
    return _finished(outcome, stage)


def _finished(outcome: Outcome, stage: Stage) -> Outcome:
    outcome.rows = stage.rows
    outcome.problems = sorted(stage.problems.found, key=lambda problem: problem.line)
    outcome.total_problems = stage.problems.total
    outcome.notes, outcome.lists = stage.notes, stage.lists
    outcome.bad = outcome.bad or min(outcome.total_problems, 1)
    return outcome


def _store(stage: Stage, *, keep: bool) -> Counts:
    """Store the good rows; without `keep` all is undone again, so that a trial reports just what a real run would."""
    with transaction.atomic():
        counts = stage.spec.load(stage)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        transaction.set_rollback(not keep)
    return counts


def _fill(stage: Stage, table: Table, progress: Progress | None) -> None:
    corrected: Counter[str] = Counter()
    parser = _Parser(stage, table, corrected)
    stage.copy(_staged(stage, table, parser, progress))
    for note, count in corrected.most_common():
        stage.notes.append(f"{note}: {count}")


def _staged(
    stage: Stage, table: Table, parser: "_Parser", progress: Progress | None
) -> Iterator[Iterable[Sequence[Any]]]:
    """Batches of rows for the staging table: line, bad, the parsed fields, and what the spec computes of them."""
    for batch in table.batches():
        columns, bad = parser.parse(batch)
        extras = stage.spec.prepare(columns) if stage.spec.extras else ()
        stage.rows += len(batch.lines)
        yield zip(map(str, batch.lines), bad, *columns.values(), *extras, strict=True)
        if progress and batch.lines:
            progress(stage.rows, max(_HALVES * table.lines, _HALVES * stage.rows))


class _Parser:
    """From cells to values, column by column; faults and corrections are noted."""

    def __init__(self, stage: Stage, table: Table, corrected: "Counter[str]") -> None:
        self._fields = stage.spec.fields
        self._problems = stage.problems
        self._corrected = corrected
        self._place = {key: index for index, key in enumerate(table.columns)}

    def parse(self, batch: Batch) -> tuple[dict[str, list[Any]], list[str]]:
        """Values of each field, and for each row whether it is bad, as COPY takes it."""
        bad: set[int] = set()
        told = {(line, column) for line, column, _code in batch.odd}
        for line, column, code in batch.odd:
            bad.add(line)
            self._problems.add(Problem(line, column, str(ODD[code])))
        columns = {}
        for item in self._fields:
            place = self._place.get(item.key)
            cells = [None] * len(batch.lines) if place is None else batch.cells[place] if batch.lines else []
            columns[item.key] = self._plainly(item, cells) or self._carefully(item, cells, batch.lines, bad, told)
        return columns, ["t" if line in bad else "f" for line in batch.lines] if bad else ["f"] * len(batch.lines)

    def _plainly(self, item: Field, cells: Sequence[Any]) -> list[Any] | None:
        """The values when there is nothing to say of any of them, which is the rule; else None."""
        if not {*map(type, cells)} <= _PLAIN:
            return None
        try:
            values = [*map(item.parse, cells)]
        except Refused:
            return None
        return None if Corrected in {*map(type, values)} else values

    def _carefully(
        self, item: Field, cells: Sequence[Any], lines: Sequence[int], bad: set[int], told: set[tuple[int, str]]
    ) -> list[Any]:
        values = []
        for line, cell in zip(lines, cells, strict=True):
            value = None
            try:
                value = self._value(item, cell)
            except Refused as refused:
                bad.add(line)
                if (line, item.key) not in told:
                    self._refuse(line, item, refused, cell)
            values.append(value)
        return values

    def _value(self, item: Field, cell: Any) -> Any:
        if cell is None:
            if item.required:
                raise Refused(gettext("The cell is empty. Fill it in."))
            return None
        value = item.parse(_dated(cell) if type(cell) is dict else cell)
        if type(value) is Corrected:
            self._corrected[value.note] += 1
            return value.value
        return value

    def _refuse(self, line: int, item: Field, refused: Refused, cell: Any) -> None:
        value = "" if item.private or cell is None or type(cell) is dict else shown(cell)
        self._problems.add(Problem(line, item.key, refused.message, value, refused.details))


def _dated(cell: dict[str, Any]) -> Any:
    """A date as the reader passes it on. Raises Refused for a formula."""
    if "f" in cell:
        raise Refused(str(ODD["formula"]))
    moment = datetime.datetime.fromisoformat(cell["d"])
    return moment.date() if len(cell["d"]) == len("1970-05-01") else moment


def _table_notes(table: Table) -> list[str]:
    """What was not read, and what was put right in the sheet as a whole."""
    notes = []
    if table.ignored:
        names = "、".join(table.ignored[:SHOWN_NAMES])
        notes.append(gettext("Columns not known here, ignored: %(names)s") % {"names": names})
    if table.hidden:
        notes.append(gettext("Hidden sheets, not read: %(names)s") % {"names": "、".join(table.hidden[:SHOWN_NAMES])})
    if table.others:
        notes.append(gettext("Other sheets, not read: %(names)s") % {"names": "、".join(table.others[:SHOWN_NAMES])})
    if table.encoding == "gb18030":
        notes.append(gettext("Read as GB 18030 text."))
    if table.merged:
        message = ngettext(
            "%(count)s cell below a merged one was given its value.",
            "%(count)s cells below a merged one were given its value.",
            table.merged,
        )
        notes.append(message % {"count": table.merged})
    return notes


SHOWN_NAMES: Final = 20
