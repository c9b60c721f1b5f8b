"""The workbook of a department after WPS has opened and saved it (see tests/sheets/wps.py)."""

import datetime

import pytest

from sheets.engine import run
from sheets.spec import Order
from tests.sheets import wps
from tests.sheets.wps import cell, typed
from tests.vetting.factories import ORGANISER, make_batch, make_organiser, question_of, sheet_of
from vetting.models import Opinion
from vetting.spreadsheets.opinions import OpinionSheet
from vetting.workbooks import write_workbook

pytestmark = pytest.mark.django_db
SERIAL = (datetime.date(2024, 3, 5) - datetime.date(1899, 12, 30)).days
PROBLEM = (typed("E4", "有问题"), typed("F4", "N08"), typed("G4", "2024年因赌博被行政拘留五日"))
XML = '<?xml version="1.0" encoding="{}" standalone="{}"?>'


@pytest.fixture
def batch():
    return make_batch("王小明", "李小红")


@pytest.fixture
def bring_in(tmp_path, batch):
    """Bring in the workbook that was handed out, after the changes."""

    def bring_in(*changes, **options):
        with write_workbook(sheet_of(batch)) as handed_out:
            content = wps.saved(handed_out.read(), *changes)
        path = tmp_path / "答复.xlsx"
        path.write_bytes(content)
        order = Order(scope=ORGANISER, user=make_organiser("带回"), file_name="答复.xlsx")
        return run(OpinionSheet(), path, order=order, **options)

    return bring_in


def told(outcome):
    return [(problem.line, problem.column) for problem in outcome.problems]


@pytest.mark.parametrize(
    "changes",
    [
        (),
        (wps.shared_strings,),
        (wps.properties,),
        (wps.reserved_sheet,),
        (wps.other_order,),
        (wps.unprotected,),
        (cell("A4", "<is><t>1</t></is>", kind="inlineStr"),),
        (cell("A4", "<is><t>１</t></is>", kind="inlineStr"),),
        (cell("A4", "<v>1.0</v>"),),
        (
            cell(
                "B4",
                '<is><r><t>王</t></r><r><t>小明</t></r><rPh sb="0" eb="1"><t>wang</t></rPh></is>',
                kind="inlineStr",
            ),
        ),
        (typed("E4", "　有问题　\n"),),
        (typed("E4", "有 问题"),),
        (typed("F4", "Ｎ０８"),),
        (typed("F4", " n08"),),
        (wps.encoded("utf-8", declared=None),),
        (wps.encoded("utf-8-sig", declared=XML.format("UTF-8", "yes")),),
        (wps.encoded("utf-8", declared=XML.format("utf-8", "no").replace('"', "'")),),
        (
            wps.shared_strings,
            wps.properties,
            wps.other_order,
            wps.reserved_sheet,
            wps.unprotected,
        ),
    ],
    ids=[
        "as handed out",
        "shared strings",
        "properties",
        "reserved sheet",
        "other order",
        "unprotected",
        "number as text",
        "wide figure",
        "decimal",
        "runs in the cell",
        "wide blanks and a line break",
        "blank within",
        "wide code",
        "small code",
        "no declaration",
        "byte order mark",
        "single quotes",
        "all at once",
    ],
)
def test_it_comes_back_as_it_was_meant(batch, bring_in, changes):
    outcome = bring_in(*PROBLEM, *changes)
    assert [str(problem.message) for problem in outcome.problems] == []
    assert outcome.counts.created == 1
    opinion = Opinion.objects.get()
    assert opinion.question == question_of(sheet_of(batch))
    assert (opinion.answer, opinion.bar.code, opinion.facts) == ("problem", "N08", "2024年因赌博被行政拘留五日")


@pytest.mark.parametrize(
    "changes",
    [
        (cell("H4", f"<v>{SERIAL}</v>"),),
        (cell("H4", f"<v>{SERIAL}</v>", style=0),),
        (wps.format_of_numbers('[$-804]yyyy"年"m"月"d"日";@'), cell("H4", f"<v>{SERIAL}</v>", style=6)),
        (wps.format_of_numbers('yyyy"年"m"月"d"日";@'), cell("H4", f"<v>{SERIAL}</v>", style=6)),
        (wps.format_of_numbers("yyyy/m/d;@"), cell("H4", f"<v>{SERIAL}</v>", style=6)),
        (wps.format_of_numbers('[DBNum1][$-804]yyyy"年"m"月"d"日";@'), cell("H4", f"<v>{SERIAL}</v>", style=6)),
        (wps.format_of_numbers(31), cell("H4", f"<v>{SERIAL}</v>", style=6)),
        (wps.format_of_numbers(58), cell("H4", f"<v>{SERIAL}</v>", style=6)),
        (typed("H4", "2024年3月5日"),),
        (typed("H4", "２０２４．３．５"),),
        (cell("H4", "<v>2024-03-05T00:00:00</v>", kind="d"),),
        (cell("H4", f"<is><t>{SERIAL}</t></is>", kind="inlineStr"),),
    ],
    ids=[
        "own format",
        "no format",
        "Chinese locale",
        "Chinese",
        "slashes",
        "Chinese figures",
        "built-in 31",
        "built-in 58",
        "text",
        "wide text",
        "ISO",
        "serial as text",
    ],
)
def test_a_day_is_read_whatever_its_format(bring_in, changes):
    outcome = bring_in(*PROBLEM, *changes)
    assert told(outcome) == []
    assert Opinion.objects.get().occurred_on == datetime.date(2024, 3, 5)


def test_facts_keep_their_words_without_blanks_and_breaks(bring_in):
    bring_in(*PROBLEM, typed("G4", "　　一、赌博；\r\n二、　拘留五日。 "))
    assert Opinion.objects.get().facts == "一、赌博； 二、 拘留五日。"


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ((typed("E4", "没问题"),), "answer", "无问题"),
        ((typed("F4", "赌博"),), "bar", "Choose the bar"),
        ((typed("B4", "王小朋"),), "row_code", "Restore them"),
        ((cell("J4", "<v>0</v>"),), "row_code", "Copy the row"),
        ((cell("G4", '<f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v>', kind="str"),), "facts", "picture"),
    ],
    ids=["free words", "words for a code", "another name", "code lost", "picture in a cell"],
)
def test_what_is_not_meant_so_is_told_with_what_to_do(bring_in, changes, column, words):
    outcome = bring_in(*PROBLEM, wps.unprotected, *changes)
    assert told(outcome) == [(4, column)]
    assert words in str(outcome.problems[0].message)
    assert not Opinion.objects.exists()


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-16", XML.format("UTF-16", "yes")),
        ("utf-16-le", None),
        ("utf-16-be", None),
        ("gb18030", XML.format("GB18030", "yes")),
        ("gb18030", "<?xml version='1.0' encoding = 'gb2312'?>"),
    ],
)
def test_another_encoding_than_utf8_is_told_for_what_it_is(bring_in, encoding, declared):
    outcome = bring_in(*PROBLEM, wps.encoded(encoding, declared=declared))
    assert "not written in UTF-8" in str(outcome.problems[0].message)
    assert not Opinion.objects.exists()
