"""The tables of statistics as a workbook: title, unit and day, heads in two rows, the sum, who made and checked it."""

import datetime
from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from filings.ratios import Ratio
from filings.statistics.shapes import Figures
from filings.statistics.sheets import SHEETS, Line, Sheet, Value
from filings.templatetags.paper import day as written_day
from sheets.writing import DANGEROUS, OPTIONS

_FIRST: Final = 4  # the row of the first unit, after title, unit, two rows of heads
_LANDSCAPE_A4: Final = 9
_NAME_WIDTH, _WIDTH = 18, 8.5


def statistics_workbook(
    *, rows: Sequence[Figures], whole: Figures, title: str, issuer: str, on: datetime.date
) -> bytes:
    """All tables of statistics, one a sheet; names of divisions are text, whatever they begin with."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {**OPTIONS, "constant_memory": False}) as workbook:
        formats = _formats(workbook)
        for sheet in SHEETS:
            page = workbook.add_worksheet(sheet.title)
            _head(page, sheet, formats, title=title, issuer=issuer, on=on)
            last = _lines(page, sheet.lines(rows, whole), formats)
            _foot(page, last + 1, formats)
            _set_up(page, len(sheet.columns))
    return target.getvalue()


def _formats(workbook: Any) -> dict[str, Any]:
    cell = {"border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
    return {
        "title": workbook.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}),
        "note": workbook.add_format({"font_size": 10}),
        "head": workbook.add_format({**cell, "bold": True}),
        "name": workbook.add_format({**cell, "align": "left", "num_format": "@"}),
        "quoted": workbook.add_format({**cell, "align": "left", "num_format": "@", "quote_prefix": True}),
        "whole": workbook.add_format(cell),
        "percent": workbook.add_format({**cell, "num_format": "0.0%"}),
        "mean": workbook.add_format({**cell, "num_format": "0.0"}),
    }


def _head(page: Any, sheet: Sheet, formats: dict[str, Any], *, title: str, issuer: str, on: datetime.date) -> None:
    last = len(sheet.columns)
    page.merge_range(0, 0, 0, last, f"{title}（{sheet.title}）", formats["title"])
    page.set_row(0, 30)
    page.write_string(1, 0, f"填报单位（盖章）：{issuer}　　统计日期：{written_day(on)}", formats["note"])
    page.merge_range(2, 0, 3, 0, "单位", formats["head"])
    place = 1
    for group in sheet.groups:
        width = len(group.columns)
        if group.label and width > 1:
            page.merge_range(2, place, 2, place + width - 1, group.label, formats["head"])
        for label, _get in group.columns:
            if group.label:
                page.write_string(3, place, label, formats["head"])
            else:
                page.merge_range(2, place, 3, place, label, formats["head"])
            place += 1
    page.set_row(3, 45)


def _lines(page: Any, lines: Sequence[Line], formats: dict[str, Any]) -> int:
    """Write the lines; the row of the last one."""
    for row, line in enumerate(lines, start=_FIRST):
        page.write_string(row, 0, line.name, formats["quoted" if line.name.startswith(DANGEROUS) else "name"])
        for column, value in enumerate(line.values, start=1):
            _write(page, row, column, value, formats)
    return _FIRST + len(lines) - 1


def _write(page: Any, row: int, column: int, value: Value, formats: dict[str, Any]) -> None:
    if not isinstance(value, Ratio):
        page.write_number(row, column, value, formats["whole"])
    elif value.whole:
        page.write_number(row, column, value.part / value.whole, formats["percent" if value.percent else "mean"])
    else:
        page.write_string(row, column, "—", formats["whole"])


def _foot(page: Any, row: int, formats: dict[str, Any]) -> None:
    page.write_string(row, 0, "单位负责人：　　　　　　审核人：　　　　　　填表人：", formats["note"])


def _set_up(page: Any, columns: int) -> None:
    page.set_column(0, 0, _NAME_WIDTH)
    page.set_column(1, columns, _WIDTH)
    page.freeze_panes(_FIRST, 1)
    page.set_landscape()
    page.set_paper(_LANDSCAPE_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, _FIRST - 1)
    page.set_footer("&C&P / &N")
