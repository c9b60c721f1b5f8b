"""Pages of CV, family, courses and capacities; two people who edit the same."""

import pytest
from django.urls import reverse

from people.models import Capacity, CvEntry, Kinship, Training
from people.queries import near_relatives_of
from tests.factories import TOWNSHIP, VILLAGE, make_person

pytestmark = pytest.mark.django_db
WOMAN = "11010519491231002X"


@pytest.fixture
def person(village):
    return make_person(village_code=VILLAGE)


def post(client, page, row, **data):
    return client.post(reverse(f"people:{page}", args=[row.pk]), data)


def test_a_cv_is_typed_as_lines_and_shown_with_its_gaps(client, officer, person):
    text = "1990.09—1993.07 学生\r\n1995.01— 城西村会计"
    assert post(client, "cv_change", person, text=text, before="").status_code == 302
    page = client.get(reverse("people:person", args=[person.pk]))
    assert page.context["cv"] == [("1990.09—1993.07", "学生"), ("1995.01—", "城西村会计")]
    assert page.context["gaps"] == ["1993.08—1994.12"]


def test_wrong_lines_are_named_and_nothing_typed_is_lost(client, officer, person):
    page = post(client, "cv_change", person, text="1990.09—1993.07 学生\n没有日期也行\n1994.13— 务农", before="")
    assert len(page.context["form"].errors["text"]) == 1
    assert "Line 3" in page.context["form"].errors["text"][0]
    assert "没有日期也行" in page.content.decode()
    assert not CvEntry.objects.exists()


def test_the_second_of_two_sees_what_the_first_has_written(client, officer, person):
    post(client, "cv_change", person, text="1990.09— 务农", before="")
    page = post(client, "cv_change", person, text="1991.09— 经商", before="")
    assert page.context["changed"] == "1990.09— 务农"
    assert page.context["form"]["text"].value() == "1991.09— 经商"
    assert post(client, "cv_change", person, text="1991.09— 经商", before=page.context["changed"]).status_code == 302
    assert [entry.text for entry in person.cv.all()] == ["经商"]


def relative(**data):
    return {"version": "0", "kind": "child", "name": "王小", "id_number": "", "in_party": "unknown", **data}


def test_an_outsider_is_named(client, officer, person):
    assert post(client, "relative_add", person, **relative(sex="M", occupation="太原务工")).status_code == 302
    [found] = near_relatives_of([person])[person.pk]
    assert (found.name, found.title, found.person) == ("王小", "son", None)


def test_somebody_of_the_name_on_record_must_be_chosen_or_set_aside(client, officer, person):
    child = make_person("王小", village_code=VILLAGE)
    page = post(client, "relative_add", person, **relative())
    assert page.context["form"].errors["choice"]
    assert not Kinship.objects.exists()
    assert post(client, "relative_add", person, **relative(choice=str(child.pk))).status_code == 302
    assert Kinship.objects.get().relative == child
    assert [r.kind for r in near_relatives_of([child])[child.pk]] == ["parent"]


def test_a_namesake_is_not_linked(client, officer, person):
    make_person("王小", village_code=VILLAGE)
    assert post(client, "relative_add", person, **relative(choice="other")).status_code == 302
    assert (Kinship.objects.get().relative, Kinship.objects.get().name) == (None, "王小")


def test_an_id_number_finds_the_relative_and_a_strange_one_is_refused(client, officer, person):
    page = post(client, "relative_add", person, **relative(id_number=WOMAN))
    assert page.context["form"].errors["id_number"]
    child = make_person("王小", village_code=VILLAGE, id_number=WOMAN)
    page = post(client, "relative_add", person, **relative(id_number=WOMAN, choice=str(child.pk)))
    assert page.status_code == 302
    assert Kinship.objects.get().relative == child


def test_nobody_outside_the_divisions_is_found(client, officer, person):
    make_person("王小", village_code="140431200201", id_number=WOMAN)
    assert post(client, "relative_add", person, **relative(id_number=WOMAN)).context["form"].errors["id_number"]
    assert post(client, "relative_add", person, **relative()).status_code == 302
    assert Kinship.objects.get().relative is None


def test_a_link_is_changed_and_removed_with_a_reason(client, officer, person):
    post(client, "relative_add", person, **relative())
    link = Kinship.objects.get()
    assert post(client, "relative_change", link, **relative(version="1", kind="sibling")).status_code == 302
    assert Kinship.objects.get().kind == "sibling"
    page = post(client, "relative_change", link, **relative(version="1", kind="spouse"))
    assert page.context["form"].differences
    assert post(client, "relative_remove", link, reason="").context["form"].errors["reason"]
    assert post(client, "relative_remove", link, reason="录错").status_code == 302
    assert not Kinship.objects.exists()


def test_courses_and_capacities(client, officer, person):
    data = {"version": "0", "title": "任职培训", "starts_on": "2021-03-01", "ends_on": "2021-03-05", "hours": "40"}
    assert post(client, "training_add", person, **data).status_code == 302
    assert Training.objects.get().hours == 40
    data = {"version": "0", "kind": "returned_talent", "division_code": VILLAGE, "starts_on": "2020-01-01"}
    assert post(client, "capacity_add", person, **data).status_code == 302
    again = post(client, "capacity_add", person, **data)
    assert again.context["form"].errors["kind"]
    capacity = Capacity.objects.get()
    data |= {"version": "1", "ends_on": "2019-01-01"}
    assert post(client, "capacity_change", capacity, **data).context["form"].errors["ends_on"]
    page = client.get(reverse("people:person", args=[person.pk]))
    assert "任职培训" in page.content.decode()
    assert "城西村" in page.content.decode()


@pytest.mark.parametrize("name", ["cv_change", "relative_add", "training_add", "capacity_add", "attachment_add"])
def test_outside_the_scope_there_is_nobody(client, officer, name):
    stranger = make_person("李红", village_code="140431200201")
    assert client.get(reverse(f"people:{name}", args=[stranger.pk])).status_code == 404
    assert TOWNSHIP
