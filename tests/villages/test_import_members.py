"""Spreadsheet of members: who is who, seats, personal data; the masked export comes back without a change."""

import csv
import datetime

import pytest
from django.db import connection

from accounts.roles import Role
from accounts.scope import Grant, Scope
from people.models import Education, Person
from sheets.engine import run
from sheets.spec import Order
from sheets.writing import write_table
from tests.factories import COUNTY, TOWNSHIP, VILLAGE, make_division, make_person, seat
from villages.models import BodyKind, Member, Post
from villages.spreadsheets import MemberSheet

pytestmark = pytest.mark.django_db
ORGANISER = Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, ""),))
LIAISON = Scope((Grant(Role.TOWNSHIP_LIAISON, TOWNSHIP, ""),))
OTHER = "140431200201"
WOMAN, MAN = "11010519491231002X", "110101199003077774"


@pytest.fixture
def village():
    return make_division(VILLAGE, "城西村")


@pytest.fixture
def send(tmp_path, village):
    def send(*rows, scope=ORGANISER, **options):
        path = tmp_path / "members.csv"
        rows = [{"区划代码": VILLAGE, "班子": "村党组织", "职务": "委员", "姓名": "王小明", **row} for row in rows]
        heads = list(dict.fromkeys(head for row in rows for head in row))
        with path.open("w", newline="", encoding="utf-8") as target:
            writer = csv.DictWriter(target, heads)
            writer.writeheader()
            writer.writerows(rows)
        return run(MemberSheet(), path, order=Order(scope=scope, file_name="members.csv"), **options)

    return send


def _counts(outcome):
    assert outcome.problems == []
    return outcome.counts.created, outcome.counts.changed, outcome.counts.unchanged


def _faults(outcome):
    return [(problem.line, problem.column) for problem in outcome.problems]


HEAD = {"班子": "村民小组", "职务": "组长", "村民小组": "1"}
WHOLE = {
    "职务": "书记",
    "身份证号": WOMAN,
    "性别": "女",
    "出生日期": "1949年12月",
    "民族": "汉",
    "学历": "大专",
    "入党时间": "1990-07-01",
    "联系电话": "138 1234 5678",
    "任职时间": "2021-01-08",
    "排序": "1",
}


def test_a_person_and_his_seats_come_in_and_a_second_time_change_nothing(send):
    rows = [WHOLE, {**WHOLE, "班子": "村委会", "职务": "主任"}]
    assert _counts(send(*rows)) == (2, 0, 0)
    person = Person.objects.get()
    assert (person.name, person.id_number, person.telephone, person.sex) == ("王小明", WOMAN, "13812345678", "F")
    assert (person.birth_date, person.education) == (datetime.date(1949, 12, 31), Education.COLLEGE)
    assert (person.village_code, person.county_code, person.initials) == (VILLAGE, COUNTY, "wxm")
    assert [(m.body.kind, m.post) for m in person.seats.order_by("body__kind")] == [
        (BodyKind.COMMITTEE, Post.DIRECTOR),
        (BodyKind.PARTY, Post.SECRETARY),
    ]
    assert _counts(send(*rows)) == (0, 0, 2)
    assert (person.events.count(), Member.events.rel.related_model.objects.count()) == (1, 2)


def test_the_masked_export_comes_back_without_a_change(tmp_path, village):
    person = make_person(id_number=WOMAN, telephone="13812345678", village_code=VILLAGE, education=Education.COLLEGE)
    seat(person, village)
    seat(person, village, BodyKind.COMMITTEE, Post.DIRECTOR)
    seat(make_person("李红", village_code=VILLAGE), village, BodyKind.COUNCIL, Post.COUNCILLOR)
    rows = list(MemberSheet().export(ORGANISER))
    assert WOMAN not in str(rows)
    assert "13812345678" not in str(rows)
    path = tmp_path / "export.xlsx"
    with write_table(MemberSheet(), rows) as table:
        path.write_bytes(table.read())
    assert _counts(run(MemberSheet(), path, order=Order(scope=ORGANISER))) == (0, 0, 3)
    person.refresh_from_db()
    assert (person.version, person.id_number, person.telephone) == (1, WOMAN, "13812345678")


