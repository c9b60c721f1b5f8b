"""The seats of one post among those with enough votes: by votes, relatives apart, equal votes to a further vote.

The order is: more votes first. Whoever is a relative of somebody seated before stays out. Those with equal votes take
their seats together; where the seats or their kinship do not allow that, they are voted on again. A seat that hangs on
a vote still open (a tie for a higher post, a relative's tie) is held: nobody has it until that vote is decided.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

Kin = Mapping[str, frozenset[str]]
_NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody's votes for a post; `own` without those carried down from higher posts."""

    name: str
    votes: int
    own: int


@dataclass(frozen=True, slots=True)
class Tie:
    """Those with equal votes, the seats between them, and whether only kinship keeps them apart."""

    names: tuple[str, ...]
    seats: int
    votes: int
    kinship: bool


@dataclass(slots=True)
class Allocation:
    """Where the seats of one post went; `left` had nobody with enough votes."""

    left: int
    seated: list[Standing] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    held: list[Standing] = field(default_factory=list)
    blocked: list[tuple[Standing, str]] = field(default_factory=list)
    surplus: list[Standing] = field(default_factory=list)


def in_order(standings: Iterable[Standing]) -> list[Standing]:
    """By votes, then by name, so that the order of input never matters."""
    return sorted(standings, key=lambda one: (-one.votes, one.name))


def allocate(
    running: Iterable[Standing], seats: int, *, kin: Kin, sitting: Collection[str], waiting: Collection[str]
) -> Allocation:
    """Give the seats to those running, all of whom have enough votes.

    `sitting` hold a seat already; `waiting` are in a vote still open for a higher post.
    """
    result = Allocation(left=seats)
    taken, open_ = set(sitting), set(waiting)
    for votes, level in groupby(in_order(running), key=lambda one: one.votes):
        group = [one for one in level if not _is_blocked(one, kin, taken, result)]
        if result.left == 0 or not group:
            result.surplus += group
            continue
        held = [one for one in group if _is_open(one, kin, open_)]
        free = [one for one in group if not _is_open(one, kin, open_)]
        clusters = _clusters([one.name for one in free], kin)
        room = len(held) + sum(seats_within(cluster, kin) for cluster in clusters)
        if room > result.left:
            result.ties.append(Tie(tuple(one.name for one in group), result.left, votes, kinship=False))
            result.left = 0
            continue
        _settle(result, held, free, clusters, kin)
        taken.update(one.name for one in result.seated)
        open_.update(name for tie in result.ties for name in tie.names)
        open_.update(one.name for one in held)
    return result


def _is_blocked(one: Standing, kin: Kin, taken: set[str], result: Allocation) -> bool:
    rivals = kin.get(one.name, _NOBODY) & taken
    if rivals:
        result.blocked.append((one, min(rivals)))
    return bool(rivals)


def _is_open(one: Standing, kin: Kin, open_: set[str]) -> bool:
    """Whether the seat hangs on a vote not yet decided: the name's own, or a relative's."""
    return one.name in open_ or bool(kin.get(one.name, _NOBODY) & open_)


def _settle(
    result: Allocation, held: list[Standing], free: list[Standing], clusters: list[list[str]], kin: Kin
) -> None:
    """Seat a group of equal votes for whom there is room, but for relatives among them, who are voted on again."""
    result.held += held
    result.left -= len(held)
    by_name = {one.name: one for one in free}
    for cluster in clusters:
        seats = seats_within(cluster, kin)
        result.left -= seats
        if len(cluster) == 1:
            result.seated.append(by_name[cluster[0]])
        else:
            result.ties.append(Tie(tuple(cluster), seats, by_name[cluster[0]].votes, kinship=True))


def _clusters(names: list[str], kin: Kin) -> list[list[str]]:
    """Names that kinship joins, directly or through others; each list in order of names."""
    left = dict.fromkeys(sorted(names))
    clusters: list[list[str]] = []
    while left:
        first = next(iter(left))
        found, ahead = [], [first]
        del left[first]
        while ahead:
            name = ahead.pop()
            found.append(name)
            near = [other for other in kin.get(name, _NOBODY) if other in left]
            for other in near:
                del left[other]
            ahead += near
        clusters.append(sorted(found))
    return clusters


def seats_within(cluster: list[str], kin: Kin) -> int:
    """How many of a cluster can sit together: those with the fewest relatives in it first."""
    names = set(cluster)
    apart: set[str] = set()
    for name in sorted(cluster, key=lambda one: (len(kin.get(one, _NOBODY) & names), one)):
        if not kin.get(name, _NOBODY) & apart:
            apart.add(name)
    return len(apart)
