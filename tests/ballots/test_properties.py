"""What holds of every record."""

import copy
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ballots.rules import RecordError, judge

FEW = settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
NAMES = [*"ABCDEFG"]
POSTS = ["director", "deputy", "member"]


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """Records whose figures are possible more often than not."""
    returned = draw(st.integers(0, 60))
    posts: list[dict[str, Any]] = [
        {"post": post, "seats": draw(st.integers(0, 3))} for post in POSTS[: draw(st.integers(1, 3))]
    ]
    votes = []
    for post in posts:
        room = returned * post["seats"]
        for name in draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=7)):
            number = draw(st.integers(0, min(room, returned)))
            room -= number
            votes.append({"name": name, "post": post["post"], "for": number})
    sexes = {name: draw(st.sampled_from("MF")) for name in NAMES}
    votes = [vote | {"sex": sexes[vote["name"]]} for vote in votes]
    standing = sorted({vote["name"] for vote in votes})
    pairs = (
        draw(st.lists(st.tuples(st.sampled_from(standing), st.sampled_from(standing)), max_size=4)) if standing else []
    )
    body = draw(
        st.sampled_from(["village_committee", "residents_committee", "party_committee", "supervisory_committee"])
    )
    raw: dict[str, Any] = {
        "rulebook": draw(st.sampled_from(["cn-2018", "cn-2026"])),
        "body": body,
        "round": draw(st.sampled_from([1, 2, "tie"])),
        "electors": draw(st.integers(returned, 2 * returned + 1)),
        "posts": posts,
        "papers": {"returned": returned, "issued": draw(st.integers(max(0, returned - 1), returned + 5))},
        "votes": votes,
        "relatives": [[one, other, "sibling"] for one, other in pairs if one != other],
        "overrides": {
            "women_rule": draw(st.sampled_from(["none", "women_first"])),
            "carry_down": draw(st.sampled_from(["none", "count"])),
            "second_round_turnout": draw(st.booleans()),
            "second_round_majority_first": draw(st.booleans()),
        },
    }
    if body == "party_committee":
        raw["present"] = draw(st.integers(returned, raw["electors"]))
    return raw


def assert_sound(raw: dict[str, Any], verdict: dict[str, Any]) -> None:
    """No seat twice, none lost, nobody twice, integers only, and nobody elected by a record that is not valid."""
    assert verdict["status"] in {"refused", "void", "further_vote", "complete"}
    json.dumps(verdict)
    assert all(type(one["votes"]) is int for one in verdict["elected"])
    names = [one["name"] for one in verdict["elected"]]
    assert len(set(names)) == len(names)
    if verdict["status"] in {"refused", "void"}:
        assert verdict["elected"] == verdict["next"] == []
        assert any(not finding["ok"] and finding["severity"] == "block" for finding in verdict["findings"])
        return
    assert (verdict["status"] == "complete") == (not verdict["next"] and not _held(verdict))
    for post in raw["posts"]:
        here = sum(one["post"] == post["post"] for one in verdict["elected"])
        ahead = sum(one["seats"] for one in verdict["next"] if one["post"] == post["post"])
        assert here + ahead + _held(verdict, post["post"]) == post["seats"], post


def _held(verdict: dict[str, Any], post: str = "") -> int:
    """Seats explained by a finding: they hang on a vote still open."""
    return sum(
        finding["rule"] == "seat.held" and finding["detail"].startswith(f"{post} " if post else "")
        for finding in verdict["findings"]
    )


@given(records())
@FEW
def test_every_seat_is_elected_in_next_or_explained(raw: dict[str, Any]):
    assert_sound(raw, judge(raw).as_dict())


@given(records(), st.randoms(use_true_random=False))
@FEW
def test_the_order_of_input_never_matters(raw: dict[str, Any], chance: random.Random):
    turned = copy.deepcopy(raw)
    chance.shuffle(turned["votes"])
    chance.shuffle(turned["relatives"])
    turned["relatives"] = [[two, one, relation] for one, two, relation in turned["relatives"]]
    turned = dict(sorted(turned.items(), reverse=True))

    assert _without_relatives_order(judge(turned).as_dict()) == _without_relatives_order(judge(raw).as_dict())


def _without_relatives_order(verdict: dict[str, Any]) -> dict[str, Any]:
    """Findings on pairs name them as the record does; all else must be the same to the letter."""
    return verdict | {"findings": [one for one in verdict["findings"] if one["rule"] != "relatives.together"]}


