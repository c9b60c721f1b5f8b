"""Pages of persons: scope, masks, the recorded look, editing by two."""

import datetime

import pytest
from django.urls import reverse

from accounts.roles import Role
from accounts.scope import scope_of
from people.models import CvEntry, Kin, Kinship, Person
from people.rules import PersonData
from people.services import update_person
from protect.models import Reveal
from tests.factories import (
    COUNTY,
    FRAME_QUERIES,
    TOWNSHIP,
    VILLAGE,
    make_attachment,
    make_division,
    make_officer,
    make_person,
    seat,
)

pytestmark = pytest.mark.django_db
OTHER = "140431200201"
NUMBER = "11010519491231002X"
SECOND = "110101199003077774"
TELEPHONE = "13812345678"


@pytest.fixture
def person():
    make_division(VILLAGE, "城西村")
    return make_person(id_number=NUMBER, telephone=TELEPHONE, village_code=VILLAGE, ethnicity="汉族")


@pytest.fixture
def liaison(client):
    officer = make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP)
    client.force_login(officer)
    return officer


def _url(name, person):
    return reverse(f"people:{name}", args=[person.pk])


def _names(client, **query):
    page = client.get(reverse("people:person_list"), query).context["listing"].page
    return [person.name for person in page.object_list]


def _typed(**values):
    return {"version": "1", "name": "王小明", "sex": "F", "birth_date": "1949-12-31", "ethnicity": "汉族",
            "village_code": VILLAGE, **values}  # fmt: skip


def test_persons_are_listed_by_strokes_within_the_scope(client, liaison, person):
    make_person("丁明", village_code=VILLAGE)
    make_person("李红", village_code=OTHER)
    make_person("张强")
    assert _names(client) == ["丁明", "王小明"]
    client.force_login(make_officer(Role.COUNTY_LEADER))
    assert _names(client) == ["丁明", "王小明", "李红", "张强"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "wxm"}, ["王小明"]),
        ({"q": NUMBER}, ["王小明"]),
        ({"q": TELEPHONE}, ["王小明"]),
        ({"q": NUMBER[:17]}, []),
        ({"gap": "id_number"}, ["丁明"]),
        ({"gap": "telephone"}, ["丁明"]),
        ({"gap": "birth_date"}, ["丁明"]),
        ({"sex": "F"}, ["王小明"]),
        ({"party": "yes"}, ["丁明"]),
        ({"party": "no"}, ["王小明"]),
        ({"age": "3"}, ["王小明"]),
        ({"age": "none"}, ["丁明"]),
    ],
)
def test_search_and_filters(client, liaison, person, query, names):
    make_person("丁明", village_code=VILLAGE, party_joined=datetime.date(2001, 7, 1))
    assert _names(client, **query) == names


@pytest.mark.parametrize("name", ["person", "person_change", "reveal_id_number", "reveal_telephone"])
def test_outside_the_scope_there_is_nobody(client, liaison, name):
    for stranger in (
        make_person("李红", id_number=NUMBER, telephone=TELEPHONE, village_code=OTHER),
        make_person("张强"),
    ):
        assert client.get(_url(name, stranger)).status_code == 404
        assert client.post(_url(name, stranger), {"reason": "核对登记表"}).status_code in {404, 405}
    assert not Reveal.objects.exists()


def test_a_page_shows_the_seats_and_masks_the_numbers(client, liaison, person):
    seat(person, make_division(VILLAGE))
    response = client.get(_url("person", person))
    content = response.content.decode()
    assert "110***********002X" in content
    assert NUMBER not in content
    assert TELEPHONE not in content
    assert "城西村" in content
    assert "no-store" in response.headers["Cache-Control"]


def test_an_edit_form_never_holds_the_numbers_and_keeps_them(client, liaison, person):
    content = client.get(_url("person_change", person)).content.decode()
    assert NUMBER not in content
    assert TELEPHONE not in content
    assert client.post(_url("person_change", person), _typed(name="王晓明")).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.id_number, person.telephone) == ("王晓明", NUMBER, TELEPHONE)


def test_a_new_number_brings_its_own_date_of_birth_and_sex(client, liaison, person):
    assert client.post(_url("person_change", person), _typed(id_number=SECOND)).status_code == 302
    person.refresh_from_db()
    assert (person.id_number, person.birth_date, person.sex) == (SECOND, datetime.date(1990, 3, 7), "M")


def test_a_number_is_removed_only_when_asked(client, liaison, person):
    client.post(_url("person_change", person), _typed(remove_telephone="on"))
    person.refresh_from_db()
    assert (person.telephone, person.id_number) == ("", NUMBER)


