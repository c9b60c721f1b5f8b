"""A list as a workbook, its rows written one by one through a temporary file."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any, NamedTuple

import xlsxwriter
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CHUNK = 2000
_WIDEST = 48
# A cell that begins with one of these is a formula to a program that reads it from a text file.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")

Column = tuple[str, Callable[[Any], Any]]


class Part(NamedTuple):
    """One sheet of an export: its name (empty: the program's own), columns, rows."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Any]


def workbook_response(
    *, title: str, notes: Sequence[str], columns: Sequence[Column], rows: QuerySet[Any]
) -> HttpResponse:
    """An .xlsx of all rows: title, conditions, date, heads, then one line a row. Columns are (label, value of a row)."""
    return parts_response(title=title, notes=notes, parts=[Part("", columns, rows.iterator(chunk_size=_CHUNK))])


def parts_response(*, title: str, notes: Sequence[str], parts: Sequence[Part]) -> HttpResponse:
    """The same of several tables, one a sheet."""
    target = BytesIO()
    with xlsxwriter.Workbook(
        target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_date_format": "yyyy-mm-dd",
        },
    ) as workbook:
        for part in parts:
            named = f"{title} · {part.name}" if part.name else title
            _Sheet(workbook, named, part.name).write(notes=notes, columns=part.columns, rows=part.rows)
    name = f"{get_valid_filename(title)}-{timezone.localdate():%Y%m%d}.xlsx"
    disposition = content_disposition_header(as_attachment=True, filename=name) or ""
    return HttpResponse(target.getvalue(), content_type=WORKBOOK, headers={"Content-Disposition": disposition})


class _Sheet:
    """One sheet of an export."""

    def __init__(self, workbook: xlsxwriter.Workbook, title: str, name: str) -> None:
        self.title = title
        self.sheet = workbook.add_worksheet(name or None)
        self.bold = workbook.add_format({"bold": True, "font_size": 14})
        self.head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        self.text = workbook.add_format({"num_format": "@"})
        self.quoted = workbook.add_format({"num_format": "@", "quote_prefix": True})
        self.moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.widths: list[int] = []

    def write(self, *, notes: Sequence[str], columns: Sequence[Column], rows: Iterable[Any]) -> None:
        """Fill the sheet from top to bottom: constant memory knows no way back."""
        now = date_format(timezone.localtime(), "SHORT_DATETIME_FORMAT")
        self.sheet.write_string(0, 0, self.title, self.bold)
        self.sheet.write_string(1, 0, " · ".join([*notes, _("As of %(time)s") % {"time": now}]))
        for place, (label, _value) in enumerate(columns):
            self.sheet.write_string(2, place, label, self.head)
        self.widths = [_width(label) for label, _value in columns]
        line = 2
        for line, row in enumerate(rows, start=3):
            for place, (_label, value) in enumerate(columns):
                self.cell(line, place, value(row))
        self.sheet.freeze_panes(3, 0)
        self.sheet.autofilter(2, 0, line, len(columns) - 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0, 2)
        self.sheet.set_footer("&C&P / &N")
        for place, width in enumerate(self.widths):
            self.sheet.set_column(place, place, min(width, _WIDEST) + 2)

    def cell(self, line: int, place: int, value: Any) -> None:
        """Write a value in its own type; text is text, whatever it begins with."""
        match value:
            case None | "":
                return
            case bool():
                text = _("yes") if value else _("no")
            case int() | float() | Decimal():
                self.sheet.write_number(line, place, value)
                return
            case datetime.datetime():
                self.sheet.write_datetime(line, place, localtime(value).replace(tzinfo=None), self.moment)
                self.widths[place] = max(self.widths[place], 16)
                return
            case datetime.date():
                self.sheet.write_datetime(line, place, value)
                self.widths[place] = max(self.widths[place], 10)
                return
            case _:
                text = str(value)
        self.sheet.write_string(line, place, text, self.quoted if text.startswith(_DANGEROUS) else self.text)
        self.widths[place] = max(self.widths[place], _width(text))


def _width(text: str) -> int:
    """Width in halves: a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)  # noqa: PLR2004 start of CJK
