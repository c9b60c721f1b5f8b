"""The workbook that is handed out to a department: locked but for the answers, with drop-down lists."""

from collections.abc import Iterable
from tempfile import TemporaryFile
from typing import IO, Any, Final

import xlsxwriter
from django.utils import translation

from sheets.writing import OPTIONS
from vetting.models import Answer, Bar, Question, Sheet
from vetting.spreadsheets.opinions import ANSWERS, OpinionSheet, code_of, row_of

_HIDDEN: Final = "row_code"
_TYPED: Final = ("answer", "bar", "facts", "occurred_on", "document_number")
_HEAD: Final = 2


def write_workbook(sheet: Sheet) -> IO[bytes]:
    """All persons of a department's part of a batch; batch, cycle and department are loaded."""
    target = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    with xlsxwriter.Workbook(target, OPTIONS) as workbook, translation.override("zh-hans"):
        page = workbook.add_worksheet("答复")
        page.protect("", {"format_columns": True, "format_rows": True, "sort": False})
        formats = _formats(workbook)
        fields = OpinionSheet.fields
        bars = list(Bar.objects.filter(bar_list=sheet.batch.bar_list_id, departments=sheet.department_id))
        _head(page, sheet, formats)
        last = _HEAD
        for last, question in enumerate(_questions(sheet), start=_HEAD + 1):
            values = _values(question, sheet)
            for column, item in enumerate(fields):
                page.write(last, column, values.get(item.key) or None, _layout(item.key, formats))
        _choices(page, last, bars)
        page.freeze_panes(_HEAD + 1, 2)
        page.set_landscape()
        page.repeat_rows(_HEAD)
        _explain(workbook.add_worksheet("情形"), bars, formats)
    target.seek(0)
    return target


def _questions(sheet: Sheet) -> Iterable[Question]:
    return (
        Question.objects.filter(sheet=sheet, entry__withdrawn_on=None)
        .select_related("entry__review__person", "entry__review__election__village")
        .order_by("entry__position")
        .iterator(chunk_size=2000)
    )


def _formats(workbook: Any) -> dict[str, Any]:
    return {
        "title": workbook.add_format({"bold": True, "font_size": 14}),
        "head": workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
        "locked": workbook.add_format({"num_format": "@", "bg_color": "#F2F2F2"}),
        "typed": workbook.add_format({"num_format": "@", "locked": False, "text_wrap": True, "border": 1}),
        "day": workbook.add_format({"num_format": "yyyy-mm-dd", "locked": False, "border": 1}),
    }


def _head(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    page.write_string(0, 0, f"{sheet.department.name} · {sheet.batch} 资格联审答复表", formats["title"])
    note = f"请于{sheet.batch.due_on:%Y-%m-%d}前逐人选择答复；白色单元格可填写，灰色单元格请勿改动。空白视为未答复。"
    page.write_string(1, 0, note)
    for column, item in enumerate(OpinionSheet.fields):
        page.set_column(column, column, item.width, None, {"hidden": item.key == _HIDDEN})
        page.write_string(_HEAD, column, str(item.header), formats["head"])


def _values(question: Question, sheet: Sheet) -> dict[str, Any]:
    """What is handed out; a problem's facts are secret, so the department writes them again where it changes something."""
    row = row_of(question)
    words = {value: word for word, value in ANSWERS.items() if value != Answer.PROBLEM}
    return {
        "position": row.position,
        "person": row.name,
        "village": row.village,
        "id_number": row.id_number,
        "answer": words.get(question.answer, ""),
        _HIDDEN: code_of(question, sheet, row),
    }


def _layout(key: str, formats: dict[str, Any]) -> Any:
    return formats["day" if key == "occurred_on" else "typed" if key in _TYPED else "locked"]


def _choices(page: Any, last: int, bars: list[Bar]) -> None:
    keys = [item.key for item in OpinionSheet.fields]
    words = {"answer": list(ANSWERS), "bar": [bar.code for bar in bars]}
    for key, source in words.items():
        column = keys.index(key)
        if source and last > _HEAD:
            rule = {"validate": "list", "source": source, "error_message": "请从下拉列表中选择。"}
            page.data_validation(_HEAD + 1, column, last, column, rule)


def _explain(page: Any, bars: list[Bar], formats: dict[str, Any]) -> None:
    page.protect()
    page.set_column(1, 1, 80)
    page.write_row(0, 0, ("编号", "内容"), formats["head"])
    for line, bar in enumerate(bars, start=1):
        page.write_row(line, 0, (bar.code, bar.text))
