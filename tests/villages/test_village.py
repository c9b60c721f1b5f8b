"""A village's page: figures, bodies, what is missing, neighbours; nothing personal without the right."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from tests.factories import (
    FRAME_QUERIES,
    TOWNSHIP,
    VILLAGE,
    make_division,
    make_officer,
    make_person,
    make_profile,
    seat,
)
from villages.models import Body, BodyKind, Post

pytestmark = pytest.mark.django_db
NUMBER = "11010519491231002X"


@pytest.fixture
def village():
    return make_division(VILLAGE, "城西村")


def _page(client, code=VILLAGE):
    return client.get(reverse("villages:village", args=[code]))


def test_members_stand_in_official_order(client, village):
    seat(make_person("王小明"), village, BodyKind.COMMITTEE, Post.MEMBER)
    seat(make_person("丁小明"), village, BodyKind.COMMITTEE, Post.MEMBER)
    seat(make_person("张小军"), village, BodyKind.COMMITTEE, Post.DIRECTOR)
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    bench = _page(client).context["benches"][1]
    assert [member.person.name for member in bench.members] == ["张小军", "丁小明", "王小明"]


@pytest.mark.parametrize("role", [Role.COUNTY_ORGANISER, Role.COUNTY_LEADER, Role.AUDITOR])
def test_numbers_are_masked_for_everybody(client, village, role):
    seat(make_person(id_number=NUMBER, telephone="13812345678", village_code=VILLAGE), village)
    client.force_login(make_officer(role))
    content = _page(client).content.decode()
    assert "110***********002X" in content
    assert "138****5678" in content
    assert NUMBER not in content
    assert "13812345678" not in content


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.PETITION_DESK, Role.COUNTY_ADMIN])
def test_who_may_not_see_persons_sees_names_and_posts_alone(client, village, role):
    seat(make_person(id_number=NUMBER, village_code=VILLAGE), village)
    client.force_login(make_officer(role))
    content = _page(client).content.decode()
    assert "王小明" in content
    assert "002X" not in content
    assert "1949" not in content


def test_what_is_missing_is_told(client, village):
    make_profile(village, population=900)
    seat(make_person("王小明", sex="M"), village, BodyKind.COMMITTEE, Post.MEMBER)
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    gaps = [gap.subject for gap in _page(client).context["gaps"]]
    assert gaps == ["profile"] * 7 + ["party", *["committee"] * 3, "supervisory", "council"]


@pytest.mark.parametrize(("members", "told"), [(40, False), (51, True), (120, True)])
def test_a_form_that_does_not_fit_the_number_of_members_is_told(client, village, members, told):
    make_profile(village, population=900, party_members=members)
    seat(make_person(), village)
    Body.objects.update(party_form="branch")
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    assert bool(_page(client).context["usual_form"]) is told


def test_the_villages_before_and_after_are_those_of_the_scope(client, village):
    for code in (f"{TOWNSHIP}200", f"{TOWNSHIP}202", "140431200201"):
        make_division(code)
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    context = _page(client, f"{TOWNSHIP}202").context
    assert (context["before"].code, context["after"]) == (VILLAGE, None)


@pytest.mark.parametrize(
    "code", [f"{TOWNSHIP}299", "140431200201", TOWNSHIP, "x"], ids=["unknown", "outside", "township", "no code"]
)
def test_outside_the_scope_there_is_no_village(client, village, code):
    make_division("140431200201")
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    assert _page(client, code).status_code == 404


def test_nobody_is_offered_what_he_may_not_do(client, village):
    client.force_login(make_officer(Role.OBSERVER))
    assert reverse("villages:profile", args=[VILLAGE]) not in _page(client).content.decode()
    assert client.get(reverse("villages:profile", args=[VILLAGE])).status_code == 404


@pytest.mark.parametrize("members", [1, 3])
def test_the_number_of_queries_does_not_grow(client, village, django_assert_num_queries, members):
    make_profile(village, population=900)
    for number in range(members):
        seat(make_person("王小" + "甲乙丙"[number]), village, BodyKind.COMMITTEE, Post.MEMBER)
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    client.get(reverse("home"))
    with django_assert_num_queries(PAGE_QUERIES):
        _page(client)


# Village; bodies, members; before, after; changes, predecessors; audits.
PAGE_QUERIES = FRAME_QUERIES + 8
