"""Recommendation meetings of members and villagers."""

from typing import Any

import pytest

from ballots.rules import RecordError
from tests.ballots.records import failed, verdict_of


def _meeting(name: str, votes: dict[str, int], **changes: Any) -> dict[str, Any]:
    numbers = {"due": 40, "present": 30, "returned": 30}
    return {
        "meeting": name,
        **numbers,
        "votes": [{"name": who, "for": count} for who, count in votes.items()],
    } | changes


def _record(*meetings: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"kind": "recommendation", "rulebook": "cn-2026", "meetings": list(meetings)} | changes


def _names(verdict: dict[str, Any]) -> list[str]:
    return [one["name"] for one in verdict["recommended"]]


MEMBERS = _meeting("members", {"A": 20, "B": 16, "C": 15})
VILLAGERS = _meeting("representatives", {"A": 5, "B": 30, "C": 30})


def test_those_over_half_of_the_members_votes_go_on():
    verdict = verdict_of(_record(MEMBERS, VILLAGERS))

    assert (verdict["status"], _names(verdict)) == ("complete", ["A", "B"])
    assert verdict["recommended"][0] == {"name": "A", "score": 20, "votes": {"members": 20, "representatives": 5}}


@pytest.mark.parametrize(("present", "status"), [(20, "void"), (21, "complete")])
def test_more_than_half_of_those_due_must_attend(present: int, status: str):
    small = _meeting("representatives", {"A": 5}, present=present, returned=present)

    assert verdict_of(_record(MEMBERS, small))["status"] == status


def test_attendance_of_two_thirds_where_the_county_asks_for_it():
    short = _meeting("members", {"A": 20}, present=26, returned=26)

    verdict = verdict_of(_record(short, overrides={"attendance": ">= 2/3"}))

    assert verdict["status"] == "void"
    assert failed(verdict) == {"recommendation.attendance"}


@pytest.mark.parametrize(("base", "names"), [("returned", ["A", "B"]), ("present", ["A"]), ("due", [])])
def test_base_is_a_parameter(base: str, names: list[str]):
    meeting = _meeting("members", {"A": 20, "B": 16}, present=33, returned=31)

    assert _names(verdict_of(_record(meeting, overrides={"base": base}))) == names


def test_weights_order_those_who_go_on():
    members, villagers = MEMBERS | {"weight": 60}, VILLAGERS | {"weight": 40}

    verdict = verdict_of(_record(members, villagers))

    assert [(one["name"], one["score"]) for one in verdict["recommended"]] == [("B", 2160), ("A", 1400)]


def test_shares_put_meetings_of_different_size_on_one_footing():
    members = _meeting("members", {"A": 10, "B": 9}, weight=1, due=12, present=12, returned=12)
    villagers = _meeting("representatives", {"A": 25, "B": 27}, weight=1, due=60, present=60, returned=60)

    by_votes = verdict_of(_record(members, villagers))
    by_shares = verdict_of(_record(members, villagers, sum="shares"))

    assert _names(by_votes) == ["B", "A"]
    assert [(one["name"], one["score"]) for one in by_shares["recommended"]] == [("A", 900), ("B", 864)]


def test_majority_may_be_asked_of_every_meeting():
    verdict = verdict_of(_record(MEMBERS, VILLAGERS, majority_of=["members", "representatives"]))

    assert _names(verdict) == ["B"]


def test_tie_for_the_last_place_is_voted_on_again():
    meeting = _meeting("members", {"A": 20, "B": 18, "C": 18})

    verdict = verdict_of(_record(meeting, places=2))

    assert (verdict["status"], _names(verdict)) == ("further_vote", ["A"])
    assert verdict["next"] == [{"kind": "tie_vote", "post": "recommendation", "seats": 1, "candidates": ["B", "C"]}]


@pytest.mark.parametrize(
    ("changes", "status", "rule"),
    [
        ({"returned": 31}, "void", "papers.excess"),
        ({"present": 41}, "refused", "figures.present"),
        ({"votes": [{"name": "A", "for": 31}]}, "refused", "figures.votes"),
        (
            {"votes": [{"name": "A", "for": 30}, {"name": "B", "for": 30}], "names_per_paper": 1},
            "refused",
            "figures.choices",
        ),
    ],
)
def test_figures_that_cannot_be_put_nobody_forward(changes: dict[str, Any], status: str, rule: str):
    verdict = verdict_of(_record(_meeting("members", {"A": 20}) | changes))

    assert (verdict["status"], verdict["recommended"]) == (status, [])
    assert rule in failed(verdict)


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        (_record(), "meetings"),
        (_record(MEMBERS, MEMBERS), "meetings[1].meeting"),
        (_record(MEMBERS | {"weight": 1}, VILLAGERS), "meetings[1].weight"),
        (_record(MEMBERS, majority_of=["nobody"]), "majority_of[0]"),
        (_record(MEMBERS, overrides={"win": "half"}), "overrides.win"),
        (_record(MEMBERS, overrides={"win": "> 3/2"}), "overrides.win"),
        (_record(MEMBERS, overrides={"base": "roll"}), "overrides.base"),
        (_record(MEMBERS | {"due": None}), "meetings[0].due"),
        (_record(MEMBERS | {"votes": [{"name": "A", "for": 1}] * 2}), "meetings[0].votes[1].name"),
    ],
)
def test_record_that_cannot_be_read_names_the_key(raw: dict[str, Any], key: str):
    with pytest.raises(RecordError) as refused:
        verdict_of(raw)

    assert refused.value.key == key