def test_an_empty_cell_keeps_what_is_on_record(send, village):
    person = make_person(
        id_number=WOMAN, telephone="13812345678", village_code=VILLAGE, ethnicity="回族", education=Education.SENIOR
    )
    seat(person, village)
    assert _counts(send({"职务": "书记", "身份证号": WOMAN, "学历": "本科", "联系电话": ""})) == (0, 1, 0)
    person.refresh_from_db()
    assert (person.education, person.telephone, person.ethnicity) == (Education.BACHELOR, "13812345678", "回族")


def test_without_a_number_a_person_is_known_by_name_in_the_village(send, village):
    person = make_person(village_code=VILLAGE)
    make_person("王小明", village_code=OTHER)
    assert _counts(send({})) == (1, 0, 0)
    assert Member.objects.get().person == person


def test_a_line_without_a_number_follows_the_line_of_the_same_name_with_one(send):
    send({"身份证号": WOMAN}, {"班子": "村委会", "身份证号": ""})
    assert Person.objects.count() == 1
    assert Member.objects.count() == 2


def test_a_new_head_takes_over_when_the_old_one_steps_back_in_the_same_file(send, village):
    seat(make_person("李红", village_code=VILLAGE), village)
    outcome = send({"职务": "书记"}, {"姓名": "李红", "职务": "委员"})
    assert _counts(outcome) == (1, 1, 0)
    posts = Member.objects.values_list("person__name", "post")
    assert set(posts) == {("王小明", "secretary"), ("李红", "member")}


def test_heads_of_groups_and_representatives_come_in_with_their_groups(send):
    rows = (
        {"班子": "村民代表", "职务": "代表", "村民小组": "1"},
        {"班子": "村民小组", "职务": "组长", "村民小组": "1"},
        {"班子": "村民小组", "职务": "副组长", "姓名": "李小红", "村民小组": "1"},
    )
    assert _counts(send(*rows)) == (3, 0, 0)
    assert _counts(send(*rows)) == (0, 0, 3)
    assert _counts(send({**rows[0], "村民小组": "2"}, *rows[1:])) == (0, 1, 2)
    assert set(Member.objects.values_list("post", "group")) == {
        (Post.REPRESENTATIVE, "2"),
        (Post.GROUP_HEAD, "1"),
        (Post.DEPUTY_GROUP_HEAD, "1"),
    }


def test_who_is_not_in_the_file_is_named_and_stays(send, village):
    seat(make_person("李红", village_code=VILLAGE), village, post=Post.MEMBER)
    outcome = send({})
    assert outcome.counts.vanished == 1
    assert list(outcome.lists.values()) == [["城西村 李红"]]
    assert Member.objects.filter(ends_on=None).count() == 2


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"身份证号": "110105194912310021"}, "id_number"),
        ({"身份证号": "1.10105E+17"}, "id_number"),
        ({"身份证号": WOMAN[:15] + "000"}, "id_number"),
        ({"身份证号": WOMAN, "性别": "男"}, "sex"),
        ({"身份证号": WOMAN, "出生日期": "1949-12-30"}, "birth_date"),
        ({"身份证号": "110***********0021"}, "id_number"),
        ({"姓名": "王1"}, "person"),
        ({"姓名": ""}, "person"),
        ({"学历": "很高"}, "education"),
        ({"民族": "火星族"}, "ethnicity"),
        ({"联系电话": "none"}, "telephone"),
        ({"出生日期": "1990-01-01", "入党时间": "1989-01-01"}, "party_joined"),
        ({"出生日期": "1990-01-01", "任职时间": "1989-01-01"}, "starts_on"),
        ({"任职时间": "2099-01-01"}, "starts_on"),
        ({"班子": "村委会", "职务": "书记"}, "post"),
        ({"班子": "议会"}, "body"),
        ({"职务": "国王"}, "post"),
        ({"班子": "村民小组", "职务": "组长"}, "group_name"),
        ({"村名": "城东村"}, "village"),
        ({"区划代码": OTHER}, "code"),
    ],
)
def test_a_fault_is_named_by_line_and_column_and_nothing_is_stored(send, row, column):
    outcome = send({"姓名": "李红"}, row)
    assert _faults(outcome) == [(3, column)]
    assert WOMAN not in str(outcome)
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ([{}, {}], [(3, "person")]),
        ([{"职务": "书记"}, {"姓名": "李红", "职务": "书记"}], [(3, "post")]),
        ([{"身份证号": WOMAN}, {"班子": "村委会", "姓名": "王晓明", "身份证号": WOMAN}], [(3, "person")]),
        (
            [{"身份证号": WOMAN, "学历": "大专"}, {"班子": "村委会", "身份证号": WOMAN, "学历": "本科"}],
            [(3, "education")],
        ),
        ([{"身份证号": WOMAN}, {"身份证号": MAN}, {"班子": "村委会"}], [(4, "id_number")]),
        ([{**HEAD}, {**HEAD, "姓名": "李红"}], [(3, "group_name")]),
    ],
    ids=["twice", "two heads", "two names", "two educations", "two of a name", "two heads of a group"],
)
def test_lines_that_contradict_each_other_are_refused(send, rows, faults):
    assert _faults(send(*rows)) == faults
    assert not Member.objects.exists()


