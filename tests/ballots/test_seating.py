"""The handover ends the old body's term and seats those elected."""

import datetime

import pytest
from django.urls import reverse

from accounts.models import User
from ballots.models import Handover, ItemKind, Occasion
from ballots.queries import winners_of
from ballots.services import (
    NamePlan,
    PostPlan,
    VotePlan,
    add_item,
    arrange_recall,
    arrange_vote,
    move_recall,
    open_vote,
    rule_on,
    save_handover,
)
from tests.ballots.voting import DAY, ORGANISER, clerks, counted, make_election
from tests.factories import VILLAGE, make_person, seat
from villages.models import Body, BodyKind, Member, Post

pytestmark = pytest.mark.django_db
HELD = DAY + datetime.timedelta(days=3)
LATER = DAY + datetime.timedelta(days=5)
RULED = DAY + datetime.timedelta(days=6)
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


def _plan(posts, day=DAY):
    return VotePlan(posts, day=day, electors=700, electors_source="roll")


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


def by_election(election, users, votes, people):
    names = [NamePlan(name, "M", people[name]) for name in votes]
    arranged = _plan([PostPlan(Post.MEMBER, 1, names)], day=LATER)
    vote = arrange_vote(scope=ORGANISER, election=election, plan=arranged, occasion=Occasion.BY_ELECTION)
    counted(open_vote(scope=ORGANISER, vote=vote), users, votes)
    return vote


def ruled(vote, user, standing, one):
    values = {
        "act": "认定",
        "issuer": "沁河镇人民政府",
        "document": "沁河政〔2026〕3号",
        "basis": "第二十一条",
        "reason": "贿选",
    }
    return rule_on(scope=ORGANISER, user=user, vote=vote, one=one, standing=standing, on=RULED, **values)


def test_who_wins_a_by_election_after_the_handover_sits_from_its_day(users):
    election, people = elect(users)
    hand_over(election)
    by_election(election, users, {"史文斌": 210, "李小红": 100}, people)
    assert ("史文斌", Post.MEMBER, LATER) in sitting()
    assert len(sitting()) == 4


def test_a_by_election_before_the_handover_waits_for_it(users):
    election, people = elect(users)
    by_election(election, users, {"史文斌": 210, "李小红": 100}, people)
    assert sitting() == set()
    hand_over(election)
    assert ("史文斌", Post.MEMBER, LATER) in sitting()
    assert len(sitting()) == 4


def test_who_is_recalled_sits_no_more_and_may_come_back_by_a_later_vote(users):
    election, people = elect(users)
    hand_over(election)
    motion = move_recall(
        scope=ORGANISER,
        election=election,
        targets=[(NamePlan("任志强", "M", people["任志强"]), Post.MEMBER)],
        submitted_on=DAY,
        reasons="x",
        voters=(140, 700),
    )
    recall = arrange_recall(scope=ORGANISER, motion=motion, day=HELD, electors=700, source="roll", note="")
    counted(open_vote(scope=ORGANISER, vote=recall), users, {"任志强": (210, 180)})
    assert {name for name, _post, _day in sitting()} == {"王小明", "赵大勇"}
    assert Member.objects.get(person=people["任志强"]).ends_on == HELD
    by_election(election, users, {"任志强": 210, "李小红": 100}, people)
    assert ("任志强", Post.MEMBER, LATER) in sitting()


def test_a_seat_ruled_void_is_left_and_taken_again_when_it_is_restored(users):
    election, people = elect(users)
    hand_over(election)
    vote = election.votes.get()
    one = winners_of([election]).get(person=people["赵大勇"])
    ruled(vote, users[0], "void", one)
    assert Member.objects.get(person=people["赵大勇"]).ends_on == RULED
    ruled(vote, users[0], "restored", one)
    assert ("赵大勇", Post.MEMBER, RULED) in sitting()


def test_who_sits_without_a_vote_of_this_election_is_left_alone(users):
    election, people = elect(users)
    hand_over(election)
    seat(make_person("郝海生", village_code=VILLAGE), election.village, BodyKind.COMMITTEE, Post.MEMBER)
    by_election(election, users, {"史文斌": 210, "李小红": 100}, people)
    assert "郝海生" in {name for name, _post, _day in sitting()}
