"""Templates and exports: workbooks that come back filled in, and are read without a change."""

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any, Final

import xlsxwriter
from django.utils.translation import gettext

from sheets.spec import Field, SheetSpec

WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A cell that begins with one of these is a formula to a program that reads it from a text file.
DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")
_EMPTY_ROWS: Final = 2000
_LONGEST_LIST: Final = 255
OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_table(spec: SheetSpec, rows: Iterable[Sequence[Any]] = ()) -> IO[bytes]:
    """A workbook with the spec's headings and rows, values in the order of its fields; without rows it is a template.

    Codes and numbers that are names stay text; columns with a choice have a drop-down list.
    """
    target = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    with xlsxwriter.Workbook(target, OPTIONS) as workbook:
        sheet = workbook.add_worksheet(gettext("Data"))
        _head(workbook, sheet, spec.fields)
        writer = CellWriter(workbook, sheet)
        last = 0
        for last, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                writer.write(last, column, value)
        _choices(sheet, spec.fields, last + _EMPTY_ROWS)
        sheet.freeze_panes(1, 0)
    target.seek(0)
    return target


def _head(workbook: Any, sheet: Any, fields: Sequence[Field]) -> None:
    """The headings, an asterisk at those that must be filled in, the hints as comments."""
    needed = workbook.add_format({"bold": True, "bottom": 1, "font_color": "#9c2a17", "text_wrap": True})
    plain = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    text = workbook.add_format({"num_format": "@"})
    for column, item in enumerate(fields):
        sheet.set_column(column, column, item.width, text if not _is_number(item) else None)
        heading = f"{item.header}*" if item.required else str(item.header)
        sheet.write_string(0, column, heading, needed if item.required else plain)
        if item.hint:
            sheet.write_comment(0, column, str(item.hint), {"x_scale": 2})


def _is_number(item: Field) -> bool:
    return item.sql.split("(")[0] in ("integer", "int", "bigint", "smallint", "numeric")


def _choices(sheet: Any, fields: Sequence[Field], last: int) -> None:
    """Drop-down lists, as far as Excel's limit of 255 characters allows."""
    for column, item in enumerate(fields):
        words = [str(word) for word in item.choices]
        if words and len(",".join(words)) <= _LONGEST_LIST:
            message = gettext("Choose one of the words of the list.")
            rule = {"validate": "list", "source": words, "error_type": "warning", "error_message": message}
            sheet.data_validation(1, column, last, column, rule)


class CellWriter:
    """Writes values in their own type; text is text, whatever it begins with."""

    def __init__(self, workbook: Any, sheet: Any) -> None:
        self._sheet = sheet
        self._text = workbook.add_format({"num_format": "@"})
        self._quoted = workbook.add_format({"num_format": "@", "quote_prefix": True})

    def write(self, row: int, column: int, value: Any) -> None:
        """Write one cell; None and the empty text leave it empty."""
        if value is None or value == "":
            return
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            self._sheet.write_number(row, column, value)
            return
        text = written(value)
        self._sheet.write_string(row, column, text, self._quoted if text.startswith(DANGEROUS) else self._text)


def written(value: Any) -> str:
    """A value as templates and exports hold it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)
