"""Every small election, counted twice: by the rules and by the slow obvious counter."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pytest

from tests.ballots import obvious
from tests.ballots.records import record, verdict_of

NAMES = "ABCD"


def _small(papers: int, names: int, seats: int) -> Iterator[dict[str, int]]:
    """Every way in which so many papers can name so many people."""
    for numbers in product(range(papers + 1), repeat=names):
        if sum(numbers) <= papers * seats:
            yield dict(zip(NAMES, numbers, strict=False))


def _verdict(votes: dict[str, int], *, seats: int, papers: int, **changes: Any) -> dict[str, Any]:
    figures = {"returned": papers, "issued": papers}
    return verdict_of(record({"member": votes}, seats={"member": seats}, electors=papers, papers=figures, **changes))


def _elected(verdict: dict[str, Any]) -> set[str]:
    return {one["name"] for one in verdict["elected"]}


def _ties(verdict: dict[str, Any]) -> set[tuple[frozenset[str], int]]:
    return {(frozenset(one["candidates"]), one["seats"]) for one in verdict["next"] if one["kind"] == "tie_vote"}


def _left(verdict: dict[str, Any]) -> int:
    return sum(one["seats"] for one in verdict["next"] if one["kind"] == "second_round")


@pytest.mark.parametrize("size", [(6, 3, 1), (7, 3, 1), (4, 3, 2), (5, 3, 2), (3, 4, 2), (3, 4, 3)])
@pytest.mark.parametrize(
    ("round_", "needed", "strictly"),
    [(1, Fraction(1, 2), True), (2, Fraction(1, 3), False), ("tie", Fraction(0), True)],
)
def test_every_small_election_is_counted_alike(
    size: tuple[int, int, int], round_: Any, needed: Fraction, strictly: bool
):
    papers, names, seats = size
    for votes in _small(papers, names, seats):
        elected, tie, left = obvious.count_post(votes, seats=seats, papers=papers, needed=needed, strictly=strictly)

        verdict = _verdict(votes, seats=seats, papers=papers, round=round_)

        assert _elected(verdict) == elected, votes
        assert _ties(verdict) == ({tie} if tie else set()), votes
        assert _left(verdict) == left, votes
        assert verdict["status"] == ("further_vote" if tie or left else "complete"), votes


@pytest.mark.parametrize(("papers", "names", "seats"), [(4, 3, 2), (5, 3, 2), (3, 4, 2), (3, 4, 3)])
def test_every_small_election_with_a_pair_of_relatives(papers: int, names: int, seats: int):
    for pair in combinations(NAMES[:names], 2):
        for votes in _small(papers, names, seats):
            expected = obvious.count_with_relatives(votes, pair, seats=seats, papers=papers)

            verdict = _verdict(votes, seats=seats, papers=papers, relatives=[[*pair, "sibling"]])

            assert (_elected(verdict), _ties(verdict), _left(verdict)) == expected, (pair, votes)


@pytest.mark.parametrize(("papers", "names", "seats"), [(4, 3, 2), (5, 3, 2), (3, 4, 2), (3, 4, 3)])
def test_every_small_election_with_women_first(papers: int, names: int, seats: int):
    for women in ({"A"}, {"A", "B"}):
        for votes in _small(papers, names, seats):
            elected, ties, left, kept = obvious.count_women_first(votes, women, seats=seats, papers=papers)

            verdict = _verdict(
                votes,
                seats=seats,
                papers=papers,
                women="".join(women),
                men="ABCD",
                overrides={"women_rule": "women_first"},
            )

            assert (_elected(verdict), _ties(verdict), _left(verdict)) == (elected, ties, left + kept), (women, votes)


def test_every_small_election_of_two_posts():
    """Who is elected above is out of the lower post; the lower post is counted by itself otherwise."""
    for director in _small(3, 3, 1):
        above, _, _ = obvious.count_post(director, seats=1, papers=3, needed=Fraction(1, 2), strictly=True)
        for member in _small(3, 3, 2):
            rest = {name: number for name, number in member.items() if name not in above}
            below, tie, _ = obvious.count_post(rest, seats=2, papers=3, needed=Fraction(1, 2), strictly=True)

            verdict = verdict_of(
                record(
                    {"director": director, "member": member},
                    seats={"member": 2},
                    electors=3,
                    papers={"returned": 3, "issued": 3},
                )
            )

            assert {(one["name"], one["post"]) for one in verdict["elected"]} == {
                *((name, "director") for name in above),
                *((name, "member") for name in below),
            }
            assert _ties(verdict) == ({tie} if tie else set())


def test_every_contradictory_small_election_is_refused():
    for numbers in product(range(5), repeat=3):
        votes = dict(zip(NAMES, numbers, strict=False))
        impossible = sum(numbers) > 3 or max(numbers) > 3

        verdict = _verdict(votes, seats=1, papers=3)

        assert (verdict["status"] == "refused") == impossible, votes
