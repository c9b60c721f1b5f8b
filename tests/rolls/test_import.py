"""Spreadsheet of voters: every fault by line and column, nothing stored half, two thousand lines in time."""

import csv
import datetime
import time

import pytest

from accounts.roles import Role
from accounts.scope import Grant, Scope
from elections.models import Body
from rolls.models import Entry, Roll
from rolls.spreadsheets import RollSheet
from sheets.engine import run
from sheets.spec import Order
from tests.factories import TOWNSHIP, VILLAGE, make_cycle, make_division
from tests.rolls.factories import PUBLISHED, id_number, make_entry, make_roll, publish_straight

pytestmark = pytest.mark.django_db
ORGANISER = Scope((Grant(Role.COUNTY_ORGANISER, "140431", ""),))
LIAISON = Scope((Grant(Role.TOWNSHIP_LIAISON, TOWNSHIP, ""),))
NEAR, FAR = f"{TOWNSHIP}202", "140431101201"
BORN = datetime.date(1980, 5, 1)


@pytest.fixture
def cycle(db):
    for code, name in ((VILLAGE, "城西村"), (NEAR, "河西村"), (FAR, "远山村")):
        make_division(code, name)
    return make_cycle(villages=[VILLAGE, NEAR, FAR])


@pytest.fixture
def send(tmp_path, cycle):
    def send(*rows, scope=LIAISON, **options):
        path = tmp_path / "roll.csv"
        rows = [
            {"区划代码": VILLAGE, "姓名": "王小明", "身份证号": id_number(), "小组": "三组", "登记依据": "a", **row}
            for row in rows
        ]
        heads = list(dict.fromkeys(head for row in rows for head in row))
        with path.open("w", newline="", encoding="utf-8") as target:
            writer = csv.DictWriter(target, heads)
            writer.writeheader()
            writer.writerows(rows)
        return run(RollSheet(), path, order=Order(scope=scope, file_name="roll.csv"), **options)

    return send


def _roll(cycle, village=VILLAGE) -> Roll:
    return make_roll(cycle.elections.get(village_id=village, body=Body.COMMITTEE))


def _counts(outcome):
    assert outcome.problems == []
    return outcome.counts.created, outcome.counts.changed, outcome.counts.unchanged


def _faults(outcome):
    return [(problem.line, problem.column) for problem in outcome.problems]


def test_voters_come_in_and_a_second_time_change_nothing(send):
    rows = [{}, {"姓名": "李红", "身份证号": id_number(1, woman=True), "登记依据": "", "不列入原因": "剥夺政治权利"}]
    assert _counts(send(*rows)) == (2, 0, 0)
    entry = Entry.objects.get(name="王小明")
    assert (entry.sex, entry.birth_date, entry.group, entry.basis, entry.id_number) == (
        "M",
        BORN,
        "3",
        "resident",
        id_number(),
    )
    assert entry.roll.election.village_id == VILLAGE
    assert Entry.objects.get(name="李红").unlisted == "deprived"
    assert _counts(send(*rows)) == (0, 0, 2)
    assert entry.events.count() == 1


def test_an_empty_cell_and_a_masked_number_keep_what_is_on_record(send):
    send({"备注": "户主"})
    masked = f"140***********{id_number()[-4:]}"
    assert _counts(send({"身份证号": masked, "小组": "", "备注": "", "登记依据": ""})) == (0, 0, 1)
    assert _counts(send({"身份证号": masked, "小组": "五组"})) == (0, 1, 0)
    entry = Entry.objects.get()
    assert (entry.group, entry.note, entry.id_number) == ("5", "户主", id_number())


def test_a_reason_takes_the_place_of_a_basis_and_back(send):
    send({})
    assert _counts(send({"登记依据": "", "不列入原因": "死亡"})) == (0, 1, 0)
    assert (Entry.objects.get().basis, Entry.objects.get().unlisted) == ("", "left")
    assert _counts(send({})) == (0, 1, 0)
    assert (Entry.objects.get().basis, Entry.objects.get().unlisted) == ("resident", "")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"姓名": "王1"}, "person"),
        ({"姓名": ""}, "person"),
        ({"身份证号": "140431198005010012"}, "id_number"),
        ({"身份证号": "1.40431E+17"}, "id_number"),
        ({"身份证号": id_number()[:15] + "000"}, "id_number"),
        ({"身份证号": "140***********0021"}, "id_number"),
        ({"性别": "女"}, "sex"),
        ({"身份证号": "", "出生日期": "1980-05-01"}, "sex"),
        ({"身份证号": "", "性别": "男"}, "birth_date"),
        ({"身份证号": "", "性别": "男", "出生日期": "1980-05"}, "birth_date"),
        ({"出生日期": "1980-05-02"}, "birth_date"),
        ({"身份证号": id_number(birth=datetime.date(2008, 12, 15))}, "birth_date"),
        ({"登记依据": "四"}, "basis"),
        ({"登记依据": ""}, "basis"),
        ({"登记依据": "社区工作者"}, "basis"),
        ({"登记依据": "b"}, "declared_on"),
        ({"登记依据": "b", "申请日期": "2099-01-01"}, "declared_on"),
        ({"登记依据": "c", "申请日期": "2026-10-01", "来村日期": "2025-01-01"}, "resolution"),
        ({"登记依据": "c", "申请日期": "2026-10-01", "来村日期": "2025-01-01", "决议": "9号"}, "resolution"),
        ({"不列入原因": "剥夺政治权利"}, "unlisted"),
        ({"登记依据": "", "不列入原因": "无行为能力"}, "unlisted"),
        ({"登记依据": "", "不列入原因": "不想来"}, "unlisted"),
        ({"村名": "城东村"}, "village"),
        ({"区划代码": FAR}, "code"),
        ({"区划代码": f"{TOWNSHIP}299"}, "code"),
        ({"小组": "很" * 31}, "grouping"),
        ({"备注": "很" * 201}, "note"),
    ],
)
def test_a_fault_is_named_by_line_and_column_and_nothing_is_stored(send, row, column):
    outcome = send({"姓名": "李红", "身份证号": id_number(7)}, row)
    assert _faults(outcome) == [(3, column)]
    assert id_number() not in str(outcome)
    assert not Entry.objects.exists()