@given(records(), st.data())
@FEW
def test_another_vote_never_unseats_its_receiver(raw: dict[str, Any], data: st.DataObject):
    before = judge(raw).as_dict()
    seated = {one["name"] for one in before["elected"]}
    mine = [place for place, vote in enumerate(raw["votes"]) if vote["name"] in seated]
    assume(mine)
    place = data.draw(st.sampled_from(mine))
    more = copy.deepcopy(raw)
    more["votes"][place]["for"] += 1
    receiver = more["votes"][place]["name"]

    after = judge(more).as_dict()

    still_in = {one["name"] for one in after["elected"]}
    if len(raw["posts"]) > 1:
        # A vote may lift its receiver into a tie for a higher post; then the seat below waits for that vote.
        still_in |= {name for one in after["next"] if one["kind"] == "tie_vote" for name in one["candidates"]}
    assert after["status"] == "refused" or receiver in still_in


@given(records(), st.sampled_from(["roll", "name", "post"]))
@FEW
def test_contradictory_figures_elect_nobody(raw: dict[str, Any], how: str):
    assume(raw["votes"])
    returned = raw["papers"]["returned"]
    if how == "roll":
        raw["electors"] = 0
        assume(returned > 0)
    elif how == "name":
        raw["votes"][0]["for"] = returned + 1
    else:
        post = raw["posts"][-1]
        raw["votes"] = [
            {"name": str(number), "post": post["post"], "for": returned, "sex": "M"}
            for number in range(post["seats"] + 1)
        ]
        raw["relatives"] = []
        assume(returned > 0)

    verdict = judge(raw).as_dict()

    assert (verdict["status"], verdict["elected"], verdict["next"]) == ("refused", [], [])


VECTORS = [
    json.loads(path.read_text(encoding="utf-8"))["input"]
    for path in sorted((Path(__file__).parent / "vectors").glob("*.json"))
]
OTHER_KINDS = [
    {"kind": "recall", "rulebook": "cn-2026", "body": "village_committee", "electors": 9, "papers": {"returned": 6},
     "votes": [{"name": "A", "post": "member", "for": 4, "against": 1}]},
    {"kind": "recall_motion", "rulebook": "cn-2026", "body": "village_committee", "motion": {"voters": {"signed": 2, "of": 9}}},
    {"kind": "recommendation", "rulebook": "cn-2026", "places": 1, "meetings": [
        {"meeting": "members", "due": 9, "present": 6, "returned": 6, "weight": 3, "votes": [{"name": "A", "for": 4}]},
        {"meeting": "representatives", "due": 9, "present": 6, "returned": 6, "weight": 2, "votes": [{"name": "A", "for": 4}]}]},
]  # fmt: skip
JUNK: list[Any] = [
    None, True, False, 0, 1, 2, -1, 1.0, 0.5, float("nan"), float("inf"), 10**99, 10**100, 10**5000, "", " ", "A", "tie", "1", "\ud800", "名",
    "cn-2018", "F", "party_committee", "count", [], {}, [1], ["A", "B", "sibling"], {"returned": 1}, b"", (), {"post": "x", "seats": 1},
]  # fmt: skip


def _mutate(value: Any, chance: random.Random) -> Any:
    """The value with something changed somewhere within it."""
    if isinstance(value, dict) and value and chance.random() < 0.9:
        return _mutate_object(value, chance)
    if isinstance(value, list) and value and chance.random() < 0.9:
        return _mutate_list(value, chance)
    if isinstance(value, int) and chance.random() < 0.5:
        return max(0, value + chance.randrange(-300, 300))
    return chance.choice(JUNK)


def _mutate_object(value: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    key, roll = chance.choice([*value]), chance.random()
    if roll < 0.1:
        return {k: v for k, v in value.items() if k != key}
    if roll < 0.15:
        return value | {chance.choice(["present", "method", "overrides", "kind", "seated", "x"]): chance.choice(JUNK)}
    return value | {key: _mutate(value[key], chance)}


def _mutate_list(value: list[Any], chance: random.Random) -> list[Any]:
    place = chance.randrange(len(value))
    if chance.random() < 0.2:
        return [*value, value[place]]
    return [*value[:place], _mutate(value[place], chance), *value[place + 1 :]]


def _outcome(raw: Any) -> str:
    """What comes of a record, which must be one of few things and sound."""
    try:
        verdict = judge(raw).as_dict()
    except RecordError as error:
        return "refused input" if error.key or not isinstance(raw, dict) else f"no key: {error}"
    if "posts" in raw:
        assert_sound(raw, verdict)
    return str(verdict["status"])


def test_no_record_crashes_the_count():
    chance = random.Random(20261124)
    outcomes: Counter[str] = Counter()
    for _ in range(10_000):
        raw = chance.choice([*VECTORS, *OTHER_KINDS])
        for _ in range(chance.choice([1, 1, 2, 3])):
            raw = _mutate(raw, chance)
        outcomes[_outcome(raw)] += 1

    assert set(outcomes) == {"refused input", "refused", "void", "further_vote", "complete"}
    assert min(outcomes.values()) > 50, outcomes


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
def test_whatever_is_no_record_is_refused(junk: Any):
    with pytest.raises(RecordError):
        judge(junk)
