"""The workbook that goes to a department behind an air gap and comes back: what is handed out, and what is refused."""

import io

import openpyxl
import pytest
from django.urls import reverse

from accounts.roles import Role
from accounts.scope import scope_of
from oversight.models import Download
from sheets.engine import run
from sheets.spec import Order
from tests.factories import TOWNSHIP, make_officer
from tests.sheets.files import rezipped
from tests.vetting.factories import (
    ORGANISER,
    answer,
    make_batch,
    make_organiser,
    make_reviewer,
    question_of,
    sheet_of,
)
from vetting.models import Opinion, Way
from vetting.services.batches import withdraw
from vetting.spreadsheets.opinions import OpinionSheet

pytestmark = pytest.mark.django_db
HEADS = 3  # the line of the headings
NAMES = ("王小明", "李小红", "赵二")
COLUMNS = [item.key for item in OpinionSheet.fields]


@pytest.fixture
def batch():
    return make_batch(*NAMES)


@pytest.fixture
def officer():
    return make_organiser("带回")


def hand_out(client, sheet):
    response = client.get(reverse("vetting:workbook", args=[sheet.pk]))
    return b"".join(response.streaming_content)


@pytest.fixture
def taken(client, officer, batch):
    """The workbook as openpyxl, a program that is not ours, opens it."""
    client.force_login(officer)
    return openpyxl.load_workbook(io.BytesIO(hand_out(client, sheet_of(batch))))


def put(workbook, place, **values):
    """Fill in cells of the person at a place."""
    for key, value in values.items():
        workbook.worksheets[0].cell(HEADS + place, COLUMNS.index(key) + 1).value = value


@pytest.fixture
def bring_in(tmp_path, officer):
    def bring_in(workbook, *, scope=ORGANISER, **options):
        path = tmp_path / "back.xlsx"
        workbook.save(path)
        return run(OpinionSheet(), path, order=Order(scope=scope, user=officer, file_name="back.xlsx"), **options)

    return bring_in


def told(outcome):
    return [(problem.line, problem.column) for problem in outcome.problems]


def test_it_is_locked_but_for_the_answers_and_offers_them(taken):
    page = taken.worksheets[0]
    assert page.protection.sheet
    unlocked = {COLUMNS[cell.column - 1] for cell in page[HEADS + 1] if not cell.protection.locked}
    assert unlocked == {"answer", "bar", "facts", "occurred_on", "document_number"}
    offered = {rule.formula1 for rule in page.data_validations.dataValidation}
    assert '"无问题,有问题,不掌握"' in offered
    assert page.column_dimensions[openpyxl.utils.get_column_letter(COLUMNS.index("row_code") + 1)].hidden
    assert [page.cell(HEADS + place, 2).value for place in (1, 2, 3)] == list(NAMES)


def test_whoever_takes_it_along_is_on_record(taken, officer):
    assert Download.objects.get().user == officer


def test_what_comes_back_is_recorded_and_what_is_empty_stays_open(taken, batch, bring_in, officer):
    put(taken, 1, answer="无问题")
    put(taken, 2, answer="有问题", bar="N08", facts="2024年因赌博被行政拘留五日", document_number="沁公行罚〔2024〕1号")
    outcome = bring_in(taken)
    assert (outcome.counts.created, told(outcome)) == (2, [])
    first, second = Opinion.objects.order_by("question__entry__position")
    assert (first.answer, first.way, first.author) == ("clear", Way.WORKBOOK, officer)
    assert (second.answer, second.bar.code, second.document_number) == ("problem", "N08", "沁公行罚〔2024〕1号")
    assert not question_of(sheet_of(batch), 1).signed
    assert question_of(sheet_of(batch), 3).answer == ""
    assert bring_in(taken).counts.unchanged == 2


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"person": "王大明"}, "row_code"),
        ({"id_number": "110***********0028"}, "row_code"),
        ({"position": 7}, "row_code"),
        ({"row_code": "1-1-00000000000000000000"}, "row_code"),
        ({"row_code": "x"}, "row_code"),
        ({"row_code": None}, "row_code"),
        ({"answer": "可以"}, "answer"),
        ({"answer": None, "facts": "赌博"}, "answer"),
        ({"answer": "有问题"}, "bar"),
        ({"answer": "有问题", "bar": "N99", "facts": "赌博"}, "bar"),
        ({"answer": '=IF(1,"无问题","")'}, "answer"),
    ],
)
def test_a_row_that_was_altered_or_cannot_be_recorded_is_named_and_nothing_is_stored(taken, bring_in, changes, column):
    for place in (1, 2, 3):
        put(taken, place, answer="无问题")
    put(taken, 2, **changes)
    outcome = bring_in(taken)
    assert told(outcome) == [(HEADS + 2, column)]
    assert not Opinion.objects.exists()
    assert bring_in(taken, skip_bad=True).counts.created == 2


