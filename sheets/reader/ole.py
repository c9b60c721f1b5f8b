"""Binary workbooks (.xls and .et in an OLE2 container): locked ones and macros, and where the formulas are."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import olefile

from sheets.reader.formulas import Formulas, add
from sheets.reader.refusal import Refusal

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
                add(found, *_ROW_COLUMN.unpack_from(stream, start))
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
