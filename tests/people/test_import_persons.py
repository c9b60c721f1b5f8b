"""Spreadsheet of persons: what is put right, what is refused, what a second import changes."""

import datetime

import pytest

from accounts.roles import Role
from accounts.scope import Grant, Scope
from people.id_numbers import check_character
from people.models import CvEntry, Education, Person
from people.spreadsheets import PersonSheet
from sheets.engine import run
from sheets.spec import Order
from sheets.writing import write_table
from tests.factories import COUNTY, TOWNSHIP, VILLAGE, make_division, make_person
from tests.sheets.files import save, xlsx

pytestmark = pytest.mark.django_db
ORGANISER = Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, ""),))
LIAISON = Scope((Grant(Role.TOWNSHIP_LIAISON, TOWNSHIP, ""),))
OTHER = "140431200201"
WOMAN, MAN = "11010519491231002X", "110101199003077774"
CV = "1968.03—1990.06 城西村务农；1990.07— 城西村妇联主席"


@pytest.fixture
def send(tmp_path, village):
    def send(*rows, scope=ORGANISER, after=None, **options):
        rows = [{"区划代码": VILLAGE, "姓名": "王小明", **row} for row in rows]
        heads = list(dict.fromkeys(head for row in rows for head in row))
        table = [heads, *([row.get(head) for head in heads] for row in rows)]
        path = save(tmp_path, xlsx(table, after=after))
        return run(PersonSheet(), path, order=Order(scope=scope, file_name="persons.xlsx"), **options)

    return send


def counts(outcome):
    assert outcome.problems == []
    return outcome.counts.created, outcome.counts.changed, outcome.counts.unchanged


def faults(outcome):
    return [(problem.line, problem.column) for problem in outcome.problems]


WHOLE = {
    "身份证号": WOMAN,
    "性别": "女",
    "出生年月": "1949.12",
    "民族": "汉",
    "籍贯": "山西沁源",
    "学历": "大专",
    "毕业院校及专业": "长治学院 会计",
    "参加工作时间": "1968年3月",
    "入党时间": "1990-07-01",
    "转正时间": "1991/7/1",
    "工作单位及职务": "城西村妇联主席",
    "联系电话": "１３８ １２３４ ５６７８",
    "住址": "城西村1组12号",
    "简历": CV,
}


def test_everything_known_of_a_person_comes_in_and_a_second_time_changes_nothing(send):
    assert counts(send(WHOLE)) == (1, 0, 0)
    person = Person.objects.get()
    assert (person.name, person.id_number, person.telephone, person.address) == (
        "王小明",
        WOMAN,
        "13812345678",
        "城西村1组12号",
    )
    assert (person.birth_date, person.education) == (datetime.date(1949, 12, 31), Education.COLLEGE)
    assert (person.work_started, person.party_confirmed) == (datetime.date(1968, 3, 1), datetime.date(1991, 7, 1))
    assert (person.native_place, person.school, person.occupation) == ("山西沁源", "长治学院 会计", "城西村妇联主席")
    assert [(line.starts_on.year, line.ends_on and line.ends_on.year, line.text) for line in person.cv.all()] == [
        (1968, 1990, "城西村务农"),
        (1990, None, "城西村妇联主席"),
    ]
    events = Person.pgh_event_model.objects.count()
    assert counts(send(WHOLE)) == (0, 0, 1)
    assert Person.pgh_event_model.objects.count() == events


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"学历": "本科"}, "education", Education.BACHELOR),
        ({"住址": "城西村2组"}, "address", "城西村2组"),
        ({"联系电话": "13900000000"}, "telephone", "13900000000"),
        ({"工作单位及职务": "城西村会计"}, "occupation", "城西村会计"),
    ],
)
def test_only_what_differs_is_changed(send, change, field, value):
    send(WHOLE)
    assert counts(send({"身份证号": WOMAN, **change})) == (0, 1, 0)
    assert getattr(Person.objects.get(), field) == value
    assert Person.objects.get().native_place == "山西沁源"
    assert CvEntry.objects.count() == 2


def test_a_changed_cv_keeps_its_other_lines(send):
    send(WHOLE)
    kept = CvEntry.objects.earliest("starts_on").pk
    assert counts(send({"身份证号": WOMAN, "简历": "1968.03—1990.06 城西村务农\n1990.07— 城西村书记"})) == (0, 1, 0)
    assert [line.text for line in CvEntry.objects.order_by("starts_on")] == ["城西村务农", "城西村书记"]
    assert CvEntry.objects.earliest("starts_on").pk == kept


def test_the_export_comes_back_without_a_change(send, tmp_path):
    send(WHOLE, {"姓名": "丁明", "身份证号": MAN})
    with write_table(PersonSheet(), PersonSheet().export(ORGANISER)) as stored:
        path = save(tmp_path, stored.read(), "export.xlsx")
    assert WOMAN.encode() not in path.read_bytes()
    assert counts(run(PersonSheet(), path, order=Order(scope=ORGANISER))) == (0, 0, 2)