def test_the_same_person_twice_in_the_file(send):
    assert _faults(send({}, {})) == [(3, "id_number")]
    assert _faults(send({}, {"区划代码": NEAR})) == [(3, "id_number")]
    nameless = {"身份证号": "", "性别": "男", "出生日期": "1980-05-01"}
    assert _faults(send(nameless, nameless)) == [(3, "person")]


def test_whoever_is_registered_elsewhere_is_refused_and_no_more_is_said_than_one_may_know(send, cycle):
    make_entry(_roll(cycle, NEAR), number=id_number())
    make_entry(_roll(cycle, FAR), "李红", number=id_number(1))
    outcome = send({}, {"姓名": "李红", "身份证号": id_number(1)})
    assert _faults(outcome) == [(2, "id_number"), (3, "id_number")]
    near, far = (problem.message for problem in outcome.problems)
    assert "河西村" in near
    assert "远山村" not in far
    assert make_division(FAR[:9]).name in far
    assert "远山村" in str(send({"姓名": "李红", "身份证号": id_number(1)}, scope=ORGANISER).problems[0].message)
    assert _counts(send({"登记依据": "", "不列入原因": "已在他村登记"})) == (1, 0, 0)


@pytest.mark.parametrize("frozen", [False, True])
def test_a_published_roll_is_left_alone(send, cycle, frozen):
    roll = _roll(cycle)
    make_entry(roll, "李红")
    publish_straight(roll)
    if frozen:
        Roll.objects.filter(pk=roll.pk).update(state="frozen", frozen_on=PUBLISHED + datetime.timedelta(days=7))
    outcome = send({}, {"区划代码": NEAR, "姓名": "丁明", "身份证号": id_number(3)})
    assert _faults(outcome) == [(2, "code")]
    assert "2026-11-2" in outcome.problems[0].message
    assert Entry.objects.count() == 1


def test_a_name_that_several_bear_needs_the_number(send, cycle):
    roll = _roll(cycle)
    make_entry(roll, number=id_number())
    make_entry(roll, number=id_number(1))
    assert _faults(send({"身份证号": ""})) == [(2, "id_number")]


def test_on_record_the_number_belongs_to_another_name(send, cycle):
    make_entry(_roll(cycle), "李红", number=id_number())
    outcome = send({})
    assert _faults(outcome) == [(2, "person")]
    assert "李红" in outcome.problems[0].message


def test_who_is_not_in_the_file_is_named_and_stays(send, cycle):
    make_entry(_roll(cycle), "李红", number=id_number(4))
    outcome = send({})
    assert outcome.counts.vanished == 1
    assert list(outcome.lists.values()) == [["城西村 李红"]]
    assert Entry.objects.count() == 2


def test_the_good_lines_go_in_on_request_and_a_trial_stores_nothing(send):
    outcome = send({"身份证号": "1"}, {"姓名": "李红", "身份证号": id_number(1)}, skip_bad=True)
    assert _faults(outcome) == [(2, "id_number")]
    assert Entry.objects.get().name == "李红"
    assert _counts(send({"姓名": "丁明", "身份证号": id_number(2)}, check_only=True)) == (1, 0, 0)
    assert Entry.objects.count() == 1


def test_two_thousand_lines_in_under_three_seconds(send):
    rows = [
        {
            "姓名": "王" + "甲乙丙丁"[n % 4],
            "身份证号": id_number(n % 490, birth=BORN + datetime.timedelta(days=n // 490)),
            "小组": f"{n % 9 + 1}组",
        }
        for n in range(2000)
    ]
    started = time.process_time()
    outcome = send(*rows)
    assert _counts(outcome) == (2000, 0, 0)
    # The clock of the wall belongs to whatever else runs beside the tests.
    assert time.process_time() - started < 3


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(send, django_assert_num_queries, rows):
    with django_assert_num_queries(IMPORT_QUERIES):
        send(*({"姓名": "王小" + "甲乙丙"[n], "身份证号": id_number(n)} for n in range(rows)))


IMPORT_QUERIES = 50
