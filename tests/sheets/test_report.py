"""The user's own file comes back with messages, and can be corrected and sent again."""

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils import translation

from sheets import report
from sheets.engine import run
from sheets.report import annotated
from sheets.spec import Order
from tests.sheets import files
from tests.sheets.example import Example

pytestmark = pytest.mark.django_db
ROWS = [["姓名", "备注", "人口"], ["甲", "=x", "x"], ["乙", "b", "2"]]


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def back(directory: Path, content: bytes | str, name: str = "村.xlsx") -> tuple[str, bytes] | None:
    path, spec = files.save(directory, content), Example()
    found = annotated(path, name, spec, run(spec, path, order=Order()))
    if found is None:
        return None
    with found[1] as file:
        return found[0], file.read()


def test_a_workbook_comes_back_with_a_column_comments_and_its_own_formats(tmp_path):
    def coloured(book, page):
        page.write(2, 1, "b", book.add_format({"bg_color": "#00FF00"}))

    found = back(tmp_path, files.xlsx(ROWS, after=coloured))
    assert found
    assert found[0] == "村-messages.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(found[1])).active
    assert sheet.cell(1, 4).value == "What to correct"
    assert "whole number" in sheet.cell(2, 4).value
    assert sheet.cell(2, 4).font.color.rgb.endswith("C00000")
    assert "whole number" in sheet.cell(2, 3).comment.text
    assert sheet.cell(3, 2).fill.start_color.rgb == "FF00FF00"
    assert sheet.cell(3, 4).value is None


def test_text_comes_back_as_text_without_live_formulas(tmp_path):
    found = back(tmp_path, "姓名,备注,人口\n甲,=x,x\n乙,b,2\n", "村.csv")
    assert found
    rows = list(csv.reader(io.StringIO(found[1].decode("utf-8-sig"))))
    assert rows[0] == ["姓名", "备注", "人口", "What to correct"]
    assert rows[1][:3] == ["甲", "'=x", "x"]
    assert "whole number" in rows[1][3]
    assert rows[2] == ["乙", "b", "2", ""]


@pytest.mark.parametrize("content", [files.ods(ROWS), files.xls(ROWS)], ids=["ods", "xls"])
def test_other_workbooks_come_back_as_xlsx(tmp_path, content):
    found = back(tmp_path, content, "村.et")
    assert found
    sheet = openpyxl.load_workbook(io.BytesIO(found[1])).active
    assert [sheet.cell(2, column).value for column in (1, 2, 3)] == ["甲", "=x", "x"]
    assert sheet.cell(2, 2).data_type == "s"
    assert "whole number" in sheet.cell(2, 4).value


def test_a_large_workbook_is_rewritten_in_constant_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(report, "MOST_CELLS", 3)
    found = back(tmp_path, files.xlsx(ROWS, top=2))
    assert found
    sheet = openpyxl.load_workbook(io.BytesIO(found[1])).active
    assert sheet.cell(3, 4).value == "What to correct"
    assert "whole number" in sheet.cell(4, 4).value


@pytest.mark.parametrize("rewritten", [False, True])
def test_corrected_and_sent_again_the_messages_are_replaced(tmp_path, monkeypatch, rewritten):
    monkeypatch.setattr(report, "MOST_CELLS", 0 if rewritten else 1000)
    first = back(tmp_path, files.xlsx(ROWS))
    assert first
    book = openpyxl.load_workbook(io.BytesIO(first[1]))
    book.active["C2"], book.active["C3"] = "1", "y"
    target = io.BytesIO()
    book.save(target)
    second = back(tmp_path, target.getvalue())
    assert second
    sheet = openpyxl.load_workbook(io.BytesIO(second[1])).active
    assert [cell.value for cell in sheet[1]] == ["姓名", "备注", "人口", "What to correct"]
    assert sheet.cell(2, 4).value is None
    assert "whole number" in sheet.cell(3, 4).value


def test_a_file_without_faults_or_that_is_no_table_does_not_come_back(tmp_path):
    assert back(tmp_path, files.xlsx([ROWS[0], ROWS[2]])) is None
    assert back(tmp_path, b"") is None
