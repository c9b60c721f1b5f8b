"""Stations and separate ballots in a count record."""

import pytest

from ballots.rules import RecordError, judge
from tests.ballots.records import elected, failed, record, verdict_of

VOTES = {"director": {"A": 300, "B": 150}}


def station(name="one", returned=500, valid=490, spoiled=10, votes=(300, 150), **papers):
    return {
        "station": name,
        "papers": {"returned": returned, "valid": valid, "spoiled": spoiled} | papers,
        "votes": [{"name": n, "post": "director", "for": v} for n, v in zip("AB", votes, strict=True)],
    }


def judged(*stations, **changes):
    return verdict_of(record(VOTES, stations=list(stations), **changes))


def test_stations_that_add_up_change_nothing():
    verdict = judged(
        station(returned=200, valid=198, spoiled=2, votes=(100, 50)), station("two", 300, 300, 0, (200, 100))
    )
    assert verdict["status"] == "complete"
    assert elected(verdict) == {("A", "director")}
    assert "figures.stations" in {finding["rule"] for finding in verdict["findings"]}


@pytest.mark.parametrize(
    ("changes", "rule", "figures"),
    [
        ({"valid": 480}, "figures.valid", ("480", "500")),
        ({"issued": 20, "printed": 10}, "figures.station", ("20", "10")),
        ({"blank": 501}, "figures.station", ("501", "500")),
        ({"votes": (491, 0)}, "figures.station", ("491", "490")),
        ({"votes": (300, 191)}, "figures.station", ("491", "490")),
        ({"returned": 499, "valid": 489}, "figures.stations", ("499", "500")),
        ({"votes": (299, 150)}, "figures.stations", ("299", "300")),
    ],
)
def test_a_contradiction_refuses_and_names_both_figures(changes, rule, figures):
    verdict = judged(station(**changes))
    [told] = [finding["detail"] for finding in verdict["findings"] if finding["rule"] == rule and not finding["ok"]][:1]
    assert verdict["status"] == "refused"
    assert verdict["elected"] == []
    assert all(figure in told for figure in figures)


def test_blank_papers_counted_apart_are_no_contradiction():
    assert judged(station(valid=480, blank=10))["status"] == "complete"


def test_votes_against_count_with_those_for():
    one = station()
    one["votes"][0]["against"] = 191
    assert "figures.station" in failed(judged(one))


def test_more_papers_returned_than_issued_at_a_station_only_warn():
    verdict = judged(station(issued=499), station("two", 0, 0, 0, (0, 0), issued=1))
    assert verdict["status"] == "complete"
    assert failed(verdict) == {"figures.station", "seat.votes", "women.elected"}


def _separate(director: int = 500, member: int = 480, **votes):
    raw = record({"director": {"A": 260, "B": 150}, "member": {"C": 250, "D": 150}})
    raw["papers"] = {"returned": director, "issued": 500}
    raw["posts"][1]["papers"] = {"returned": member, "issued": 500}
    return raw


def test_each_ballot_has_its_own_base():
    assert elected(verdict_of(_separate())) == {("A", "director"), ("C", "member")}
    assert elected(verdict_of(_separate(member=500))) == {("A", "director")}


@pytest.mark.parametrize(("member", "status"), [(501, "void"), (450, "void"), (249, "refused")])
def test_a_ballot_of_its_own_that_fails_fails_the_vote(member, status):
    verdict = verdict_of(_separate(member=member))
    assert verdict["status"] == status
    assert any(not finding["ok"] and finding["detail"].startswith("member: ") for finding in verdict["findings"])


@pytest.mark.parametrize(
    ("stations", "key"),
    [
        ({}, "stations"),
        ([{"station": "x"}], "stations[0].papers"),
        ([{"station": "x", "papers": {"wrong": 1}}], "stations[0].papers.wrong"),
        ([{"station": "x", "papers": {"valid": -1}}], "stations[0].papers.valid"),
        ([{"station": "x", "papers": {}, "votes": [{"name": "A", "post": "director"}]}], "stations[0].votes[0].for"),
        ([station() | {"votes": station()["votes"][:1] * 2}], "stations[0].votes[1].name"),
    ],
)
def test_a_malformed_station_is_refused_by_its_key(stations, key):
    with pytest.raises(RecordError) as refused:
        judge(record(VOTES, stations=stations))
    assert refused.value.key == key
