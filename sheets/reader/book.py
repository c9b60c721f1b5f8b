"""Workbooks: values by calamine, beside them the formulas and merged cells that a reader of values does not show."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from sheets.reader.archive import check_archive
from sheets.reader.formulas import Formulas, ods_formulas, xlsx_formulas, xlsx_parts
from sheets.reader.refusal import Refusal

Format = Literal["xlsx", "ods", "xls"]
Range = tuple[tuple[int, int], tuple[int, int]]
FORMULA: Final = {"f": 1}
_EXACT: Final = 2**53


class Sheet(NamedTuple):
    """One sheet: its rows from the first on (index 0), absolute columns, formulas and merged ranges."""

    name: str
    height: int
    width: int
    rows: Iterator[list[Any]]
    formulas: Formulas
    merged: list[Range]


class Book:
    """An opened workbook; sheets are read one after another."""

    def __init__(self, path: Path, *, container: Literal["zip", "ole"]) -> None:
        self._path = path
        self.format: Format = "xls"
        if container == "zip":
            self.format = check_archive(path)
        else:
            from sheets.reader.ole import check_ole  # a tenth of a small file's time, and hardly ever needed

            check_ole(path)
        try:
            self._book = CalamineWorkbook.from_path(path)
        except PasswordError as error:
            raise Refusal("locked") from error
        except CalamineError as error:
            raise Refusal("damaged") from error
        metadata = self._book.sheets_metadata
        if any(sheet.typ in (SheetTypeEnum.MacroSheet, SheetTypeEnum.Vba) for sheet in metadata):
            raise Refusal("macros")
        sheets = [sheet for sheet in metadata if sheet.typ is SheetTypeEnum.WorkSheet]
        self.visible = [sheet.name for sheet in sheets if sheet.visible is SheetVisibleEnum.Visible]
        self.hidden = [sheet.name for sheet in sheets if sheet.visible is not SheetVisibleEnum.Visible]

    def sheet(self, name: str) -> Sheet:
        """Read a sheet. Raises Refusal."""
        try:
            values = self._book.get_sheet_by_name(name)
        except PasswordError as error:
            raise Refusal("locked") from error
        except CalamineError as error:
            raise Refusal("damaged") from error
        left = values.start[1] if values.start else 0
        return Sheet(
            name,
            values.total_height if values.start else 0,
            values.width + left,
            _shifted(values.iter_rows(), left) if values.start else iter(()),
            self._formulas(name),
            list(values.merged_cell_ranges or ()),
        )

    def _formulas(self, name: str) -> Formulas:
        if self.format == "ods":
            return ods_formulas(self._path, name)
        if self.format == "xls":
            from sheets.reader.ole import xls_formulas  # as above

            return xls_formulas(self._path, self._book.sheet_names.index(name))
        part = xlsx_parts(self._path).get(name)
        return xlsx_formulas(self._path, part) if part else {}


def _shifted(rows: Iterator[list[Any]], left: int) -> Iterator[list[Any]]:
    """Rows whose columns count from A, wherever the data begin."""
    blank = [""] * left
    for row in rows:
        yield blank + row if left else row


def plain(value: Any) -> Any:
    """A value as JSON: None for an empty cell, whole numbers as integers, dates as {"d": ISO}."""
    kind = type(value)
    if kind is str:
        return value or None
    if kind is float:
        return _number(value)
    if kind is datetime.datetime:
        day = value.time() == datetime.time()
        return {"d": value.date().isoformat() if day else value.isoformat(sep=" ")}
    if kind is datetime.date:
        return {"d": value.isoformat()}
    if kind in (datetime.time, datetime.timedelta):
        return str(value)
    return value


def _number(value: float) -> Any:
    """Excel keeps 15 digits: of a longer number the rest are zeros, not what binary arithmetic makes of them."""
    if not value.is_integer():
        return value if value - value == 0 else None
    return int(value) if abs(value) < _EXACT else int(Decimal(repr(value)))