def test_a_number_finds_the_one_on_record_without_a_number(send):
    person = make_person(village_code=VILLAGE)
    assert counts(send({"身份证号": WOMAN})) == (0, 1, 0)
    person.refresh_from_db()
    assert person.id_number == WOMAN
    assert counts(send({"身份证号": MAN})) == (1, 0, 0)


def _minor():
    today = datetime.date.today()
    first = f"140431{today.year - 17}{today:%m}{min(today.day, 28):02}001"
    return first + check_character(first)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"身份证号": _minor()}, "id_number"),
        ({"出生年月": f"{datetime.date.today().year - 10}-01-01"}, "birth_date"),
        ({"身份证号": "110105194912310021"}, "id_number"),
        ({"身份证号": "1.40431E+17"}, "id_number"),
        ({"身份证号": WOMAN, "性别": "男"}, "sex"),
        ({"身份证号": WOMAN, "出生年月": "1950-01-01"}, "birth_date"),
        ({"身份证号": "110***********002X"}, "id_number"),
        ({"姓名": "王?明"}, "person"),
        ({"姓名": "王\ue000明"}, "person"),
        ({"姓名": "王1"}, "person"),
        ({"区划代码": OTHER}, "code"),
        ({"村名": "郭道村"}, "village"),
        ({"入党时间": "2027-01-01"}, "party_joined"),
        ({"身份证号": WOMAN, "入党时间": "1949-01-01"}, "party_joined"),
        ({"转正时间": "1991-07-01"}, "party_joined"),
        ({"入党时间": "1991-07-01", "转正时间": "1990-07-01"}, "party_confirmed"),
        ({"出生年月": "1980-05-01", "参加工作时间": "1979-01"}, "work_started"),
        ({"简历": "城西村会计"}, "cv"),
        ({"出生年月": "1980-05-01", "简历": "1979.01— 务农"}, "cv"),
        ({"民族": "火星族"}, "ethnicity"),
        ({"学历": "很高"}, "education"),
        ({"出生年月": "70.1"}, "birth_date"),
        ({"联系电话": "没有"}, "telephone"),
    ],
)
def test_what_is_not_certain_is_refused_by_row_with_the_reason(send, row, column):
    outcome = send({"姓名": "李红", "身份证号": MAN} if "身份证号" not in row else {"姓名": "李红"}, row)
    assert faults(outcome) == [(3, column)]
    assert not outcome.written
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    "born", ["1970-05-01", "1970.5.1", "1970年5月1日", "19700501", "70/5/1", "１９７０．５．１ ", 25689]
)
def test_dates_in_every_form(send, born):
    assert counts(send({"出生年月": born})) == (1, 0, 0)
    assert Person.objects.get().birth_date == datetime.date(1970, 5, 1)


def test_what_is_certain_is_put_right_and_said(send):
    outcome = send({"姓名": "王　明 ", "身份证号": f" {WOMAN.lower()} ", "入党时间": "1990.7.1"})
    assert counts(outcome) == (1, 0, 0)
    assert Person.objects.get().name == "王明"
    assert any("another form" in note for note in outcome.notes)


def test_a_merged_cell_gives_its_value_to_the_rows_below(send):
    def merge(_book, sheet):
        sheet.merge_range(1, 0, 2, 0, VILLAGE)

    outcome = send({"身份证号": WOMAN}, {"姓名": "李红", "身份证号": MAN, "区划代码": None}, after=merge)
    assert counts(outcome) == (2, 0, 0)
    assert any("merged" in note for note in outcome.notes)


def test_the_same_person_twice_is_refused_at_the_second_line(send):
    assert faults(send({"身份证号": WOMAN}, {"身份证号": WOMAN})) == [(3, "person")]


def test_good_rows_are_stored_without_the_bad(send):
    outcome = send({"身份证号": WOMAN}, {"姓名": "王1"}, skip_bad=True)
    assert (outcome.counts.created, outcome.written, faults(outcome)) == (1, True, [(3, "person")])


def test_who_is_on_record_outside_the_divisions_is_left_alone(send):
    make_division(OTHER)
    stranger = make_person(id_number=WOMAN, village_code=OTHER)
    assert faults(send({"身份证号": WOMAN, "学历": "本科"}, scope=LIAISON)) == [(2, "id_number")]
    stranger.refresh_from_db()
    assert (stranger.village_code, stranger.education) == (OTHER, None)


def test_personal_data_stay_out_of_the_report(send):
    outcome = send({"身份证号": "110105194912310021", "住址": "很长" * 60})
    assert all("1101" not in str(problem.value) + problem.message for problem in outcome.problems)
    assert all("很长" not in str(problem.value) + problem.message for problem in outcome.problems)