def test_another_persons_number_is_refused_and_nothing_typed_is_lost(client, liaison, person):
    other = make_person("李红", village_code=VILLAGE)
    form = client.post(
        _url("person_change", other), _typed(name="李小红", id_number=NUMBER, birth_date="", sex="")
    ).context["form"]
    assert set(form.errors) == {"id_number"}
    assert form["name"].value() == "李小红"


def test_the_second_of_two_people_sees_what_has_changed_but_no_number(client, liaison, person):
    scope = scope_of(make_officer(Role.COUNTY_ORGANISER))
    data = PersonData(
        name="王晓明", sex="M", ethnicity="回族", telephone="13900000000", id_number=SECOND, village_code=VILLAGE
    )
    update_person(scope=scope, person=person, data=data)
    response = client.post(_url("person_change", person), _typed(ethnicity="满族"))
    shown = {d.label: (d.before, d.now, d.typed, d.both) for d in response.context["form"].differences}
    assert ("王小明", "王晓明", "王晓明", False) in shown.values()
    assert ("汉族", "回族", "满族", True) in shown.values()
    assert ("138****5678", "139****0000", "139****0000", False) in shown.values()
    content = response.content.decode()
    assert not any(number in content for number in (NUMBER, SECOND, TELEPHONE, "13900000000"))
    form = response.context["form"]
    again = {
        name: form[name].value() or "" for name in ("name", "sex", "birth_date", "ethnicity", "village_code", "version")
    }
    assert client.post(_url("person_change", person), again).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.ethnicity, person.telephone, person.id_number) == (
        "王晓明",
        "满族",
        "13900000000",
        SECOND,
    )


def test_a_look_needs_a_reason_and_is_recorded(client, liaison, person):
    page = _url("reveal_id_number", person)
    assert NUMBER not in client.get(page).content.decode()
    assert set(client.post(page, {"reason": " "}).context["form"].errors) == {"reason"}
    assert not Reveal.objects.exists()
    shown = client.post(page, {"reason": "核对登记表"}, REMOTE_ADDR="10.1.2.3")
    assert NUMBER in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    look = Reveal.objects.get()
    assert (look.user, look.field, look.object_pk, look.reason, look.ip) == (
        liaison, "id_number", str(person.pk), "核对登记表", "10.1.2.3",
    )  # fmt: skip


def test_what_is_not_on_record_cannot_be_looked_at(client, liaison):
    nobody = make_person(village_code=VILLAGE)
    assert client.get(_url("reveal_id_number", nobody)).status_code == 404


@pytest.mark.parametrize("role", [Role.COUNTY_LEADER, Role.AUDITOR, Role.VILLAGE_INFORMANT])
def test_some_see_persons_but_never_whole_numbers(client, person, role):
    client.force_login(make_officer(role, VILLAGE if role is Role.VILLAGE_INFORMANT else COUNTY))
    page = client.get(_url("person", person))
    assert not page.context["may_reveal"]
    assert client.post(_url("reveal_id_number", person), {"reason": "核对登记表"}).status_code == 404
    assert not Reveal.objects.exists()


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.COUNTY_ADMIN, Role.PETITION_DESK])
def test_others_see_no_persons(client, person, role):
    client.force_login(make_officer(role))
    assert client.get(reverse("people:person_list")).status_code == 404
    assert client.get(_url("person", person)).status_code == 404


def test_a_person_is_added_in_a_village_of_the_scope(client):
    make_division(TOWNSHIP, "沁河镇")
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    make_division(VILLAGE, "城西村")
    make_division(OTHER)
    page = reverse("people:person_add")
    offered = client.get(page).context["form"].fields["village_code"].choices
    assert offered == [("", "—"), ("沁河镇", [(VILLAGE, "城西村")])]
    refused = client.post(page, {"version": "0", "name": "李红", "village_code": OTHER})
    assert set(refused.context["form"].errors) == {"village_code"}
    assert client.post(page, {"version": "0", "name": "李红", "village_code": VILLAGE}).status_code == 302
    assert Person.objects.get().county_code == COUNTY


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(client, liaison, django_assert_num_queries, rows):
    village = make_division(VILLAGE)
    people = [make_person("王小" + "甲乙丙"[number], village_code=VILLAGE) for number in range(rows)]
    for number in range(rows):
        seat(people[0], make_division(f"{TOWNSHIP}21{number}"))
        Kinship.objects.create(person=people[0], relative=make_person("王大"), kind=Kin.SIBLING)
        CvEntry.objects.create(person=people[0], starts_on="2001-09-01", text="务农")
        make_attachment(people[0], kind="other", title=f"证书{number}", shade=100 + number)
    client.get(reverse("home"))
    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("people:person_list"))
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(_url("person", people[0]))
    assert village


# Count, rows.
LIST_QUERIES = FRAME_QUERIES + 2
# Person, seats, CV, near relatives and theirs, capacities, training, files, mergers.
PAGE_QUERIES = FRAME_QUERIES + 9
