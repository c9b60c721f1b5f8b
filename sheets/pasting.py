"""Rows pasted from a spreadsheet into a page: the same engine, at once, for as many rows as a page holds."""

import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import xlsxwriter
from django.utils.translation import gettext

from sheets.engine import Outcome, run
from sheets.problems import Refused
from sheets.reader import header
from sheets.spec import Order, SheetSpec

MOST_ROWS: Final = 500
_LARGEST: Final = 2_000_000
_CERTAIN: Final = 2


def split(spec: SheetSpec, text: str) -> list[list[str]]:
    """Header and rows of pasted text; without a header the columns stand in their own order. Raises Refused.

    Empty rows are left out. A cell with a line end is quoted, as spreadsheets copy it.
    """
    if len(text) > _LARGEST:
        raise Refused(gettext("This is too much for a page. Send it as a file."))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    reader = csv.reader((f"{line}\n" for line in lines), delimiter="\t")
    try:
        rows = [[cell.strip() for cell in row] for row in reader]
    except csv.Error as error:
        raise Refused(
            gettext("A quotation mark is not closed, or stands within a value. Write it twice or remove it.")
        ) from error
    rows = [row for row in rows if any(row)]
    if rows and not _is_header(spec, rows[0]):
        rows.insert(0, [str(item.header) for item in spec.fields])
    if len(rows) <= 1:
        raise Refused(gettext("There is no row to store. Paste at least one below the headings."))
    if len(rows) > MOST_ROWS + 1:
        raise Refused(
            gettext("%(count)s rows are pasted; a page takes %(limit)s. Send them as a file."),
            count=len(rows) - 1,
            limit=MOST_ROWS,
        )
    return rows


def joined(rows: Sequence[Sequence[str]]) -> str:
    """Rows as they are pasted."""
    return "\n".join("\t".join(map(_quoted, row)) for row in rows)


def run_pasted(
    spec: SheetSpec, rows: Sequence[Sequence[str]], *, order: Order, skip_bad: bool = False, check_only: bool = False
) -> Outcome:
    """Import header and rows as `split` gives them; the line of a problem is the place of its row in them, from 1."""
    with _workbook(rows) as path:
        return run(spec, path, order=order, skip_bad=skip_bad, check_only=check_only)


def _is_header(spec: SheetSpec, row: Sequence[str]) -> bool:
    names = spec.names()
    return sum(header.normal(cell) in names for cell in row if cell) >= min(_CERTAIN, len(spec.fields))


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set('\t\n"') else cell


@contextmanager
def _workbook(rows: Sequence[Sequence[str]]) -> Iterator[Path]:
    """The rows as a file in memory: personal data are not put on a disk for a page."""
    memory = os.memfd_create("pasted")
    try:
        file = os.fdopen(os.dup(memory), "w+b")
        with file, xlsxwriter.Workbook(file, {"in_memory": True}) as book:
            sheet = book.add_worksheet()
            for line, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell:
                        sheet.write_string(line, column, cell)
        yield Path(f"/proc/{os.getpid()}/fd/{memory}")
    finally:
        os.close(memory)
