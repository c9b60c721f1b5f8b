"""The list, an election's candidates, a candidate's way, comparison, weights, assessment."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.roles import Role
from candidates.assessments import services as assessments
from candidates.gates import decided, nominated, posted, recommended
from candidates.models import Dimension, Nomination, State
from candidates.way import ways_of
from elections.models import Body
from elections.steps import Step
from people.models import Kinship
from tests.factories import (
    TOWNSHIP,
    VILLAGE,
    make_division,
    make_nomination,
    make_officer,
    make_person,
    make_seats,
)

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 10, 1)


def member(name):
    return make_person(
        name, village_code=VILLAGE, party_joined=datetime.date(2012, 7, 1), birth_date=datetime.date(1980, 1, 1)
    )


@pytest.fixture
def liaison(client):
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    return client


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_needs_as_many_queries_for_three_as_for_one(liaison, cycle, number, django_assert_num_queries):
    for place in range(number):
        make_nomination(member(f"王{'一二三'[place]}"))
    url = reverse("candidates:nomination_list")
    liaison.get(url)
    with django_assert_num_queries(7):
        assert liaison.get(url).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_an_election_needs_a_fixed_number_of_queries(liaison, party, number, django_assert_max_num_queries):
    for place in range(number):
        make_nomination(member(f"王{'一二三'[place]}"), state=State.NOMINEE)
    url = reverse("candidates:election", args=[party.pk])
    liaison.get(url)
    with django_assert_max_num_queries(36):
        page = liaison.get(url)
    assert "王一" in page.content.decode()


def test_somebody_is_nominated_on_two_pages(liaison, committee):
    person = member("王一")
    url = reverse("candidates:nominate", args=[committee.pk])
    found = liaison.post(url, {"step": "find", "known": person.pk}).context["found"]
    typed = {"step": "nominate", "found": found, "post": "director", "source": "voters", "nominated_on": "2026-10-12"}
    refused = liaison.post(url, typed)
    assert "nominators" in refused.context["form"].errors
    assert liaison.post(url, {**typed, "nominators": "李二、张三"}).status_code == 302
    assert Nomination.objects.get().post == "director"


def test_a_nomination_ends_with_a_reason_and_a_stale_form_is_told(liaison, cycle):
    nomination = make_nomination(member("王一"))
    url = reverse("candidates:nomination_end", args=[nomination.pk, "withdraw"])
    assert "reason" in liaison.post(url, {"version": nomination.version, "on": "2026-10-12"}).context["form"].errors
    stale = liaison.post(url, {"version": 0, "on": "2026-10-12", "reason": "退出"})
    assert stale.context["form"].non_field_errors()
    liaison.post(url, {"version": nomination.version, "on": "2026-10-12", "reason": "退出"})
    nomination.refresh_from_db()
    assert nomination.state == State.WITHDRAWN


def test_the_way_tells_where_somebody_is_and_who_decides_next(liaison, cycle):
    nomination = make_nomination(member("王一"))
    stops = ways_of([nomination])[nomination.pk]
    assert stops[0].step == Step.NOMINATION
    assert not stops[0].open
    page = liaison.get(reverse("candidates:nomination", args=[nomination.pk]))
    assert page.context["next"].step == Step.TOWNSHIP_REVIEW


def test_seats_are_typed_on_a_page_and_checked_against_the_law(liaison, committee):
    url = reverse("candidates:seats", args=[committee.pk])
    few = liaison.post(url, {"director_number": "1", "member_number": "1"})
    assert "第八条" in few.content.decode()
    assert liaison.post(url, {"director_number": "1", "member_number": "2", "member_women": "1"}).status_code == 302
    assert committee.post_seats.get(post="member").women == 1


def set_weights(county, **weights):
    values = {**dict.fromkeys(Dimension.values, 20), **weights}
    return assessments.set_weights(
        scope=county, county=make_division(VILLAGE[:6]), weights=values, decided_on=DAY, basis="沁组发〔2026〕5号"
    )


def assess(scope, cycle, person, **more):
    values = {
        **dict.fromkeys(Dimension.values, 80),
        **{f"{dimension}_evidence": "座谈" for dimension in Dimension.values},
        "audit": "nothing",
        "assessed_on": DAY,
        "assessed_by": "调研一组",
        **more,
    }
    return assessments.save_assessment(scope=scope, cycle=cycle, person=person, values=values, version=0)


def test_scores_are_weighed_by_the_weights_of_their_day(county, cycle):
    set_weights(county, politics=60)
    row = assess(county, cycle, member("王一"), politics=90)
    assert row.weighted == Decimal("84.3")
    set_weights(county)
    row.refresh_from_db()
    assert (row.weights.number, row.weighted) == (1, Decimal("84.3"))


def test_a_dimension_not_looked_at_is_not_zero(county, cycle):
    set_weights(county)
    assert assess(county, cycle, member("王一"), morals=None).weighted is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"politics_evidence": " "}, "politics_evidence"),
        ({"politics": 101}, "politics"),
        ({"audit": "open", "audit_note": ""}, "audit_note"),
        ({"assessed_on": datetime.date(2999, 1, 1)}, "assessed_on"),
    ],
)
def test_an_assessment_says_what_is_wrong_at_its_field(county, cycle, values, field):
    set_weights(county)
    with pytest.raises(ValidationError) as raised:
        assess(county, cycle, member("王一"), **values)
    assert field in raised.value.message_dict


def test_people_of_one_post_stand_side_by_side(liaison, party):
    for name in ("王一", "李二"):
        make_nomination(member(name))
    page = liaison.get(reverse("candidates:compare", args=[party.pk]))
    assert len(page.context["people"]) == 2


def rules_of(found):
    return {one.finding.rule: one.finding.ok for one in found}


def test_gates_tell_what_a_list_lacks(party):
    make_seats(party, secretary=1, member=2)
    one, other = member("王一"), member("王二")
    Kinship.objects.create(person=one, relative=other, kind="sibling")
    for person in (one, other):
        make_nomination(person, state=State.NOMINEE)
    found = rules_of(nominated([party])[party.pk])
    assert found == {
        "candidates.extra": False,
        "candidates.one_post": True,
        "candidates.present": True,
        "candidates.member": True,
        "candidates.relatives": False,
        **({"candidates.age": True} if "candidates.age" in found else {}),
    }
    assert rules_of(recommended([party])[party.pk]) == {"recommendation.held": False}
    assert rules_of(posted([party])[party.pk])["notice.posted"] is False


@pytest.mark.parametrize("number", [1, 2])
def test_gates_ask_a_fixed_number_of_queries(cycle, number, django_assert_max_num_queries):
    elections = list(cycle.elections.filter(body=Body.PARTY).select_related("village", "cycle"))[:number]
    with django_assert_max_num_queries(14):
        for check in (decided, posted, recommended):
            check(elections)
