"""Where a workbook has formulas: a reader of values does not tell. Rows and columns count from 0."""

import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.parsers import expat

import olefile

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
            _add(found, int(row) - 1, _column(column))
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


def _add(found: Formulas, row: int, column: int) -> None:
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
                        _add(self.found, row, column)
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


# Records of the binary workbook format ([MS-XLS] 2.3).
_FORMULA_RECORD, _ARRAY, _BOUNDSHEET, _FILEPASS, _BOF = 0x0006, 0x0221, 0x0085, 0x002F, 0x0809
_ROW_COLUMN: Final = struct.Struct("<HH")


def check_ole(path: Path) -> None:
    """Refuse OLE2 containers that are no workbook, are locked or carry macros. Raises Refusal."""
    try:
        with olefile.OleFileIO(path) as ole:
            entries = {"/".join(entry) for entry in ole.listdir(streams=True, storages=True)}
    except (OSError, ValueError, IndexError, struct.error) as error:
        raise Refusal("damaged") from error
    tops = {entry.partition("/")[0] for entry in entries}
    if "EncryptedPackage" in tops:
        raise Refusal("locked")
    if tops & {"_VBA_PROJECT_CUR", "Macros", "VBA"}:
        raise Refusal("macros")
    if not tops & {"Workbook", "Book"}:
        raise Refusal("not_a_table", what="Word" if "WordDocument" in tops else "OLE2")


def xls_formulas(path: Path, sheet: int) -> Formulas:
    """Cells with a formula in the sheet with that number of a binary workbook. Raises Refusal where it is locked."""
    with olefile.OleFileIO(path) as ole:
        stream = ole.openstream("Workbook" if ole.exists("Workbook") else "Book").read()
    offsets = []
    for kind, start, size in _records(stream, 0):
        if kind == _FILEPASS:
            raise Refusal("locked")
        if kind == _BOUNDSHEET and size >= 4:  # noqa: PLR2004 - the offset of the sheet
            offsets.append(struct.unpack_from("<I", stream, start)[0])
    found: Formulas = {}
    if sheet < len(offsets):
        for kind, start, size in _records(stream, offsets[sheet]):
            if kind in (_FORMULA_RECORD, _ARRAY) and size >= _ROW_COLUMN.size:
                _add(found, *_ROW_COLUMN.unpack_from(stream, start))
    return found


_EOF_RECORD: Final = 0x000A


def _records(stream: bytes, position: int) -> Iterator[tuple[int, int, int]]:
    """Kind, start and size of each record of one substream, to its end."""
    depth = 0
    while position + 4 <= len(stream):
        kind, size = _ROW_COLUMN.unpack_from(stream, position)
        depth += (kind == _BOF) - (kind == _EOF_RECORD)
        yield kind, position + 4, size
        position += 4 + size
        if depth <= 0:
            return
