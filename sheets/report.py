"""The user's own file comes back with a red column of messages; nothing else in it is touched where that is possible."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path, PurePath
from tempfile import TemporaryFile
from typing import IO, Any, Final

import openpyxl
import xlsxwriter
from django.utils.translation import gettext
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from sheets.engine import Outcome, Source
from sheets.problems import Problem
from sheets.reading import Cells, raw_rows
from sheets.spec import SheetSpec
from sheets.writing import DANGEROUS, OPTIONS, CellWriter

# openpyxl keeps the user's formats but holds a whole workbook in memory, a kilobyte a cell: larger ones are rewritten.
MOST_CELLS: Final = 60_000
MOST_BYTES: Final = 2 * 1024 * 1024
_RED: Final = "C00000"
_PINK: Final = "FBE3DF"
_WIDTH: Final = 60
_LONGEST_COMMENT: Final = 1000

Messages = dict[int, str]


def heading() -> str:
    """Heading of the column of messages; a file sent again may still have it."""
    return gettext("What to correct")


def annotated(path: Path, name: str, spec: SheetSpec, outcome: Outcome) -> tuple[str, IO[bytes]] | None:
    """Name and content of the file with messages; None when there are none or it could not be read as a table."""
    source = outcome.source
    if source is None or not outcome.problems:
        return None
    messages = _by_line(spec, outcome.problems)
    stem = f"{PurePath(name).stem[:100]}-{gettext('messages')}"
    if source.format == "csv":
        return f"{stem}.csv", _text(path, source, messages)
    if source.format == "xlsx" and path.stat().st_size <= MOST_BYTES and source.cells <= MOST_CELLS:
        return f"{stem}.xlsx", _in_place(path, source, messages, spec, outcome.problems)
    return f"{stem}.xlsx", _rewritten(path, source, messages)


def _by_line(spec: SheetSpec, problems: list[Problem]) -> Messages:
    messages: dict[int, list[str]] = {}
    for problem in problems:
        messages.setdefault(problem.line, []).append(f"{spec.heading(problem.column)}：{problem.message}")
    return {line: "；".join(found) for line, found in messages.items()}


def _rows(path: Path, source: Source, messages: Messages) -> Iterator[tuple[int, Cells, str]]:
    """Each row of the file: its line, its cells without an old column of messages, and its message."""
    width, old = 0, None
    for line, *cells in raw_rows(path, sheet=source.sheet):
        if line == source.header_line:
            old = cells.index(heading()) if heading() in cells else None
            width = len(cells) - (old is not None)
        if old is not None and old < len(cells):
            del cells[old]
        message = heading() if line == source.header_line else messages.get(line, "")
        yield line, [*cells, *[None] * (width - len(cells))], message


def _text(path: Path, source: Source, messages: Messages) -> IO[bytes]:
    target = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    for _line, cells, message in _rows(path, source, messages):
        writer.writerow([*map(_harmless, cells), message])
    text.detach()
    target.seek(0)
    return target


def _harmless(cell: Any) -> Any:
    """A cell that no program takes for a formula; the reader takes the apostrophe away again."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(DANGEROUS) else cell


def _rewritten(path: Path, source: Source, messages: Messages) -> IO[bytes]:
    """Values and messages without the user's formats, row by row in constant memory."""
    target = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    with xlsxwriter.Workbook(target, OPTIONS) as workbook:
        sheet = workbook.add_worksheet()
        red = workbook.add_format({"font_color": f"#{_RED}", "bg_color": f"#{_PINK}"})
        writer = CellWriter(workbook, sheet)
        for line, cells, message in _rows(path, source, messages):
            for column, cell in enumerate(cells):
                writer.write(line - 1, column, cell["d"] if isinstance(cell, dict) else cell)
            if message:
                sheet.write_string(line - 1, len(cells), message, red)
    target.seek(0)
    return target


def _in_place(path: Path, source: Source, messages: Messages, spec: SheetSpec, problems: list[Problem]) -> IO[bytes]:
    """The user's workbook with a column and comments added."""
    with path.open("rb") as file:  # its name has no ending that openpyxl would know
        workbook = openpyxl.load_workbook(file)
    sheet = workbook[source.sheet]
    column = _message_column(sheet, source.header_line)
    red, pink = Font(color=_RED), PatternFill("solid", start_color=_PINK)
    for line, message in {**messages, source.header_line: heading()}.items():
        cell = sheet.cell(line, column)
        cell.value, cell.data_type = message, "s"
        cell.font, cell.fill, cell.alignment = red, pink, Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions[get_column_letter(column)].width = _WIDTH
    for problem in problems:
        if problem.column in source.positions:
            place = sheet.cell(problem.line, source.positions[problem.column] + 1)
            if isinstance(place, openpyxl.cell.Cell):
                place.fill = pink
                place.comment = Comment(problem.message[:_LONGEST_COMMENT], str(spec.title))
    target = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    workbook.save(target)
    target.seek(0)
    return target


def _message_column(sheet: Any, header_line: int) -> int:
    """Where the messages go: over old ones, else right of everything; old messages are removed."""
    old = [cell.column for cell in sheet[header_line] if cell.value == heading()]
    if not old:
        return int(sheet.max_column) + 1
    for (cell,) in sheet.iter_rows(min_row=header_line + 1, min_col=old[0], max_col=old[0]):
        cell.value = None
    return int(old[0])
