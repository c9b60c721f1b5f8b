"""The contract's vectors."""

import json
from pathlib import Path
from typing import Any

import pytest

from ballots.rules import judge

VECTORS = [
    json.loads(path.read_text(encoding="utf-8")) for path in sorted((Path(__file__).parent / "vectors").glob("*.json"))
]


def _meets(wanted: dict[str, Any], found: dict[str, Any]) -> bool:
    return all(
        set(found[key]) == set(value) if key == "candidates" else found[key] == value for key, value in wanted.items()
    )


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_vector_gives_what_it_expects(vector: dict[str, Any]):
    verdict = judge(vector["input"]).as_dict()
    expect = vector["expect"]

    assert verdict["status"] == expect["status"]
    if "elected" in expect:
        assert {(one["name"], one["post"]) for one in verdict["elected"]} == {tuple(one) for one in expect["elected"]}
    if "next" in expect:
        assert len(verdict["next"]) == len(expect["next"])
        assert all(any(_meets(wanted, found) for found in verdict["next"]) for wanted in expect["next"])
    if "cites" in expect:
        assert any(expect["cites"] in finding["basis"] for finding in verdict["findings"])


def test_there_are_vectors():
    assert len(VECTORS) == 15
