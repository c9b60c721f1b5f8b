"""Talks of the five classes: who must be talked to follows from the data; the list of those not yet talked to."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.roles import Role
from accounts.scope import Grant, Scope
from candidates.models import Talk, TalkClass
from candidates.talks import queries, services
from elections import gates
from elections.steps import Step
from people.models import Capacity, CapacityKind
from tests.factories import (
    COUNTY,
    FRAME_QUERIES,
    TOWNSHIP,
    VILLAGE,
    attention_of,
    make_cycle,
    make_division,
    make_officer,
    make_person,
    seat,
)
from villages.models import Body, BodyKind, Division, Member, Post

pytestmark = pytest.mark.django_db
ORGANISER = Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, ""),))
LIAISON = Scope((Grant(Role.TOWNSHIP_LIAISON, TOWNSHIP, ""),))
TODAY = datetime.date.today()
VALUES = {
    "held_on": TODAY,
    "place": "",
    "talker": "李明",
    "talker_post": "县委组织部",
    "recorder": "",
    "points": "了解意愿",
    "attitude": "stay",
    "follow_up": "",
    "follow_up_by": None,
    "follow_up_done_on": None,
    "signed": True,
}
TAKEN_IN = "140431100290"


@pytest.fixture
def cycle():
    make_division(VILLAGE, "城西村")
    return make_cycle(villages=[VILLAGE])


def person(name, code=VILLAGE):
    return make_person(name, village_code=code)


def capacity(kind, name, code=VILLAGE, **fields):
    found = make_person(name, village_code=code if len(code) == 12 else "")
    Capacity.objects.create(person=found, kind=kind, division_code=code, **fields)
    return found


def names(cycle, kind, scope=ORGANISER):
    return {p.name for p in queries.due(scope, cycle).filter(**{f"due_{kind.value}": True})}


def talk(cycle, who, kind, **more):
    return services.record_talk(scope=ORGANISER, cycle=cycle, person=who, kind=kind, values={**VALUES, **more})


def test_the_two_heads_of_a_village(cycle):
    village = make_division(VILLAGE)
    seat(person("书记"), village, BodyKind.PARTY, Post.SECRETARY)
    seat(person("主任"), village, BodyKind.COMMITTEE, Post.DIRECTOR)
    seat(person("委员"), village, BodyKind.PARTY, Post.MEMBER)
    seat(person("监督"), village, BodyKind.SUPERVISORY, Post.DIRECTOR)
    former = seat(person("前任"), make_division("140431100202"), BodyKind.PARTY, Post.SECRETARY)
    Member.objects.filter(pk=former.pk).update(ends_on=TODAY)
    assert names(cycle, TalkClass.HEADS) == {"书记", "主任"}


def test_capacities_that_hold_today(cycle):
    capacity(CapacityKind.TOWNSHIP_SECRETARY, "镇书记", TOWNSHIP)
    capacity(CapacityKind.POSTED_SECRETARY, "下派")
    capacity(CapacityKind.POSTED_SECRETARY, "已调回", ends_on=TODAY)
    capacity(CapacityKind.RETURNED_TALENT, "返乡")
    capacity(CapacityKind.VETERAN, "老兵")
    assert names(cycle, TalkClass.TOWNSHIP_SECRETARIES) == {"镇书记"}
    assert names(cycle, TalkClass.POSTED) == {"下派"}
    assert names(cycle, TalkClass.RETURNED) == {"返乡"}
    assert names(cycle, TalkClass.TOWNSHIP_SECRETARIES, LIAISON) == set()


@pytest.mark.parametrize(("term", "counts"), [("2021-01-08", True), (None, True), ("2022-01-08", False)])
def test_members_of_villages_merged_in_the_present_term(cycle, term, counts):
    village, gone = make_division(VILLAGE), make_division(TAKEN_IN, "沙坪村")
    day = datetime.date(2021, 6, 18)
    seat(person("留任"), village, BodyKind.COMMITTEE, Post.MEMBER)
    Body.objects.filter(village=village).update(term_starts_on=term)
    last = seat(person("被并"), gone, BodyKind.PARTY, Post.SECRETARY)
    Member.objects.filter(pk=last.pk).update(ends_on=day)
    Division.objects.filter(pk=TAKEN_IN).update(abolished_on=day, successor=village)
    seat(person("邻村"), make_division("140431100202"), BodyKind.COMMITTEE, Post.MEMBER)
    assert names(cycle, TalkClass.MERGED) == ({"留任", "被并"} if counts else set())


def test_who_has_been_talked_to_leaves_the_list(cycle):
    one = capacity(CapacityKind.RETURNED_TALENT, "返乡甲")
    capacity(CapacityKind.RETURNED_TALENT, "返乡乙")
    seat(one, make_division(VILLAGE))
    talk(cycle, one, TalkClass.RETURNED)
    people = queries.due(ORGANISER, cycle)
    assert {p.name for p in queries.outstanding(people)} == {"返乡甲", "返乡乙"}
    assert {p.name for p in queries.outstanding(people, TalkClass.RETURNED)} == {"返乡乙"}
    talk(cycle, one, TalkClass.HEADS)
    assert {p.name for p in queries.outstanding(people)} == {"返乡乙"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"held_on": TODAY + datetime.timedelta(days=1)}, "held_on"),
        ({"follow_up_by": TODAY}, "follow_up"),
        ({"follow_up": "查账", "follow_up_done_on": TODAY - datetime.timedelta(days=1)}, "follow_up_done_on"),
        ({"points": ""}, "points"),
        ({"talker": ""}, "talker"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(client, cycle, change, field):
    one = capacity(CapacityKind.RETURNED_TALENT, "返乡")
    client.force_login(make_officer(Role.COUNTY_ORGANISER, username="clerk"))
    typed = {"version": "0", **VALUES, **change}
    data = {name: "" if value is None else str(value) for name, value in typed.items()}
    page = client.post(reverse("candidates:talk_add", args=[one.pk, "returned"]), data)
    assert page.context["form"].errors[field]
    assert not Talk.objects.exists()


def test_a_follow_up_is_recorded_later(client, cycle):
    one = capacity(CapacityKind.RETURNED_TALENT, "返乡")
    made = talk(cycle, one, TalkClass.RETURNED, follow_up="协调用地", follow_up_by=TODAY)
    client.force_login(make_officer(Role.COUNTY_ORGANISER, username="clerk"))
    typed = {**VALUES, "version": "1", "follow_up": "协调用地", "follow_up_done_on": TODAY, "follow_up_by": ""}
    data = {name: "" if value is None else str(value) for name, value in typed.items()}
    assert client.post(reverse("candidates:talk", args=[made.pk]), data).status_code == 302
    made.refresh_from_db()
    assert made.follow_up_done_on == TODAY
    client.force_login(make_officer(Role.COUNTY_LEADER))
    assert client.get(reverse("candidates:talk", args=[made.pk])).status_code == 200
    assert client.post(reverse("candidates:talk", args=[made.pk]), data).status_code == 404


def test_a_person_of_another_county_is_not_talked_to_here(cycle):
    stranger = make_person(county_code="140432")
    both = Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, ""), Grant(Role.COUNTY_ORGANISER, "140432", "")))
    make_division("140432")
    with pytest.raises(ValidationError):
        services.record_talk(scope=both, cycle=cycle, person=stranger, kind=TalkClass.RETURNED, values=VALUES)


def test_the_gate_names_who_is_missing_by_class(cycle):
    one = capacity(CapacityKind.RETURNED_TALENT, "返乡")
    seat(person("书记"), make_division(VILLAGE))
    election = cycle.elections.select_related("cycle", "village").get(body="party")
    [found] = gates.findings(Step.TALKS, [election])[election.pk]
    assert found.warns
    assert found.finding.detail.startswith("0 of 2 held")
    assert "返乡" in found.finding.detail
    talk(cycle, one, TalkClass.RETURNED)
    [found] = gates.findings(Step.TALKS, [election])[election.pk]
    assert found.finding.detail.startswith("1 of 2 held")


@pytest.mark.parametrize("number", [1, 3])
def test_lists_and_gate_ask_a_fixed_number_of_times(client, cycle, django_assert_num_queries, number):
    for place in range(number):
        one = capacity(CapacityKind.RETURNED_TALENT, f"返乡{'甲乙丙'[place]}")
        talk(cycle, one, TalkClass.RETURNED)
    client.force_login(make_officer(Role.COUNTY_ORGANISER, username="clerk"))
    client.get(reverse("home"))
    with django_assert_num_queries(FRAME_QUERIES + 4):
        client.get(reverse("candidates:talk_due"))
    with django_assert_num_queries(FRAME_QUERIES + 3):
        client.get(reverse("candidates:talk_list"))
    with django_assert_num_queries(6):
        from candidates.talks.gates import talked

        talked(list(cycle.elections.select_related("cycle", "village")))


def test_the_home_page_counts_who_is_not_yet_talked_to_and_what_is_late(client, cycle):
    capacity(CapacityKind.RETURNED_TALENT, "返乡甲")
    one = capacity(CapacityKind.RETURNED_TALENT, "返乡乙")
    client.force_login(make_officer(Role.COUNTY_ORGANISER, username="clerk"))
    assert attention_of(client, "talks") == [("2 persons of the five classes have not been talked to", 2)]
    days = {"held_on": TODAY - datetime.timedelta(9), "follow_up_by": TODAY - datetime.timedelta(1)}
    talk(cycle, one, TalkClass.RETURNED, follow_up="走访", **days)
    assert attention_of(client, "talks") == [
        ("1 follow-ups of talks are overdue", 1),
        ("1 persons of the five classes have not been talked to", 1),
    ]
