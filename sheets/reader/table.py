"""The rows of a table as messages for the parent process: first what it is, then rows in batches, then the end.

A batch is {"lines": [line, …], "cells": [[cell, …] for each known column], "odd": [[line, column, fault], …]}.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from sheets.reader import header, text
from sheets.reader.book import FORMULA, Book, Sheet, plain
from sheets.reader.header import SEARCHED_ROWS, Header
from sheets.reader.kinds import kind_of
from sheets.reader.refusal import Refusal

Message = dict[str, Any]
BATCH: Final = 500
_SIGNS: Final = frozenset("=+-@")
# Blanks of every width, and characters that take no room.
_BLANKS: Final = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")


def read(path: Path, names: Mapping[str, str]) -> Iterator[Message]:
    """Messages for a file; `names` maps the normal form of a heading to the key of its column. Raises Refusal."""
    kind = kind_of(path)
    return _text(path, names) if kind == "csv" else _book(Book(path, container=kind), names)


def raw(path: Path, sheet: str) -> Iterator[Message]:
    """All cells of a text table, or of a workbook's sheet: {"rows": [[line, cell, …], …]}. Raises Refusal."""
    kind = kind_of(path)
    if kind == "csv":
        encoding, _lines = text.encoding_of(path)
        rows: Iterator[list[Any]] = ([line, *record] for line, record in text.rows(path, encoding))
    else:
        values = Book(path, container=kind).sheet(sheet).rows
        rows = ([line, *map(plain, row)] for line, row in enumerate(values, start=1))
    while batch := list(islice(rows, BATCH)):
        yield {"rows": batch}
    yield {"end": 1}


def _text(path: Path, names: Mapping[str, str]) -> Iterator[Message]:
    encoding, lines = text.encoding_of(path)
    rows = text.rows(path, encoding)
    first = list(islice(rows, SEARCHED_ROWS))
    head = header.find([record for _line, record in first], names)
    if head is None:
        raise Refusal("no_header")
    yield _opening(head, first[head.row][0]) | {"format": "csv", "encoding": encoding, "lines": lines}
    wanted, width = sorted(head.columns), max(head.columns) + 1 if not head.ignored else None
    last = head.columns[wanted[-1]]
    rest = chain(first[head.row + 1 :], rows)
    while batch := list(islice(rest, BATCH)):
        out, odd = [], []
        for line, record in batch:
            size = len(record)
            cells = [_tidy(record[index]) if index < size else None for index in wanted]
            if not any(cells):
                continue
            if width and size > width and any(cell.strip() for cell in record[width:]):
                odd.append([line, last, "too_many_cells"])
            out.append([line, *map(_marked, cells)])
        yield _batch(out, odd)
    yield {"end": 1}


def _batch(rows: list[list[Any]], odd: list[list[Any]]) -> Message:
    lines, *cells = zip(*rows, strict=True) if rows else ((),)
    return {"lines": lines, "cells": cells, "odd": odd}


def _tidy(cell: str) -> str | None:
    """Text without blanks around it and with single ones inside; None for nothing."""
    return (cell if cell.isalnum() else _BLANKS.sub(" ", cell).strip()) or None


def _plain(value: Any) -> Any:
    value = plain(value)
    return _tidy(value) if type(value) is str else value


def _marked(cell: str | None) -> Any:
    """A cell of a text table whose first character means something to Excel.

    `="007"` is a usual way to keep zeros and is read as its text; any other formula stays one. An apostrophe before a
    sign says that it is text.
    """
    if not cell or cell[0] not in "='":
        return cell
    if cell[0] == "'":
        return cell[1:] if cell[1:2] in _SIGNS else cell
    inner = cell[2:-1]
    return inner if cell.startswith('="') and cell.endswith('"') and '"' not in inner and len(cell) > 2 else FORMULA  # noqa: PLR2004


def _opening(head: Header, line: int) -> Message:
    wanted = sorted(head.columns)
    return {"header": line, "columns": [[head.columns[index], index] for index in wanted], "ignored": head.ignored}


def _book(book: Book, names: Mapping[str, str]) -> Iterator[Message]:
    """The first visible sheet that has a known heading."""
    for name in book.visible:
        sheet = book.sheet(name)
        merged = _Merged(sheet)
        first = [merged.filled(index, row) for index, row in enumerate(islice(sheet.rows, SEARCHED_ROWS))]
        head = header.find([row for row, _blank in first], names)
        if head is not None:
            opening = _opening(head, head.row + 1) | {"format": book.format, "lines": sheet.height, "sheet": name}
            yield opening | {"hidden": book.hidden, "others": [other for other in book.visible if other != name]}
            yield from _sheet_rows(sheet, merged, head, first)
            return
    raise Refusal("no_header" if book.visible else "no_sheet")


class _Merged:
    """Merged cells: what spans rows is meant for each of them, what spans known columns is not certain."""

    def __init__(self, sheet: Sheet) -> None:
        self._starts: dict[int, list[tuple[int, int, int]]] = {}
        for (top, left), (bottom, right) in sheet.merged:
            self._starts.setdefault(top, []).append((left, right, bottom))
        self._open: dict[int, tuple[int, Any]] = {}
        self.count = 0
        self.wide: dict[int, list[tuple[int, int]]] = {}

    def filled(self, index: int, row: list[Any]) -> tuple[list[Any], bool]:
        """The row with the values of cells that begin above; and whether it was blank without them."""
        blank = not any(cell != "" for cell in row)
        for column, (bottom, value) in list(self._open.items()):
            if index > bottom:
                del self._open[column]
            elif column < len(row) and row[column] == "":
                row[column] = value
                self.count += not blank
        for left, right, bottom in self._starts.pop(index, ()):
            if right > left:
                self.wide.setdefault(index, []).append((left, right))
            elif bottom > index and left < len(row):
                self._open[left] = bottom, row[left]
        return row, blank


def _sheet_rows(sheet: Sheet, merged: _Merged, head: Header, first: list[tuple[list[Any], bool]]) -> Iterator[Message]:
    wanted = sorted(head.columns)
    formulas = {
        row: known for row, columns in sheet.formulas.items() if row > head.row and (known := columns & set(wanted))
    }
    rest = chain(first[head.row + 1 :], (merged.filled(index, row) for index, row in enumerate(sheet.rows, len(first))))
    numbered = enumerate(rest, head.row + 1)
    while batch := list(islice(numbered, BATCH)):
        out, odd = [], []
        for index, (row, blank) in batch:
            marked = formulas.pop(index, ())
            if blank and not marked:
                continue
            size = len(row)
            cells = [_plain(row[column]) if column < size else None for column in wanted]
            if marked:
                cells = [FORMULA if column in marked else cell for column, cell in zip(wanted, cells, strict=True)]
            if any(cell is not None for cell in cells):
                out.append([index + 1, *cells])
                odd += [[index + 1, head.columns[column], "merged"] for column in _spanned(merged, index, wanted)]
        yield _batch(out, odd)
    left_over = [
        [row + 1, head.columns[column], "formula"] for row in sorted(formulas) for column in sorted(formulas[row])
    ]
    yield _batch([], left_over)
    yield {"end": 1, "merged": merged.count}


def _spanned(merged: _Merged, index: int, wanted: list[int]) -> list[int]:
    """Known columns of a row that lie in a merged cell which begins in another known column."""
    found: list[int] = []
    for left, right in merged.wide.get(index, ()):
        known = [column for column in wanted if left <= column <= right]
        found += known[1:]
    return found
