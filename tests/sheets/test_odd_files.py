"""Odd files: each is read as it is meant, or refused with line, column and cause. None of them breaks anything."""

import codecs
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils import translation

from sheets.engine import Outcome
from sheets.reading import PATHS, START
from tests.sheets import files
from tests.sheets.files import GOOD, GOOD_CSV, HEAD
from villages.models import Division
from villages.spreadsheets.divisions import import_divisions

pytestmark = pytest.mark.django_db
TREE = ["14", "1404"]


@pytest.fixture(autouse=True)
def _above() -> Any:
    parent = Division.objects.create(code="0", name="中国")
    for code in TREE:
        parent = Division.objects.create(code=code, name=code, parent=parent)
    with translation.override("en"):
        yield


def run(directory: Path, content: bytes | str, **options: Any) -> Outcome:
    return import_divisions(files.save(directory, content), scope=None, **options)


def names() -> dict[str, str]:
    return dict(Division.objects.exclude(code__in=["0", *TREE]).values_list("code", "name"))


def many_columns() -> str:
    return ",".join(["代码", "名称", *[f"c{number}" for number in range(1_000_000)]]) + "\n"


def hidden_first(book: Any, page: Any) -> None:
    page.hide()
    shown = book.add_worksheet("名册")
    for line, row in enumerate([HEAD, *GOOD]):
        shown.write_row(line, 0, row)
    shown.activate()
    page.first_sheet = False
    shown.set_first_sheet()


