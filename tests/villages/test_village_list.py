"""The list of villages: scope, search, filters, order, export."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.roles import Role
from tests.factories import (
    COUNTY,
    FRAME_QUERIES,
    TOWNSHIP,
    make_division,
    make_officer,
    make_person,
    make_profile,
    seat,
)
from villages.models import BodyKind, Division, Post
from villages.services.divisions import initials_of

pytestmark = pytest.mark.django_db
OTHER = "140431200"
WHOLE = {
    "population": 900,
    "households": 300,
    "adults": 700,
    "party_members": 40,
    "groups": 4,
    "collective_income": 200_000,
    "collective_debt": 0,
    "as_of": "2026-09-30",
}


def _village(code, name):
    village = make_division(code, name)
    Division.objects.filter(pk=code).update(initials=initials_of(name))
    return village


@pytest.fixture
def villages():
    west = _village(f"{TOWNSHIP}201", "城西村")
    east = _village(f"{TOWNSHIP}202", "城东村")
    far = _village(f"{OTHER}201", "郭道村")
    make_profile(west, **WHOLE)
    make_profile(east, **{**WHOLE, "population": 1500, "party_members": None})
    return west, east, far


def _names(client, **query):
    page = client.get(reverse("villages:village_list"), query).context["listing"].page
    return [village.name for village in page.object_list]


def test_the_county_sees_all_in_the_order_of_their_codes(client, villages):
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    assert _names(client) == ["城西村", "城东村", "郭道村"]


def test_a_liaison_sees_his_township_and_an_informant_his_village(client, villages):
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    assert _names(client) == ["城西村", "城东村"]
    client.force_login(make_officer(Role.VILLAGE_INFORMANT, f"{TOWNSHIP}201"))
    assert _names(client) == ["城西村"]


def test_a_department_has_no_list_of_villages(client, villages):
    client.force_login(make_officer(Role.DEPARTMENT_REVIEWER))
    assert client.get(reverse("villages:village_list")).status_code == 404


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "城"}, ["城西村", "城东村"]),
        ({"q": "cx"}, ["城西村"]),
        ({"q": "CXC"}, ["城西村"]),
        ({"q": f"{OTHER}201"}, ["郭道村"]),
        ({"q": "140431200"}, ["郭道村"]),
        ({"q": "%"}, []),
        ({"township": OTHER}, ["郭道村"]),
        ({"kind": "village"}, ["城西村", "城东村"]),
        ({"kind": "community"}, []),
        ({"state": "missing"}, ["城东村", "郭道村"]),
        ({"state": "complete"}, ["城西村"]),
        ({"state": "weak"}, []),
        ({"heads": "both"}, ["城西村"]),
        ({"heads": "two"}, ["城东村"]),
        ({"heads": "open"}, ["郭道村"]),
        ({"sort": "-population"}, ["城东村", "城西村", "郭道村"]),
        ({"sort": "name"}, ["城东村", "城西村", "郭道村"]),
    ],
)
def test_search_filters_and_order(client, villages, query, names):
    west, east, _far = villages
    one = make_person("王小明")
    seat(one, west)
    seat(one, west, BodyKind.COMMITTEE, Post.DIRECTOR)
    seat(make_person("李小红"), east)
    seat(make_person("张小军"), east, BodyKind.COMMITTEE, Post.DIRECTOR)
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    assert _names(client, **query) == names


def test_an_abolished_village_is_shown_only_when_asked_for(client, villages):
    Division.objects.filter(pk=f"{TOWNSHIP}202").update(abolished_on="2026-01-01")
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    assert _names(client) == ["城西村", "郭道村"]
    assert _names(client, state="abolished") == ["城东村"]


def test_the_export_keeps_the_empty_apart_from_zero(client, villages):
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    response = client.get(reverse("villages:village_list"), {"format": "xlsx"})
    rows = list(load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))
    figures = {row[1]: row[7] for row in rows if row[2] and str(row[2]).startswith(COUNTY)}
    assert figures == {"城西村": 40, "城东村": None, "郭道村": None}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(client, django_assert_num_queries, rows):
    for number in range(rows):
        village = _village(f"{TOWNSHIP}20{number}", f"村{'甲乙丙'[number]}")
        make_profile(village, population=100 + number)
        seat(make_person("王小" + "甲乙丙"[number]), village)
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    client.get(reverse("home"))
    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("villages:village_list"))


# Townships; count, rows.
LIST_QUERIES = FRAME_QUERIES + 3
