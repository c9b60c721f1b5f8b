"""How a woman's seat changes who is seated: women first (Shandong 2011, art. 25); a finding where nobody is seated differently."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from electionadmin.findings import Finding
from elections.rules.allocation import Allocation, Standing, Tie, in_order

Allocate = Callable[[list[Standing], int, Collection[str]], Allocation]
"""Gives seats to those running, beside names who sit already."""


@dataclass(frozen=True, slots=True)
class WomenFirst:
    """What the rule made of the last post: the allocation, the seats kept back for a woman, and the finding."""

    allocation: Allocation
    kept_back: int
    ok: bool
    detail: str


def women_first(
    running: list[Standing],
    seats: int,
    *,
    allocate: Allocate,
    sexes: Mapping[str, str],
    seated_before: Collection[str],
    waiting: Collection[str],
) -> WomenFirst:
    """Seat the committee's last post so that a woman is in it where the votes allow it.

    No woman seated before and none by votes alone: the woman with most votes goes first; without one over the threshold
    a seat is kept back. With fewer people over the threshold than seats nothing changes here: seats are left anyway.
    """
    usual = allocate(running, seats, ())
    women = sorted(name for name in (*seated_before, *(one.name for one in usual.seated)) if sexes.get(name) == "F")
    if women:
        return WomenFirst(usual, 0, True, f"women {len(women)} >= 1")
    if usual.left or not seats:
        return WomenFirst(usual, 0, False, f"women 0 < 1, seats left {usual.left}")
    rest = allocate(running, seats - 1, ())
    if any(sexes.get(name) == "F" for name in (*waiting, *(one.name for one in usual.held))):
        rest.held.append(Standing("", 0, 0))
        return WomenFirst(rest, 0, False, "women 0 < 1, one in an open vote: 1 seat held")
    return _seat_a_woman(running, rest, allocate, seats, sexes)


def _seat_a_woman(
    running: list[Standing], rest: Allocation, allocate: Allocate, seats: int, sexes: Mapping[str, str]
) -> WomenFirst:
    out = {one.name for one, _ in rest.blocked}
    women = in_order(one for one in running if sexes.get(one.name) == "F" and one.name not in out)
    if not women:
        return WomenFirst(rest, 1, False, f"women over the threshold 0 < 1, seats kept back 1 of {seats}")
    first = [one for one in women if one.votes == women[0].votes]
    beside = [first[0].name] if len(first) == 1 else []
    others = allocate([one for one in running if one not in first], seats - 1, beside)
    if len(first) == 1:
        others.seated.append(first[0])
        return WomenFirst(others, 0, True, f"{first[0].name} {first[0].votes} first among women")
    others.ties.append(Tie(tuple(one.name for one in first), 1, first[0].votes, kinship=False))
    return WomenFirst(others, 0, False, f"women with equal votes {len(first)} > seats kept for a woman 1")


def women_finding(*, names: Collection[str], sexes: Mapping[str, str], least: int, basis: str) -> Finding | None:
    """Warns when fewer women than the law wants are among those who hold a seat; None when nobody does."""
    if not names or not least:
        return None
    women = sum(sexes.get(name) == "F" for name in names)
    unknown = sum(name not in sexes for name in names)
    sign = ">=" if women >= least else "<"
    detail = f"women {women} {sign} {least}, elected {len(names)}, sex not recorded {unknown}"
    return Finding("women.elected", women >= least, "warn", basis, detail)