def test_an_added_row_and_one_answered_twice_are_refused(taken, bring_in):
    page = taken.worksheets[0]
    put(taken, 1, answer="无问题")
    page.append([cell.value for cell in page[HEADS + 1]])
    put(taken, 4, answer="不掌握")
    page.append([9, "张三", "城西村", "", "无问题"])
    assert told(bring_in(taken)) == [(HEADS + place, "row_code") for place in (1, 4, 5)]


def test_a_row_of_another_batch_is_refused(client, taken, bring_in):
    other = openpyxl.load_workbook(io.BytesIO(hand_out(client, sheet_of(make_batch("孙三")))))
    put(taken, 1, answer="无问题")
    put(other, 1, answer="无问题")
    taken.worksheets[0].append([cell.value for cell in other.worksheets[0][HEADS + 1]])
    assert told(bring_in(taken)) == [(HEADS + 4, "row_code")]


def test_a_workbook_of_an_older_version_is_refused(taken, batch, bring_in, officer):
    put(taken, 1, answer="无问题")
    withdraw(scope=ORGANISER, entry=batch.entries.get(position=3))
    outcome = bring_in(taken)
    assert {message.message for message in outcome.problems} == {
        "The batch has changed since this workbook was handed out. Hand out a new one and copy the answers over."
    }
    assert not Opinion.objects.exists()


def test_a_batch_of_another_county_is_refused(taken, bring_in):
    put(taken, 1, answer="无问题")
    stranger = make_officer(Role.COUNTY_ORGANISER, "140430")
    assert (HEADS + 1, "row_code") in told(bring_in(taken, scope=scope_of(stranger)))
    assert not Opinion.objects.exists()


def test_macros_are_refused_and_empty_rows_cost_nothing(taken, bring_in, tmp_path, officer):
    put(taken, 1, answer="无问题")
    taken.worksheets[0].cell(200_000, 1).value = None
    taken.worksheets[0].row_dimensions[200_000].height = 20
    assert bring_in(taken).counts.created == 1
    path = tmp_path / "macros.xlsx"
    path.write_bytes(rezipped((tmp_path / "back.xlsx").read_bytes(), add={"xl/vbaProject.bin": b"x"}))
    outcome = run(OpinionSheet(), path, order=Order(scope=ORGANISER, user=officer, file_name="macros.xlsx"))
    assert "macros" in outcome.problems[0].message


def test_a_persons_known_answer_goes_along_but_no_secret(client, batch, officer):
    sheet = sheet_of(batch)
    reviewer = make_reviewer(sheet.department)
    answer(sheet, reviewer, "clear", place=1)
    answer(sheet, reviewer, "problem", place=2, bar="N08", facts="赌博")
    client.force_login(officer)
    page = openpyxl.load_workbook(io.BytesIO(hand_out(client, sheet))).worksheets[0]
    column = COLUMNS.index("answer") + 1
    assert [page.cell(HEADS + place, column).value for place in (1, 2)] == ["无问题", None]
    assert "赌博" not in str([[cell.value for cell in row] for row in page.rows])


def test_only_who_sends_batches_takes_it(client, batch):
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    assert client.get(reverse("vetting:workbook", args=[sheet_of(batch).pk])).status_code == 404
