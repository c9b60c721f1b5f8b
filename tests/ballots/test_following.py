"""Votes that follow a result: tie, second round, re-run, recall, by-election; rulings, certificates, handover."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from ballots.models import Elected, HandoverItem, ItemKind, Occasion
from ballots.queries import seats_won, winners_of
from ballots.services import (
    NamePlan,
    add_item,
    arrange_following,
    arrange_recall,
    arrange_rerun,
    arrange_vote,
    issue_certificates,
    move_recall,
    open_vote,
    order_recount,
    rule_on,
    save_handover,
)
from ballots.sums import load, record_of
from tests.ballots.voting import DAY, ORGANISER, clerks, counted, make_election, make_vote, plan
from villages.models import Post

pytestmark = pytest.mark.django_db
MEMBERS = {"director": "AB", "member": "CDE"}
SEATS = {"member": 2}


def follow(vote, kind, day=DAY):
    return open_vote(scope=ORGANISER, vote=arrange_following(scope=ORGANISER, vote=vote, kind=kind, day=day))


def names(vote):
    return sorted(
        line.name for ballot in vote.ballots.all() for post in ballot.posts.all() for line in post.lines.all()
    )


def test_a_second_round_has_the_names_of_the_verdict_and_knows_who_is_seated():
    vote, users = make_vote(names=MEMBERS, seats=SEATS, women="C"), clerks()
    counted(vote, users, {"A": 190, "B": 180, "C": 300, "D": 280, "E": 90})
    second = follow(vote, "second_round")
    assert (names(second), sorted(second.seated.values_list("name", flat=True))) == (["A", "B"], ["C", "D"])
    counted(second, users, {"A": 134, "B": 120})
    assert {one.name for one in winners_of([vote.election])} == {"A", "C", "D"}


def test_a_second_round_below_a_third_elects_nobody():
    vote, users = make_vote(), clerks()
    counted(vote, users, {"A": 190, "B": 180})
    second = follow(vote, "second_round")
    assert counted(second, users, {"A": 133, "B": 120}).status == "further_vote"
    assert not winners_of([vote.election])


def test_a_tie_is_voted_on_again_among_the_tied():
    vote, users = make_vote(names=MEMBERS, seats=SEATS, women="C"), clerks()
    counted(vote, users, {"A": 210, "B": 180, "C": 250, "D": 250, "E": 250})
    tie = follow(vote, "tie_vote")
    assert (tie.round, names(tie)) == ("tie", ["C", "D", "E"])
    counted(tie, users, {"C": 150, "D": 120, "E": 90})
    assert {one.name for one in winners_of([vote.election])} == {"A", "C", "D"}


def test_only_what_the_verdict_asks_for_is_arranged_and_only_once():
    vote, users = make_vote(), clerks()
    counted(vote, users, {"A": 190, "B": 180})
    for refuse in (
        lambda: arrange_following(scope=ORGANISER, vote=vote, kind="tie_vote"),
        lambda: arrange_rerun(scope=ORGANISER, vote=vote),
    ):
        with pytest.raises(ValidationError):
            refuse()
    follow(vote, "second_round")
    with pytest.raises(ValidationError):
        follow(vote, "second_round")


def test_a_void_vote_is_held_anew_with_the_same_names():
    vote, users = make_vote(), clerks()
    counted(vote, users, {"A": 201, "B": 190}, voters=300)
    anew = arrange_rerun(scope=ORGANISER, vote=vote, day=DAY)
    assert (anew.is_rerun, anew.round, names(anew)) == (True, "1", ["A", "B"])


def ruled(vote, user, standing, one=None):
    facts = {"act": "决定", "issuer": "镇政府", "document": "1号", "on": DAY, "basis": "第二十一条", "reason": "x"}
    return rule_on(scope=ORGANISER, user=user, vote=vote, one=one, standing=standing, **facts)


def test_a_ruling_takes_a_seat_away_and_gives_it_back_and_seats_nobody_else():
    vote, users = make_vote(names=MEMBERS, seats=SEATS, women="C"), clerks()
    counted(vote, users, {"A": 210, "B": 180, "C": 250, "D": 240, "E": 90})
    one = Elected.objects.get(name="C")
    ruled(vote, users[0], "disputed", one)
    assert {row.name: row.standing for row in winners_of([vote.election])}["C"] == "disputed"
    ruled(vote, users[0], "void", one)
    assert {row.name for row in seats_won()} == {"A", "D"}
    with pytest.raises(ValidationError):
        ruled(vote, users[0], "void", one)
    ruled(vote, users[0], "restored", one)
    assert {row.name for row in seats_won()} == {"A", "C", "D"}


def test_a_whole_vote_ruled_void_was_not_held():
    vote, users = make_vote(), clerks()
    counted(vote, users, {"A": 201, "B": 190})
    ruled(vote, users[0], "void")
    vote.election.refresh_from_db()
    assert vote.election.held_on is None
    assert arrange_rerun(scope=ORGANISER, vote=vote).follows == vote


def test_certificates_are_numbered_without_a_gap_and_once():
    vote, users = make_vote(names=MEMBERS, seats=SEATS, women="C"), clerks()
    counted(vote, users, {"A": 210, "B": 180, "C": 250, "D": 240, "E": 90})
    issue = {"scope": ORGANISER, "user": users[0], "vote": vote, "issuer": "镇政府", "issued_on": DAY, "prefix": "沁"}
    assert [one.number for one in issue_certificates(**issue)] == ["沁0001号", "沁0002号", "沁0003号"]
    assert list(issue_certificates(**issue)) == []
    with pytest.raises(ValidationError, match="Certificates"):
        order_recount(
            scope=ORGANISER,
            user=users[0],
            vote=vote,
            station=None,
            ordered_on=DAY,
            ordered_by="x",
            document="",
            reason="y",
        )


@pytest.mark.parametrize(("signed", "admitted"), [(139, False), (140, True)])
def test_a_motion_needs_a_fifth_and_the_vote_more_than_half(signed, admitted):
    election, users = make_election(), clerks()
    motion = move_recall(
        scope=ORGANISER,
        election=election,
        targets=[(NamePlan("A"), Post.DIRECTOR), (NamePlan("B"), Post.MEMBER)],
        submitted_on=DAY,
        reasons="x",
        voters=(signed, 700),
    )
    assert motion.admitted is admitted
    arrange = {"scope": ORGANISER, "motion": motion, "day": DAY, "electors": 700, "source": "roll", "note": ""}
    if not admitted:
        with pytest.raises(ValidationError):
            arrange_recall(**arrange)
        return
    vote = open_vote(scope=ORGANISER, vote=arrange_recall(**arrange))
    result = counted(vote, users, {"A": (201, 190), "B": (200, 190)})
    assert [one["name"] for one in result.verdict["recalled"]] == ["A"]
    assert not winners_of([election])


def test_a_by_election_is_of_its_own_and_knows_who_sits():
    vote, users = make_vote(), clerks()
    counted(vote, users, {"A": 201, "B": 190})
    arranged = plan({"member": "XY"}, seated=[(NamePlan("A"), Post.DIRECTOR)])
    by = arrange_vote(scope=ORGANISER, election=vote.election, plan=arranged, occasion=Occasion.BY_ELECTION)
    result = counted(open_vote(scope=ORGANISER, vote=by), users, {"X": 201, "Y": 100})
    assert (result.record["kind"], result.record["seated"]) == ("by_election", [{"name": "A", "post": "director"}])
    assert {one.name for one in winners_of([vote.election])} == {"A", "X"}


def test_small_stations_are_put_together_in_an_export_and_the_sums_hold():
    from ballots.rules import judge
    from ballots.services import close_vote, save_station
    from tests.ballots.voting import agree

    vote, users = make_vote(opened=False), clerks()
    for name in ("box", "school"):
        save_station(scope=ORGANISER, vote=vote, values={"kind": "station", "name": name}, station=None, version=0)
    vote = open_vote(scope=ORGANISER, vote=vote)
    centre, box, school = vote.stations.order_by("position", "pk")
    few = {"printed": 29, "issued": 29, "voters": 29, "returned": 29, "valid": 29, "spoiled": 0, "blank": 0}
    agree(vote, users, {"A": 201, "B": 190}, station=centre)
    agree(vote, users, {"A": 20, "B": 9}, station=box, **few)
    agree(vote, users, {"A": 60, "B": 30}, station=school, **dict.fromkeys(few, 90) | {"spoiled": 0, "blank": 0})
    vote.refresh_from_db()
    result = close_vote(scope=ORGANISER, user=users[0], vote=vote)
    exported = record_of(load(vote), exported=True)
    assert [entry["papers"]["returned"] for entry in exported["stations"]] == [400, 119]
    assert judge(exported).as_dict()["elected"] == result.verdict["elected"]


def test_the_handover_has_ten_days_and_every_kind_of_thing():
    vote, users = make_vote(), clerks()
    counted(vote, users, {"A": 201, "B": 190})
    values = {"formed_on": DAY}
    handover = save_handover(scope=ORGANISER, election=vote.election, values=values, version=0)
    assert handover.due_on == DAY + datetime.timedelta(days=10)
    held = {"held_on": DAY + datetime.timedelta(days=1)}
    with pytest.raises(ValidationError):
        save_handover(scope=ORGANISER, election=vote.election, values=held, version=handover.version)
    for kind in ItemKind:
        add_item(scope=ORGANISER, handover=handover, values={"kind": kind, "name": "x", "quantity": 0})
    save_handover(scope=ORGANISER, election=vote.election, values=held, version=handover.version)
    with pytest.raises(ValidationError):
        add_item(scope=ORGANISER, handover=handover, values={"kind": "seals", "name": "x", "quantity": 1})
    assert HandoverItem.objects.count() == len(ItemKind)