def test_a_group_that_somebody_else_heads_is_named(send):
    send({**HEAD})
    outcome = send({**HEAD, "姓名": "李红"})
    assert _faults(outcome) == [(2, "group_name")]
    assert "王小明" in outcome.problems[0].message
    send({**HEAD, "职务": "副组长"}, {**HEAD, "姓名": "李红"})
    assert Member.objects.get(post=Post.GROUP_HEAD).person.name == "李红"


def test_what_contradicts_the_record_is_refused(send, village):
    seat(make_person("李红", id_number=MAN, village_code=VILLAGE), village)
    outcome = send({"职务": "书记"}, {"班子": "村委会", "身份证号": MAN})
    assert _faults(outcome) == [(2, "post"), (3, "person")]
    assert "李红" in outcome.problems[0].message


def test_two_of_one_name_in_a_village_need_their_numbers(send):
    make_person(id_number=WOMAN, village_code=VILLAGE)
    make_person(id_number=MAN, village_code=VILLAGE)
    assert _faults(send({})) == [(2, "id_number")]
    assert _counts(send({"身份证号": f"{MAN[:3]}{'*' * 11}{MAN[-4:]}"})) == (1, 0, 0)
    assert Member.objects.get().person.id_number == MAN


def test_a_liaison_seats_somebody_of_elsewhere_without_changing_his_data(send):
    make_division(OTHER)
    person = make_person(id_number=WOMAN, village_code=OTHER, telephone="13900000000")
    outcome = send({"身份证号": WOMAN, "联系电话": "13812345678"}, scope=LIAISON)
    assert _counts(outcome) == (1, 0, 0)
    assert any("1" in note for note in outcome.notes)
    person.refresh_from_db()
    assert (person.telephone, person.village_code) == ("13900000000", OTHER)


def test_a_liaison_imports_only_his_own_villages(send):
    make_division(OTHER)
    assert _faults(send({}, {"区划代码": OTHER}, scope=LIAISON)) == [(3, "code")]


def test_the_good_lines_go_in_on_request(send):
    outcome = send({"身份证号": "1"}, {"姓名": "李红"}, skip_bad=True)
    assert _faults(outcome) == [(2, "id_number")]
    assert Member.objects.get().person.name == "李红"


def test_a_trial_reports_what_a_run_would_do_and_stores_nothing(send):
    assert _counts(send(WHOLE, check_only=True)) == (1, 0, 0)
    assert not Person.objects.exists()


def test_no_table_of_the_import_holds_a_number_in_plain(send):
    send({"身份证号": WOMAN, "联系电话": "13812345678"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT sheet_rows::text FROM sheet_rows")
        [(row,)] = cursor.fetchall()
    assert "wang xiao ming" in row
    assert WOMAN not in row
    assert "13812345678" not in row


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(send, django_assert_num_queries, rows):
    with django_assert_num_queries(IMPORT_QUERIES):
        send(*({"姓名": "王小" + "甲乙丙"[number]} for number in range(rows)))


IMPORT_QUERIES = 57
