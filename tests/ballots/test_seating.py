"""The handover ends the old body's term and seats those elected."""

import datetime

import pytest
from django.urls import reverse

from accounts.models import User
from ballots.models import Handover, ItemKind
from ballots.services import NamePlan, PostPlan, add_item, arrange_vote, open_vote, save_handover
from tests.ballots.voting import DAY, ORGANISER, clerks, counted, make_election, plan
from tests.factories import VILLAGE, make_person, seat
from villages.models import Body, BodyKind, Member, Post

pytestmark = pytest.mark.django_db
HELD = DAY + datetime.timedelta(days=3)
VOTES = {"王小明": 210, "李小红": 150, "赵大勇": 300, "任志强": 280, "史文斌": 90}


@pytest.fixture
def users() -> tuple[User, User]:
    return clerks()


def elect(users, *, strangers=()):
    """A committee of a director and two members; `strangers` are known by name alone."""
    election = make_election()
    people = {
        name: None
        if name in strangers
        else make_person(name, village_code=VILLAGE, sex="F" if name == "李小红" else "M")
        for name in VOTES
    }
    names = [NamePlan(name, "F" if name == "李小红" else "M", person) for name, person in people.items()]
    posts = [PostPlan(Post.DIRECTOR, 1, names[:2]), PostPlan(Post.MEMBER, 2, names[2:])]
    vote = arrange_vote(scope=ORGANISER, election=election, plan=_plan(posts))
    counted(open_vote(scope=ORGANISER, vote=vote), users, VOTES)
    return election, people


def _plan(posts):
    made = plan()
    return type(made)(posts, day=made.day, electors=made.electors, electors_source=made.electors_source)


def hand_over(election) -> Handover:
    handover = save_handover(scope=ORGANISER, election=election, values={"formed_on": DAY}, version=0)
    for kind in ItemKind:
        add_item(scope=ORGANISER, handover=handover, values={"kind": kind, "name": "x", "quantity": 0})
    return save_handover(scope=ORGANISER, election=election, values={"held_on": HELD}, version=handover.version)


def sitting():
    return {
        (member.person.name, member.post, member.starts_on)
        for member in Member.objects.filter(ends_on=None, body__kind=BodyKind.COMMITTEE).select_related("person")
    }


def test_those_elected_sit_from_the_day_the_body_was_formed_and_the_old_term_ends(users):
    election, people = elect(users)
    old = seat(make_person("郝海生", village_code=VILLAGE), election.village, BodyKind.COMMITTEE, Post.DIRECTOR)
    again = seat(people["赵大勇"], election.village, BodyKind.COMMITTEE, Post.MEMBER)
    party = seat(people["王小明"], election.village, BodyKind.PARTY, Post.SECRETARY)
    hand_over(election)
    expected = {("王小明", Post.DIRECTOR, DAY), ("赵大勇", Post.MEMBER, DAY), ("任志强", Post.MEMBER, DAY)}
    assert sitting() == expected
    for member in (old, again):
        member.refresh_from_db()
        assert member.ends_on == DAY
    party.refresh_from_db()
    assert party.ends_on is None
    assert Body.objects.get(kind=BodyKind.COMMITTEE).term_starts_on == DAY


def test_until_the_handover_is_held_nobody_moves(users):
    election, _people = elect(users)
    seat(make_person("郝海生", village_code=VILLAGE), election.village, BodyKind.COMMITTEE, Post.DIRECTOR)
    save_handover(scope=ORGANISER, election=election, values={"formed_on": DAY}, version=0)
    assert sitting() == {("郝海生", Post.DIRECTOR, None)}


def test_a_correction_afterwards_seats_nobody_twice(users):
    election, _people = elect(users)
    handover = hand_over(election)
    save_handover(scope=ORGANISER, election=election, values={"note": "补记"}, version=handover.version)
    assert Member.objects.count() == 3


def test_who_is_elected_and_not_on_record_is_named_on_the_page(client, users):
    election, _people = elect(users, strangers=("任志强",))
    hand_over(election)
    assert {name for name, _post, _day in sitting()} == {"王小明", "赵大勇"}
    client.force_login(users[0])
    page = client.get(reverse("ballots:handover", args=[election.pk]))
    assert page.context["not_seated"] == ["任志强"]
    assert "任志强" in page.content.decode()
