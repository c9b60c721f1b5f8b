"""What is no count record is refused with a message that names the key."""

import copy
from typing import Any

import pytest

from ballots.rules import RecordError, judge, judge_many
from tests.ballots.records import party, record


def _with(path: list[Any], value: Any, raw: dict[str, Any] | None = None) -> dict[str, Any]:
    raw = copy.deepcopy(raw or record())
    inner: Any = raw
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return raw


def _without(path: list[Any], raw: dict[str, Any] | None = None) -> dict[str, Any]:
    raw = copy.deepcopy(raw or record())
    inner: Any = raw
    for step in path[:-1]:
        inner = inner[step]
    del inner[path[-1]]
    return raw


REFUSED = [
    *((_without([key]), key) for key in ("rulebook", "body", "round", "electors", "posts", "papers", "votes")),
    (_without(["papers", "returned"]), "papers.returned"),
    (_without(["posts", 0, "seats"]), "posts[0].seats"),
    (_without(["posts", 0, "post"]), "posts[0].post"),
    (_without(["votes", 1, "for"]), "votes[1].for"),
    (_without(["votes", 1, "name"]), "votes[1].name"),
    (_without(["votes", 0, "post"]), "votes[0].post"),
    (_without(["present"], party({"A": 30})), "present"),
    (_with(["electors"], -1), "electors"),
    (_with(["electors"], "900"), "electors"),
    (_with(["electors"], 900.0), "electors"),
    (_with(["electors"], True), "electors"),
    (_with(["electors"], None), "electors"),
    (_with(["electors"], 10**100), "electors"),
    (_with(["papers", "returned"], 500.5), "papers.returned"),
    (_with(["papers", "spoiled"], -3), "papers.spoiled"),
    (_with(["papers", "blank"], None), "papers.blank"),
    (_with(["papers", "valid"], 490), "papers.valid"),
    (_with(["papers"], []), "papers"),
    (_with(["votes", 0, "for"], -1), "votes[0].for"),
    (_with(["votes", 0, "for"], float("nan")), "votes[0].for"),
    (_with(["votes", 0, "against"], 3), "votes[0].against"),
    (_with(["votes", 0, "sex"], "female"), "votes[0].sex"),
    (_with(["votes", 0, "post"], "deputy"), "votes[0].post"),
    (_with(["votes", 1, "name"], "A"), "votes[1].name"),
    (_with(["votes", 1, "name"], "  "), "votes[1].name"),
    (_with(["votes", 1, "name"], "\ud840"), "votes[1].name"),
    (_with(["votes"], {}), "votes"),
    (_with(["posts"], []), "posts"),
    (_with(["posts"], [{"post": "x", "seats": 1}] * 2), "posts[1].post"),
    (_with(["posts", 0, "seats"], 1.0), "posts[0].seats"),
    (_with(["posts", 0, "women"], True), "posts[0].women"),
    (_with(["round"], 3), "round"),
    (_with(["round"], True), "round"),
    (_with(["round"], "2"), "round"),
    (_with(["rulebook"], "cn-2027"), "rulebook"),
    (_with(["rulebook"], 2026), "rulebook"),
    (_with(["body"], "county"), "body"),
    (_with(["kind"], "referendum"), "kind"),
    (_with(["method"], "households"), "method"),
    (_with(["method"], "voters", party({"A": 30}) | {"method": "representatives"}) | {"method": "representatives"}, "method"),
    (_with(["present"], 400), "present"),
    (_with(["candidates"], []), "candidates"),
    (_with(["overrides"], {"turnout": "> 1/3"}), "overrides.turnout"),
    (_with(["overrides"], {"carry_down": "up"}), "overrides.carry_down"),
    (_with(["overrides"], {"second_round_turnout": 1}), "overrides.second_round_turnout"),
    (_with(["overrides"], {"excess_comparator": "voters"}), "papers.voters"),
    (_with(["overrides"], {"women_rule": "women_first"}), "votes[0].sex"),
    (_with(["rulebook"], "cn-2026-beijing"), "papers.voters"),
    (_with(["relatives"], [["A", "B"]]), "relatives[0]"),
    (_with(["relatives"], [["A", "Z", "sibling"]]), "relatives[0][1]"),
    (_with(["relatives"], [["A", "A", "sibling"]]), "relatives[0]"),
    (_with(["relatives"], [["A", "B", ""]]), "relatives[0][2]"),
    (_with(["seated"], [{"name": "W", "post": "x"}] * 2), "seated[1].name"),
    (record({"director": {"A": 9}, "member": {"A": 9}}) | {"votes": [
        {"name": "A", "post": "director", "for": 9, "sex": "F"}, {"name": "A", "post": "member", "for": 9, "sex": "M"}]}, "votes[1].sex"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "key"), REFUSED, ids=[f"{place} {key}" for place, (_, key) in enumerate(REFUSED)])
def test_refused_and_the_key_is_named(raw: dict[str, Any], key: str):
    with pytest.raises(RecordError) as refused:
        judge(raw)

    assert refused.value.key == key
    assert str(refused.value).startswith(f"{key}: ")


def test_a_choice_that_does_not_exist_is_answered_with_those_that_do():
    with pytest.raises(RecordError, match="village_committee, residents_committee"):
        judge(_with(["body"], "county"))


def test_in_a_list_the_place_of_the_record_is_named():
    with pytest.raises(RecordError) as refused:
        judge_many([record(), _with(["papers", "returned"], -1)])

    assert refused.value.key == "[1].papers.returned"


def test_large_figures_are_compared_exactly():
    papers = 2 * 10**60 + 1
    votes = {"director": {"A": 10**60 + 1, "B": 10**60}}

    verdict = judge(record(votes, electors=papers, papers={"returned": papers, "issued": papers})).as_dict()

    assert [one["name"] for one in verdict["elected"]] == ["A"]
