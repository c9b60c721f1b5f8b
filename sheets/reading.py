"""The parent's side of reading a file: starts the child, checks what it says, and puts its refusals into words."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

import python_calamine
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sheets.problems import FileRefused

Cells = list[Any]
# Without `site`, a tenth of a small file's time; where the packages lie is told.
START: Final = "import sys; sys.path[:0] = sys.argv[1:]; from sheets.reader.child import main; main()"
PATHS: Final = (str(settings.BASE_DIR), str(Path(python_calamine.__file__).parent.parent))
_SAVE_AS: Final = _("Open it in Excel or WPS, choose “Save as” and the type .xlsx, and send that file.")
_REFUSALS: Final = {
    "empty": _("The file is empty. Send a table with a header row."),
    "too_big": _("The file has %(size)s MB; the limit is %(limit)s MB. Split it into several files."),
    "not_a_table": _("The file is no table but %(what)s. Send a file of type .xlsx, .xls, .et, .ods or .csv."),
    "web_page": _("The file is a web page under another name. %(save_as)s"),
    "xml_spreadsheet": _("The file is an XML spreadsheet under another name. %(save_as)s"),
    "binary_workbook": _("The file is a binary workbook (.xlsb). %(save_as)s"),
    "damaged": _("The file is damaged and cannot be read. %(save_as)s"),
    "bomb": _(
        "The file would unpack to %(size)s MB, far more than a table needs. Delete empty rows, columns and formats."
    ),
    "bomb_entries": _(
        "The file holds %(count)s parts, a workbook at most %(limit)s. Copy the table into a new workbook."
    ),
    "path": _(
        "The file holds a part with the name %(name)s, which no workbook has. Copy the table into a new workbook."
    ),
    "nested": _("The file holds another file (%(name)s). Delete what is embedded and save it again."),
    "locked": _("The file is protected by a password. Remove the password and save it again."),
    "macros": _("The file contains macros. Save it as .xlsx, which has none."),
    "markup": _("Inside the workbook, %(name)s is not written in UTF-8. %(save_as)s"),
    "entities": _("The file contains declarations that no workbook needs. Copy the table into a new workbook."),
    "formulas": _("The sheet has more than %(limit)s formulas. Copy the table and paste it as values."),
    "encoding": _("The text is neither UTF-8 nor GB 18030 from this line on. Save the file as UTF-8 or as .xlsx."),
    "columns": _("The line has more than %(limit)s columns. Check the separator and the quotation marks."),
    "quotation": _("A quotation mark is not closed, or stands within a value. Write it twice or remove it."),
    "no_header": _("No header row was found in the first 30 rows. Its headings must include: %(headings)s."),
    "no_sheet": _("The workbook has no visible sheet. Make the sheet with the table visible."),
    "twice": _("The headings “%(first)s” and “%(second)s” mean the same column. Delete one of the two columns."),
    "memory": _(
        "Reading the file takes too much memory. Delete empty rows and columns, or split it into several files."
    ),
    "time": _("Reading the file takes too long. Delete empty rows and columns, or split it into several files."),
}
ODD: Final = {
    "too_many_cells": _(
        "The line has more values than the header has columns. Put values with a separator in quotation marks."
    ),
    "merged": _("The cell is merged with the one to its left. Unmerge them and fill in both."),
    "formula": _(
        "The cell holds a formula, or a picture, which WPS keeps as one. Copy the column and paste it as values; take "
        "pictures out."
    ),
}


@dataclass(slots=True)
class Batch:
    """Lines, the cells of each known column in order, and what is odd: line, column, key of ODD."""

    lines: list[int]
    cells: list[Cells]
    odd: list[tuple[int, str, str]]


@dataclass(slots=True)
class Table:
    """An opened table: line of the header, keys of its columns in the order of the cells, and what was not read."""

    header_line: int
    columns: list[str]
    positions: list[int]
    lines: int
    format: str
    encoding: str = ""
    sheet: str = ""
    ignored: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    merged: int = 0
    _child: "Child | None" = None

    def batches(self) -> Iterator[Batch]:
        """The rows, in order. Raises FileRefused, also after the first rows."""
        assert self._child is not None  # noqa: S101 - set by Child.table
        for message in self._child:
            if "end" in message:
                self.merged = message.get("merged", 0)
                return
            yield Batch(message["lines"], message["cells"], [tuple(odd) for odd in message["odd"]])


@contextmanager
def reader(path: Path, *, names: Mapping[str, str], headings: str = "") -> Iterator["Child"]:
    """Start reading a file; the child is at work as soon as this returns, `table` waits for it.

    Args:
        path: The file; its name says nothing about what it is.
        names: Normal form of each known heading (`sheets.reader.header.normal`) → key of its column.
        headings: The headings that must be there, for the message when none is.

    """
    with _child({"path": str(path), "names": dict(names)}, headings=headings) as child:
        yield child


def raw_rows(path: Path, *, sheet: str = "") -> Iterator[Cells]:
    """Every row of a text table, or of a workbook's sheet of that name, its line first. Raises FileRefused."""
    with _child({"path": str(path), "raw": True, "sheet": sheet}) as child:
        for message in child:
            if "end" in message:
                return
            yield from message["rows"]


class Child:
    """The messages of the child process; its refusals and its death are raised as FileRefused."""

    def __init__(self, process: subprocess.Popen[bytes], output: IO[bytes], headings: str) -> None:
        self._process = process
        self._output = output
        self._headings = headings

    def table(self) -> Table:
        """What the file holds. Raises FileRefused: it is no table, is dangerous, or cannot be decoded."""
        message = next(self)
        return Table(
            header_line=message["header"],
            columns=[key for key, _position in message["columns"]],
            positions=[position for _key, position in message["columns"]],
            lines=message["lines"],
            format=message["format"],
            encoding=message.get("encoding", ""),
            sheet=message.get("sheet", ""),
            ignored=message["ignored"],
            hidden=message.get("hidden", []),
            others=message.get("others", []),
            _child=self,
        )

    def __iter__(self) -> "Child":
        return self

    def __next__(self) -> dict[str, Any]:
        line = self._output.readline()
        if not line.endswith(b"\n"):
            raise refusal(self._cause_of_death())
        message: dict[str, Any] = json.loads(line)
        if "refused" in message:
            raise refusal(message.pop("refused"), headings=self._headings, **message)
        return message

    def _cause_of_death(self) -> str:
        """The kernel ends a process for its time; one without memory aborts or is killed; else the file broke the reader."""
        code = -self._process.wait()
        if code in (signal.SIGXCPU, signal.SIGKILL):
            return "time"
        return "memory" if code in (signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS) else "damaged"


@contextmanager
def _child(request: Mapping[str, Any], *, headings: str = "") -> Iterator[Child]:
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", START, *PATHS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONUTF8": "1"},
    )
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - both are pipes
    try:
        process.stdin.write(json.dumps(request).encode() + b"\n")
        process.stdin.close()
        yield Child(process, process.stdout, headings)
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def refusal(code: str, **details: Any) -> FileRefused:
    """The refusal in words."""
    details["save_as"] = gettext(str(_SAVE_AS))
    return FileRefused(str(_REFUSALS[code]) % details, line=int(details.get("line", 1)))