def without_values(content: bytes) -> bytes:
    """Formulas that have never been calculated, as openpyxl writes them."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    book.worksheets[0]["B5"] = "=B4"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def encrypted_office() -> bytes:
    return files.ole({"EncryptionInfo": b"", "EncryptedPackage": b""})


def xlsm() -> bytes:
    return files.rezipped(files.xlsx([HEAD, *GOOD]), add={"xl/vbaProject.bin": b"macro"})


def entity() -> bytes:
    declared = b'<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]>'
    return files.rezipped(
        files.xlsx([HEAD, *GOOD]),
        replace={"xl/sharedStrings.xml": lambda data: data.replace(b"?>", b"?>" + declared, 1)},
    )


def zipped(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


def merged_across(book: Any, page: Any) -> None:
    page.merge_range(4, 0, 4, 1, "140431100202")


def far_cell(book: Any, page: Any) -> None:
    page.write_string(1_048_575, 16_383, "x")


PLAIN = files.xlsx([HEAD, *GOOD])

# Name → content, line, column, a word of the cause.
REFUSED: dict[str, tuple[Any, int, str, str]] = {
    "nothing": (b"", 1, "file", "empty"),
    "only blanks": (b" \n \n", 1, "file", "header row"),
    "only a header of something else": ("a,b\n1,2\n", 1, "file", "header row"),
    "a header without the name": ("代码,备注\n14,x\n", 1, "name", "missing"),
    "a header without the code": ("备注,名称\n14,x\n", 1, "code", "missing"),
    "two columns that mean the same": ("代码,名称,区划代码\n14,x,14\n", 1, "file", "same column"),
    "GB 18030 cut in a character": (GOOD_CSV.encode("gb18030") + b"140431100202,\xb3\n", 5, "file", "neither UTF-8"),
    "UTF-8 with one broken byte": (GOOD_CSV.encode() + b"140431100202,\xff\xff\n", 5, "file", "neither UTF-8"),
    "UTF-16 cut in half": (GOOD_CSV.encode("utf-16")[:-1], 4, "file", "neither UTF-8"),
    "binary": (bytes(range(256)) * 20, 1, "file", "no table"),
    "an open quotation mark": (GOOD_CSV + '140431100202,"城北村\n140431100203,x\n', 5, "file", "quotation mark"),
    "text after a quotation mark": (GOOD_CSV + '140431100202,"城"北村\n', 5, "file", "quotation mark"),
    "a million columns": (many_columns, 1, "file", "columns"),
    "a comma within a name": (GOOD_CSV + "140431100202,城北,村\n", 5, "name", "more values"),
    "a formula in text": (GOOD_CSV + "140431100202,=A1\n", 5, "name", "formula"),
    "a web page": ("<html><table><tr><td>代码</td></tr></table></html>", 1, "file", "web page"),
    "a web page with a mark": (codecs.BOM_UTF8 + b"\n<!DOCTYPE html><html>", 1, "file", "web page"),
    "an XML spreadsheet": ('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', 1, "file", "XML"),
    "a PDF": (b"%PDF-1.7 ...", 1, "file", "PDF"),
    "a picture": (b"\x89PNG\r\n\x1a\n", 1, "file", "PNG"),
    "a RAR archive": (b"Rar!\x1a\x07\x00", 1, "file", "RAR"),
    "any zip": (lambda: zipped({"a.csv": GOOD_CSV.encode()}), 1, "file", "ZIP"),
    "a Word document": (lambda: zipped({"word/document.xml": b"<a/>"}), 1, "file", "Word"),
    "an old Word document": (lambda: files.ole({"WordDocument": b""}), 1, "file", "Word"),
    "a binary workbook": (lambda: zipped({"xl/workbook.bin": b""}), 1, "file", ".xlsb"),
    "a cut zip": (PLAIN[: len(PLAIN) // 2], 1, "file", "damaged"),
    "a cut OLE2 container": (lambda: files.xls([HEAD, *GOOD])[:700], 1, "file", "damaged"),
    "a zip bomb": (files.bomb, 1, "file", "unpack"),
    "a dense zip bomb": (lambda: files.bomb(40), 1, "file", "unpack"),
    "thousands of parts": (
        lambda: files.rezipped(PLAIN, add={f"xl/p{number}.xml": b"<a/>" for number in range(2500)}), 1, "file", "parts",
    ),
    "a directory that lies": (lambda: files.lying(PLAIN, "xl/sharedStrings.xml"), 1, "file", "damaged"),
    "an archive within": (lambda: files.rezipped(PLAIN, add={"xl/embeddings/a.zip": b"PK"}), 1, "file", "another file"),
    "a path that climbs": (lambda: files.rezipped(PLAIN, add={"../../etc/cron.d/x": b""}), 1, "file", "no workbook has"),
    "an absolute path": (lambda: files.rezipped(PLAIN, add={"/etc/x": b""}), 1, "file", "no workbook has"),
    "XML entities": (entity, 1, "file", "declarations"),
    "macros": (xlsm, 1, "file", "macros"),
    "macros in a binary workbook": (lambda: files.ole({"Workbook": b"", "_VBA_PROJECT_CUR": b""}), 1, "file", "macros"),
    "a locked workbook": (encrypted_office, 1, "file", "password"),
    "a locked binary workbook": (lambda: files.xls([HEAD, *GOOD], locked=True), 1, "file", "password"),
    "locked parts": (lambda: files.flagged(PLAIN), 1, "file", "password"),
    "a locked OpenDocument": (lambda: files.ods([HEAD, *GOOD], locked=True), 1, "file", "password"),
    "a cell at the far end": (lambda: files.xlsx([HEAD, *GOOD], after=far_cell), 1, "file", "memory"),
    "a formula": (lambda: files.xlsx([HEAD, *GOOD], after=lambda _b, s: s.write_formula(3, 1, "=B3", None, "x")), 4, "name", "formula"),
    "a formula that failed": (
        lambda: files.xlsx([HEAD, *GOOD], after=lambda _b, s: s.write_formula(3, 1, "=1/0", None, "#DIV/0!")), 4, "name", "formula",
    ),
    "a formula never calculated": (lambda: without_values(PLAIN), 5, "name", "formula"),
    "an array formula": (
        lambda: files.xlsx([HEAD, *GOOD], after=lambda _b, s: s.write_array_formula(3, 1, 3, 1, "{=B3}")), 4, "name", "formula",
    ),
    "a formula in OpenDocument": (lambda: files.ods([HEAD, *GOOD], formula=(3, 1)), 4, "name", "formula"),
    "a formula in a binary workbook": (lambda: files.xls([HEAD, *GOOD], formula=(3, 1)), 4, "name", "formula"),
    "cells merged across columns": (lambda: files.xlsx([HEAD, *GOOD], after=merged_across), 5, "name", "merged"),
    "a code in E+ form": (GOOD_CSV + "1.40431E+11,城北村\n", 5, "code", "1.4E+11"),
    "a code with a letter": (GOOD_CSV + "14043110020l,城北村\n", 5, "code", "statistical code"),
    "a code of ten digits": (GOOD_CSV + "1404311002,城北村\n", 5, "code", "statistical code"),
    "a village without a township": (GOOD_CSV + "140431000202,城北村\n", 5, "code", "statistical code"),
    "an empty name": (GOOD_CSV + "140431100202,\n", 5, "name", "empty"),
    "a name of blanks": (GOOD_CSV + "140431100202, \u3000\u200b\n", 5, "name", "empty"),
    "an endless name": (GOOD_CSV + f"140431100202,{'村' * 10_000}\n", 5, "name", "100 characters"),
    "a control character": (GOOD_CSV + "140431100202,城\x07北村\n", 5, "name", "control character"),
    "a byte of zero": (files.xlsx([HEAD, *GOOD, ["140431100202", "城\x01北"]]), 5, "name", "control character"),
    "a code that comes twice": (GOOD_CSV + "140431100201,城北村\n", 5, "code", "line 4"),
    "a code twice, once in full": (GOOD_CSV + "140431100000,沁河\n", 5, "code", "line 3"),
    "a missing parent": (GOOD_CSV + "140431101201,城北村\n", 5, "code", "140431101"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_line_column_and_cause(tmp_path: Path, name: str) -> None:
    content, line, column, cause = REFUSED[name]
    outcome = run(tmp_path, content() if callable(content) else content)
    [problem] = outcome.problems
    assert (problem.line, problem.column) == (line, column), str(problem)
    assert cause in problem.message
    assert not outcome.written
    assert names() == {}


def titled(book: Any, page: Any) -> None:
    page.merge_range(0, 0, 0, 3, "沁源县区划代码表")


def two_line_head(book: Any, page: Any) -> None:
    page.merge_range(0, 0, 1, 0, "代码")
    page.merge_range(0, 1, 0, 2, "基本情况")
    page.write_row(1, 1, ["名称", "备注"])
    for line, row in enumerate(GOOD, start=2):
        page.write_row(line, 0, row)


WANTED = dict(GOOD)
READ: dict[str, Any] = {
    "UTF-8": GOOD_CSV,
    "UTF-8 with a mark": codecs.BOM_UTF8 + GOOD_CSV.encode(),
    "GB 18030": GOOD_CSV.encode("gb18030"),
    "UTF-16": GOOD_CSV.encode("utf-16"),
    "UTF-16, big end first": codecs.BOM_UTF16_BE + GOOD_CSV.encode("utf-16-be"),
    "UTF-16 without a mark": (GOOD_CSV + "\n" * 50).encode("utf-16-le"),
    "semicolons": GOOD_CSV.replace(",", ";"),
    "tabs": GOOD_CSV.replace(",", "\t"),
    "line ends of Windows": GOOD_CSV.replace("\n", "\r\n"),
    "line ends of an old Macintosh": GOOD_CSV.replace("\n", "\r"),
    "no line end at the end": GOOD_CSV.rstrip(),
    "blank lines": GOOD_CSV.replace("\n", "\n\n,\n"),
    "quotation marks": '"代码","名称"\n"140431","沁源县"\n"140431100","沁河镇"\n"140431100201","城西村"\n',
    "codes kept as formulas": '代码,名称\n="140431",沁源县\n="140431100",沁河镇\n="140431100201",城西村\n',
    "columns in another order, others between": "名称,备注,代码\n沁源县,x,140431\n沁河镇,,140431100\n城西村,,140431100201\n",
    "English headings": "Name,CODE*\n沁源县,140431\n沁河镇,140431100\n城西村,140431100201\n",
    "a title above": "沁源县区划代码表,\n2026年,\n" + GOOD_CSV,
    "codes of twelve digits": GOOD_CSV.replace("140431,", "140431000000,").replace("140431100,", "140431100000,"),
    "full width digits and blanks": GOOD_CSV.replace("140431100201,城西村", "　１４０４３１１００２０１ ,城西村　"),
    "xlsx": PLAIN,
    "numbers for codes": files.xlsx([HEAD, *[[int(code), name] for code, name in GOOD]]),
    "a table not at the corner": files.xlsx([HEAD, *GOOD], top=5, left=3),
    "a merged title": files.xlsx([HEAD, *GOOD], top=1, after=titled),
    "a head of two lines": files.xlsx([], after=two_line_head),
    "hidden sheets": files.xlsx([HEAD, ["9", "x"]], after=hidden_first),
    "formulas in a column not read": files.xlsx([HEAD, *GOOD], after=lambda _b, s: s.write_formula(2, 5, "=A1")),
    "OpenDocument": files.ods([HEAD, *GOOD]),
    "a binary workbook": files.xls([HEAD, *[[float(code), name] for code, name in GOOD]]),
    "a cell below a merged one": files.xlsx(
        [["乡镇", *HEAD], ["", *GOOD[0]], ["", *GOOD[1]], ["", *GOOD[2]]],
        after=lambda _b, s: s.merge_range(1, 0, 3, 0, "沁河镇"),
    ),
}


@pytest.mark.parametrize("name", READ)
def test_read_as_it_is_meant(tmp_path: Path, name: str) -> None:
    outcome = run(tmp_path, READ[name])
    assert [str(problem) for problem in outcome.problems] == []
    assert names() == WANTED
    assert outcome.counts.created == len(WANTED)


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("GB 18030", "GB 18030"),
        ("columns in another order, others between", "ignored: 备注"),
        ("hidden sheets", "Hidden sheets, not read: 表"),
        ("full width digits and blanks", "plain digits: 1"),
    ],
)
def test_what_was_not_read_or_put_right_is_said(tmp_path: Path, name: str, note: str) -> None:
    assert any(note in said for said in run(tmp_path, READ[name]).notes)


def test_a_name_that_looks_like_a_formula_comes_back_from_text_with_its_apostrophe(tmp_path: Path) -> None:
    run(tmp_path, GOOD_CSV + "140431100202,'=城北村\n")
    assert names()["140431100202"] == "=城北村"


# A small process of its own: the peak of a child counts from that of the process that forks it.
MEASURE = """
import json, resource, subprocess, sys
command = [sys.executable, "-I", "-S", "-c", *sys.argv[1:]]
done = subprocess.run(command, input=sys.stdin.buffer.read(), capture_output=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.mark.parametrize("name", ["a zip bomb", "a dense zip bomb", "a cell at the far end", "a million columns"])
def test_reading_a_bomb_takes_little_memory(tmp_path: Path, name: str) -> None:
    path = files.save(tmp_path, REFUSED[name][0]())
    request = json.dumps({"path": str(path), "names": {"代码": "code"}}).encode() + b"\n"
    command = [sys.executable, "-I", "-c", MEASURE, START, *PATHS]
    peak = int(subprocess.run(command, input=request, capture_output=True, check=True).stdout)
    assert peak < 250 * 1024


def test_there_are_at_least_forty_odd_files() -> None:
    assert len(REFUSED) + len(READ) >= 40
