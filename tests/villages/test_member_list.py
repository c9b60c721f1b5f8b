"""The members of all bodies: scope, filters, stroke order, masks."""

import datetime
import io
from zipfile import ZipFile

import pytest
from django.urls import reverse

from accounts.roles import Role
from accounts.scope import Grant, Scope
from people.models import Education
from tests.factories import COUNTY, FRAME_QUERIES, TOWNSHIP, VILLAGE, make_division, make_officer, make_person, seat
from villages.models import BodyKind, Post
from villages.services import end_membership

pytestmark = pytest.mark.django_db
OTHER = "140431200201"
WOMAN = "11010519491231002X"


@pytest.fixture
def members():
    near, far = make_division(VILLAGE), make_division(OTHER)
    return [
        seat(
            make_person(
                "李红", id_number=WOMAN, telephone="13812345678", village_code=VILLAGE, education=Education.COLLEGE
            ),
            near,
        ),
        seat(
            make_person("丁明", sex="M", birth_date=datetime.date(1990, 5, 1), village_code=VILLAGE),
            near,
            BodyKind.COMMITTEE,
            Post.MEMBER,
        ),
        seat(make_person("王强", sex="M", village_code=OTHER, education=Education.PRIMARY), far),
    ]


def _names(client, **query):
    page = client.get(reverse("villages:member_list"), query).context["listing"].page
    return [member.person.name for member in page.object_list]


def test_members_are_listed_by_the_strokes_of_their_names(client, members):
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    assert _names(client) == ["丁明", "王强", "李红"]


def test_a_liaison_sees_his_township(client, members):
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    assert _names(client) == ["丁明", "李红"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"body": "party"}, ["王强", "李红"]),
        ({"post": "member"}, ["丁明"]),
        ({"sex": "F"}, ["李红"]),
        ({"age": "1"}, ["丁明"]),
        ({"age": "3"}, ["李红"]),
        ({"age": "none"}, ["王强"]),
        ({"education": str(int(Education.COLLEGE))}, ["李红"]),
        ({"education": "none"}, ["丁明"]),
        ({"gap": "id_number"}, ["丁明", "王强"]),
        ({"township": OTHER[:9]}, ["王强"]),
        ({"q": "lh"}, ["李红"]),
        ({"q": "王"}, ["王强"]),
        ({"q": WOMAN}, ["李红"]),
        ({"q": "13812345678"}, ["李红"]),
        ({"sort": "birth_date"}, ["李红", "丁明", "王强"]),
    ],
)
def test_filters_and_search(client, members, time_machine, query, names):
    time_machine.move_to(datetime.datetime(2026, 11, 24, 4, tzinfo=datetime.UTC))
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    assert _names(client, **query) == names


def test_who_has_left_is_not_listed(client, members):
    scope = Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, ""),))
    end_membership(scope=scope, member=members[0], on=datetime.date(2026, 3, 1), version=1)
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    assert _names(client) == ["丁明", "王强"]


@pytest.mark.parametrize("query", [{}, {"format": "xlsx"}, {"format": "print"}])
def test_numbers_are_masked_on_the_page_and_in_the_export(client, members, query):
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    response = client.get(reverse("villages:member_list"), query)
    if query.get("format") == "xlsx":
        with ZipFile(io.BytesIO(response.content)) as workbook:
            content = "".join(workbook.read(name).decode() for name in workbook.namelist())
    else:
        content = response.content.decode()
    assert "110***********002X" in content
    assert WOMAN not in content
    assert "13812345678" not in content


def test_an_observer_sees_no_personal_data_and_searches_none(client, members):
    client.force_login(make_officer(Role.OBSERVER))
    page = client.get(reverse("villages:member_list"))
    assert "002X" not in page.content.decode()
    assert {column.key for column in page.context["listing"].table.columns}.isdisjoint(
        {"birth_date", "age", "education", "id_number", "telephone"}
    )
    assert _names(client, q=WOMAN) == []
    assert _names(client, age="3") == ["丁明", "王强", "李红"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(client, django_assert_num_queries, rows):
    for number in range(rows):
        seat(make_person("王小" + "甲乙丙"[number]), make_division(f"{TOWNSHIP}20{number}"))
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    client.get(reverse("home"))
    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("villages:member_list"))


# Townships; count, rows.
LIST_QUERIES = FRAME_QUERIES + 3
