"""Rows pasted into a page: headings in any order, faults at their rows, nothing typed is lost."""

import pytest
from django.urls import reverse

from people.models import Person
from people.spreadsheets import PersonSheet
from sheets.pasting import joined, split
from tests.factories import VILLAGE

pytestmark = pytest.mark.django_db
URL = "people:paste"
WOMAN = "11010519491231002X"


def table(*rows, heads=("姓名", "身份证号", "区划代码")):
    return "\n".join("\t".join(row) for row in (heads, *rows))


def send(client, text, **more):
    return client.post(reverse(URL), {"rows": text, **more})


def test_rows_with_headings_in_any_order_are_stored(client, officer):
    text = table((VILLAGE, "王小明", WOMAN), heads=("区划代码", "姓名", "身份证号码"))
    assert send(client, text).status_code == 302
    person = Person.objects.get()
    assert (person.name, person.id_number, person.village_code) == ("王小明", WOMAN, VILLAGE)


def test_without_headings_the_columns_stand_in_their_order(client, officer):
    assert send(client, f"{VILLAGE}\t城西村\t王小明\t{WOMAN}").status_code == 302
    assert Person.objects.get().id_number == WOMAN


def test_a_quoted_cell_may_hold_lines(client, officer):
    text = table((VILLAGE, "王小明", '"1990.09—1993.07 学生\n1993.08— 务农"'), heads=("区划代码", "姓名", "简历"))
    assert send(client, text.replace("\n", "\r\n")).status_code == 302
    assert Person.objects.get().cv.count() == 2


def test_a_refused_row_stores_nothing_and_everything_typed_stays(client, officer):
    text = table(("王小明", WOMAN, VILLAGE), ("王1", "", VILLAGE))
    page = send(client, text)
    assert not Person.objects.exists()
    assert page.context["problems"] == [
        {"row": 2, "column": "person", "heading": "Name", "message": page.context["problems"][0]["message"]}
    ]
    assert page.context["form"]["rows"].value() == text
    assert 'data-row="2"' in page.content.decode()


def test_the_good_rows_are_stored_and_the_others_stay_to_be_corrected(client, officer):
    text = table(("王1", "", VILLAGE), ("王小明", WOMAN, VILLAGE), ("李红", "12345", VILLAGE))
    page = send(client, text, good_rows="on")
    assert [person.name for person in Person.objects.all()] == ["王小明"]
    assert page.context["form"]["rows"].value() == table(("王1", "", VILLAGE), ("李红", "12345", VILLAGE))
    assert [problem["row"] for problem in page.context["problems"]] == [1, 2]


def test_a_check_while_typing_stores_nothing(client, officer):
    answer = send(client, table(("王1", "", VILLAGE), ("王小明", WOMAN, VILLAGE)), check="1").json()
    assert [(problem["row"], problem["column"]) for problem in answer["problems"]] == [(1, "person")]
    assert send(client, table(("王小明", WOMAN, VILLAGE)), check="1").json()["problems"] == []
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    "text",
    ["", " \n\t\n", table(*[(f"王{'甲乙丙丁'[number % 4]}", "", VILLAGE) for number in range(501)]), "x" * 2_000_001],
    ids=["nothing", "blanks", "too many rows", "too large"],
)
def test_what_cannot_be_taken_is_refused_with_what_to_do(client, officer, text):
    page = send(client, text)
    assert page.context["form"].errors["rows"]
    assert not Person.objects.exists()


def test_markup_and_formulas_in_a_cell_are_data(client, officer):
    text = table(("<script>", "=1+1", VILLAGE))
    content = send(client, text).content.decode()
    assert "<script>\t" not in content
    assert "&lt;script&gt;" in content


def test_splitting_and_joining_are_inverse(officer):
    rows = [["姓名", "简历"], ["王小明", '他说"好"\n又\t一行'], ["李红", ""]]
    assert split(PersonSheet(), joined(rows)) == [["姓名", "简历"], ["王小明", '他说"好"\n又\t一行'], ["李红", ""]]
