"""Where a workbook has formulas: a reader of values does not tell. Rows and columns count from 0."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.parsers import expat

from sheets.reader.archive import chunks
from sheets.reader.refusal import Refusal

Formulas = dict[int, set[int]]
MAX_FORMULAS: Final = 300_000
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s/>]")
_CELL: Final = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=\"([A-Z]{1,3})([0-9]{1,7})\"")
_LONGEST_CELL: Final = 70_000
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def xlsx_formulas(path: Path, sheet: str) -> Formulas:
    """Cells with a formula in the part of an .xlsx archive that holds a sheet."""
    found: Formulas = {}
    with zipfile.ZipFile(path) as archive:
        for column, row in _formula_cells(chunks(archive, sheet)):
            add(found, int(row) - 1, _column(column))
    return found


def _formula_cells(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Column letters and row digits of each cell that holds an `f` element; most sheets are only searched, never parsed."""
    text = b""
    for piece in pieces:
        text = text[-_LONGEST_CELL:] + piece if text else piece
        done = len(text) - len(piece)
        for match in _FORMULA.finditer(text, max(done - 16, 0)):
            if match.end() <= done:
                continue
            start = text.rfind(b"<c ", 0, match.start())
            start = max(start, text.rfind(b":c ", 0, match.start()) - 8)
            cell = list(_CELL.finditer(text, max(start, 0), match.start()))
            if cell:
                yield cell[-1].group(1), cell[-1].group(2)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def add(found: Formulas, row: int, column: int) -> None:
    """Note a cell. Raises Refusal when there are too many."""
    columns = found.setdefault(row, set())
    columns.add(column)
    if len(found) > MAX_FORMULAS:
        raise Refusal("formulas", limit=MAX_FORMULAS)


def xlsx_parts(path: Path) -> dict[str, str]:
    """Name of each sheet of an .xlsx archive → name of its part."""
    with zipfile.ZipFile(path) as archive:
        relations = {
            attributes["Id"]: attributes["Target"]
            for tag, attributes in _elements(archive.read("xl/_rels/workbook.xml.rels"))
            if tag.endswith("Relationship") and "Id" in attributes and "Target" in attributes
        }
        names = set(archive.namelist())
        book = _elements(archive.read("xl/workbook.xml"))
    parts = {}
    for tag, attributes in book:
        identifier = next((value for key, value in attributes.items() if key.endswith(":id")), "")
        if tag.rpartition(":")[2] == "sheet" and "name" in attributes and identifier in relations:
            target = relations[identifier]
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if part in names:
                parts[attributes["name"]] = part
    return parts


def _elements(document: bytes) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: found.append((tag, attributes))
    parser.Parse(document, True)
    return found


class _OdsFormulas:
    """Walks the cells of one table of an OpenDocument spreadsheet, repeated ones included."""

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self.found: Formulas = {}
        self._inside = False
        self._row = self._column = 0
        self._rows = 1

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self._inside, self._row = attributes.get("table:name") == self.sheet, 0
        elif self._inside and tag == "table:table-row":
            self._column, self._rows = 0, int(attributes.get("table:number-rows-repeated", 1))
        elif self._inside and tag in ("table:table-cell", "table:covered-table-cell"):
            repeated = int(attributes.get("table:number-columns-repeated", 1))
            if "table:formula" in attributes:
                for row in range(self._row, self._row + min(self._rows, MAX_FORMULAS + 1)):
                    for column in range(self._column, self._column + min(repeated, 100)):
                        add(self.found, row, column)
            self._column += repeated

    def end(self, tag: str) -> None:
        if self._inside and tag == "table:table-row":
            self._row += self._rows
        elif tag == "table:table":
            self._inside = False


def ods_formulas(path: Path, sheet: str) -> Formulas:
    """Cells with a formula in a sheet of an .ods archive."""
    walk = _OdsFormulas(sheet)
    parser = expat.ParserCreate()
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    with zipfile.ZipFile(path) as archive:
        for chunk in chunks(archive, "content.xml"):
            parser.Parse(chunk, False)
    parser.Parse(b"", True)
    return walk.found
