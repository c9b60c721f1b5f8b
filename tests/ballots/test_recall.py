"""Recall: the motion and the vote."""

from typing import Any

import pytest

from ballots.rules import RecordError
from tests.ballots.records import failed, verdict_of


def _recall(*, body: str = "village_committee", **changes: Any) -> dict[str, Any]:
    return {
        "kind": "recall",
        "rulebook": "cn-2026",
        "body": body,
        "electors": 900,
        "papers": {"returned": 500, "issued": 500},
        "votes": [{"name": "A", "post": "director", "for": 251, "against": 200}],
    } | changes


def _motion(body: str = "village_committee", rulebook: str = "cn-2026", **movers: tuple[int, int]) -> dict[str, Any]:
    motion = {name: {"signed": signed, "of": of} for name, (signed, of) in movers.items()}
    return {"kind": "recall_motion", "rulebook": rulebook, "body": body, "motion": motion}


@pytest.mark.parametrize(
    ("raw", "admitted", "basis"),
    [
        (_motion(voters=(180, 900)), True, "第十九条"),
        (_motion(voters=(179, 900)), False, "第十九条"),
        (_motion(rulebook="cn-2018", voters=(180, 900)), True, "第十六条"),
        (_motion(representatives=(20, 60)), True, "第十九条"),
        (_motion(representatives=(19, 60)), False, "第十九条"),
        (_motion(voters=(10, 900), representatives=(20, 60)), True, "第十九条"),
        (_motion("residents_committee", voters=(90, 900)), True, "第二十条"),
        (_motion("residents_committee", voters=(89, 900)), False, "第二十条"),
        (_motion(voters=(0, 0)), False, "第十九条"),
    ],
)
def test_motion_is_admitted_at_a_fifth_of_the_voters_or_a_third_of_the_representatives(
    raw: Any, admitted: bool, basis: str
):
    verdict = verdict_of(raw)

    assert (verdict["status"], verdict["admitted"]) == ("complete", admitted)
    assert all(basis in finding["basis"] for finding in verdict["findings"][1:])


def test_motion_with_more_signatures_than_voters_is_contradictory():
    verdict = verdict_of(_motion(voters=(901, 900)))

    assert (verdict["status"], verdict["admitted"]) == ("refused", False)
    assert "figures.motion" in failed(verdict)


def test_motion_of_nobody_is_refused():
    with pytest.raises(RecordError, match=r"^motion"):
        verdict_of(_motion())


@pytest.mark.parametrize(
    ("raw", "status", "recalled"),
    [
        (_recall(), "complete", ["A"]),
        (_recall(votes=[{"name": "A", "post": "director", "for": 250}]), "complete", []),
        (_recall(electors=1000), "void", []),
        (_recall(papers={"returned": 500, "issued": 499}), "void", []),
        (_recall(electors=499), "refused", []),
        (_recall(votes=[{"name": "A", "post": "director", "for": 501}]), "refused", []),
        (_recall(votes=[{"name": "A", "post": "director", "for": 300, "against": 201}]), "refused", []),
        (_recall(body="residents_committee", method="representatives", electors=750), "void", []),
        (_recall(body="residents_committee", method="representatives", electors=749), "complete", ["A"]),
    ],
)
def test_recall_needs_over_half_of_the_roll_and_over_half_of_those_voting(raw: Any, status: str, recalled: list[str]):
    verdict = verdict_of(raw)

    assert (verdict["status"], [one["name"] for one in verdict["recalled"]]) == (status, recalled)
    assert verdict["elected"] == verdict["next"] == []


def test_each_person_is_voted_on_alone():
    votes = [
        {"name": "A", "post": "director", "for": 400},
        {"name": "B", "post": "member", "for": 400},
        {"name": "C", "post": "member", "for": 100},
    ]

    verdict = verdict_of(_recall(votes=votes))

    assert verdict["recalled"] == [
        {"name": "A", "post": "director", "votes": 400},
        {"name": "B", "post": "member", "votes": 400},
    ]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"votes": []}, "votes"),
        ({"votes": [{"name": "A", "post": "x", "for": 1}] * 2}, "votes[1].name"),
        ({"method": "households"}, "method"),
        ({"round": 1}, "round"),
        ({"body": "party_committee"}, "body"),
        ({"rulebook": "cn-2026-zhejiang"}, "papers.voters"),
    ],
)
def test_recall_record_that_cannot_be_read_names_the_key(changes: dict[str, Any], key: str):
    with pytest.raises(RecordError) as refused:
        verdict_of(_recall(**changes))

    assert refused.value.key == key
