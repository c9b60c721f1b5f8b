"""Recommendation and nomination meetings: figures, the verdict by the rulebook, the list that follows."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.roles import Role
from candidates.meetings import services
from candidates.meetings.services import Votes
from candidates.models import DrawnList, MeetingKind, Nomination, State
from electionadmin.versions import Stale
from tests.factories import TOWNSHIP, VILLAGE, make_officer, make_person, make_seats
from villages.models import Post

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 10, 10)


def members(*names):
    return [
        make_person(
            name,
            village_code=VILLAGE,
            party_joined=datetime.date(2012, 7, 1),
            birth_date=datetime.date(1980, 1, 1),
        )
        for name in names
    ]


def hold(scope, election, kind, votes, *, due=40, present=30, returned=30, **more):
    values = {"held_on": DAY, "due": due, "present": present, "returned": returned, "names_per_paper": None}
    return services.record_meeting(
        scope=scope,
        election=election,
        kind=kind,
        values=values,
        votes=[Votes(person, number, post) for person, number, post in ((*one, "")[:3] for one in votes)],
        **more,
    )


def both(scope, election, people, counts):
    for kind in (MeetingKind.MEMBERS, MeetingKind.VILLAGERS):
        hold(scope, election, kind, list(zip(people, counts, strict=True)))


def draw(scope, election, **more):
    return services.draw_up(scope=scope, user=None, election=election, on=DAY, **more)


def test_the_list_follows_in_order_and_only_those_over_half_are_on_it(township, party):
    people = members("王一", "李二", "张三")
    both(township, party, people, (20, 28, 15))
    drawn = draw(township, party)
    assert [(one.person.name, one.position, one.state) for one in drawn.nominations] == [
        ("李二", 1, State.PRELIMINARY),
        ("王一", 2, State.PRELIMINARY),
    ]
    decision = DrawnList.objects.get()
    assert (decision.rulebook, decision.verdict["status"]) == ("cn-2026", "complete")


def test_those_beyond_the_places_stand_in_reserve(township, party):
    both(township, party, members("王一", "李二", "张三"), (20, 28, 18))
    drawn = draw(township, party, places=2)
    assert [one.state for one in drawn.nominations] == [State.PRELIMINARY, State.PRELIMINARY, State.RESERVE]


def test_equal_votes_at_the_last_place_are_told_and_nothing_is_written(township, party):
    both(township, party, members("王一", "李二", "张三"), (20, 28, 20))
    with pytest.raises(ValidationError, match="王一"):
        draw(township, party, places=2)
    assert not Nomination.objects.exists()


def test_a_meeting_short_of_attendance_brings_no_list(township, party):
    people = members("王一")
    hold(township, party, MeetingKind.MEMBERS, [(people[0], 20)], due=60, present=30)
    hold(township, party, MeetingKind.VILLAGERS, [(people[0], 20)])
    with pytest.raises(ValidationError, match="手册"):
        draw(township, party)


def test_a_meeting_held_again_takes_the_place_of_the_former(township, party):
    people = members("王一")
    hold(township, party, MeetingKind.MEMBERS, [(people[0], 20)], due=60, present=30)
    hold(township, party, MeetingKind.VILLAGERS, [(people[0], 20)])
    hold(township, party, MeetingKind.MEMBERS, [(people[0], 40)], due=60, present=45, returned=45)
    assert len(draw(township, party).nominations) == 1


def test_a_list_waits_for_both_meetings(township, party):
    hold(township, party, MeetingKind.MEMBERS, [(members("王一")[0], 20)])
    with pytest.raises(ValidationError):
        draw(township, party)


def test_figures_that_contradict_each_other_name_both(township, party):
    [person] = members("王一")
    with pytest.raises(ValidationError) as raised:
        hold(township, party, MeetingKind.MEMBERS, [(person, 31)])
    assert "31" in str(raised.value)
    assert "30" in str(raised.value)
    with pytest.raises(ValidationError) as raised:
        hold(township, party, MeetingKind.MEMBERS, [(person, 3)], due=20, present=21, returned=20)
    assert [error.code for error in raised.value.error_dict["__all__"]] == ["present"]


def test_two_people_of_one_name_are_told_apart(township, party):
    one = make_person("王明", village_code=VILLAGE, party_joined=DAY, birth_date=datetime.date(1970, 1, 1))
    other = make_person("王明", village_code=VILLAGE, party_joined=DAY, birth_date=datetime.date(1985, 1, 1))
    both(township, party, [one, other], (25, 16))
    assert [row.person for row in draw(township, party).nominations] == [one, other]


def test_voters_nominate_for_posts_and_the_rulebook_limits_how_many_stand(township, committee):
    committee.cycle.__class__.objects.update(rulebook="cn-2026-henan")
    make_seats(committee, director=1, member=2)
    people = members("王一", "李二", "张三", "赵四")
    votes = [(people[0], 300, Post.DIRECTOR), (people[1], 200, Post.DIRECTOR), (people[2], 90, Post.DIRECTOR)]
    hold(township, committee, MeetingKind.NOMINATION, votes, due=600, present=400, returned=390)
    states = [(one.person.name, one.state) for one in draw(township, committee).nominations]
    assert states == [("王一", State.PRELIMINARY), ("李二", State.PRELIMINARY), ("张三", State.RESERVE)]


def test_a_nomination_meeting_has_the_quorum_of_the_province(township, committee):
    committee.cycle.__class__.objects.update(rulebook="cn-2026-henan")
    votes = [(members("王一")[0], 200, Post.DIRECTOR)]
    hold(township, committee, MeetingKind.NOMINATION, votes, due=600, present=300, returned=300)
    with pytest.raises(ValidationError, match="第二十四条"):
        draw(township, committee)


def test_a_primary_chooses_among_those_nominated_for_the_post(township, committee):
    one, other = members("王一", "李二")
    with pytest.raises(ValidationError, match="nomination meeting first"):
        hold(township, committee, MeetingKind.PRIMARY, [(one, 20, Post.DIRECTOR)])
    hold(township, committee, MeetingKind.NOMINATION, [(one, 300, Post.DIRECTOR)], due=600, present=400, returned=390)
    with pytest.raises(ValidationError, match="李二 was not nominated"):
        hold(township, committee, MeetingKind.PRIMARY, [(one, 20, Post.DIRECTOR), (other, 9, Post.DIRECTOR)])
    with pytest.raises(ValidationError, match="王一 was not nominated"):
        hold(township, committee, MeetingKind.PRIMARY, [(one, 20, Post.MEMBER)])


def test_where_a_primary_was_held_its_votes_decide_who_goes_on(township, committee):
    people = members("王一", "李二", "张三")
    votes = [(person, number, Post.DIRECTOR) for person, number in zip(people, (300, 200, 90), strict=True)]
    hold(township, committee, MeetingKind.NOMINATION, votes, due=600, present=400, returned=390)
    again = [(people[2], 25, Post.DIRECTOR), (people[0], 11, Post.DIRECTOR)]
    hold(township, committee, MeetingKind.PRIMARY, again, due=40, present=36, returned=36)
    drawn = draw(township, committee)
    assert [(one.person.name, one.votes) for one in drawn.nominations] == [("张三", 25), ("王一", 11)]


def test_the_partys_election_knows_no_primary(township, party):
    with pytest.raises(ValidationError, match="no such meeting"):
        hold(township, party, MeetingKind.PRIMARY, [(members("王一")[0], 20)])


def test_a_minor_with_votes_is_left_out_and_told(township, committee):
    young = make_person("王小", village_code=VILLAGE, birth_date=datetime.date(2010, 1, 1))
    hold(township, committee, MeetingKind.NOMINATION, [(young, 200, Post.DIRECTOR)], due=600, present=400, returned=300)
    drawn = draw(township, committee)
    assert drawn.nominations == []
    assert "王小" in drawn.left_out[0]


def test_who_corrects_an_older_version_is_told(township, party):
    people = members("王一")
    meeting = hold(township, party, MeetingKind.MEMBERS, [(people[0], 20)])
    hold(township, party, MeetingKind.MEMBERS, [(people[0], 21)], present=31, meeting=meeting, version=1)
    with pytest.raises(Stale):
        hold(township, party, MeetingKind.MEMBERS, [(people[0], 22)], meeting=meeting, version=1)


def test_the_page_keeps_what_was_typed_and_stores_votes_by_name(client, party):
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    [person] = members("王一")
    url = reverse("candidates:meeting_add", args=[party.pk, "members"])
    typed = {"version": "0", "held_on": "2026-10-10", "due": "40", "present": "３０", "returned": "30"}
    wrong = client.post(url, {**typed, f"votes-{person.pk}-": "二十"})
    assert 'value="二十"' in wrong.content.decode()
    assert client.post(url, {**typed, f"votes-{person.pk}-": "20"}).status_code == 302
    meeting = party.nomination_meetings.get()
    assert (meeting.present, meeting.votes.get().votes) == (30, 20)
