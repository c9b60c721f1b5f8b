"""A slow, obvious counter, written from the law's sentences and sharing nothing with the real one.

It asks of each name by itself: has it enough votes, how many have as many or more, how many have more?
"""

from fractions import Fraction


def count_post(
    votes: dict[str, int], *, seats: int, papers: int, needed: Fraction, strictly: bool
) -> tuple[set[str], tuple[frozenset[str], int] | None, int]:
    """Names elected; the tied with their seats, if any; seats nobody had the votes for."""

    def enough(name: str) -> bool:
        if votes[name] == 0:
            return False
        share = Fraction(votes[name], papers)
        return share > needed if strictly else share >= needed

    able = [name for name in votes if enough(name)]
    elected, tied = set(), set()
    for name in able:
        as_many = [other for other in able if votes[other] >= votes[name]]
        more = [other for other in able if votes[other] > votes[name]]
        if len(as_many) <= seats:
            elected.add(name)
        elif len(more) < seats:
            tied.add(name)
    tie = (frozenset(tied), seats - len(elected)) if tied else None
    left = 0 if tie else seats - len(elected)
    return elected, tie, left


def count_with_relatives(
    votes: dict[str, int], pair: tuple[str, str], *, seats: int, papers: int
) -> tuple[set[str], set[tuple[frozenset[str], int]], int]:
    """First round with one pair of relatives: of two over half the one with fewer votes is struck out."""
    half = Fraction(1, 2)

    def usual(of: dict[str, int]) -> tuple[set[str], tuple[frozenset[str], int] | None, int]:
        return count_post(of, seats=seats, papers=papers, needed=half, strictly=True)

    one, other = pair
    over = all(2 * votes[name] > papers for name in pair)
    if over and votes[one] == votes[other]:
        # The two are one candidate until they have voted again.
        elected, tie, left = usual({name: number for name, number in votes.items() if name != other})
        if one in elected:
            return elected - {one}, {(frozenset(pair), 1)} | ({tie} if tie else set()), left
        if tie and one in tie[0]:
            return elected, {(tie[0] | {other}, tie[1])}, left
        return elected, {tie} if tie else set(), left
    if over:
        weaker = min(pair, key=lambda name: votes[name])
        votes = {name: number for name, number in votes.items() if name != weaker}
    elected, tie, left = usual(votes)
    return elected, {tie} if tie else set(), left


def count_women_first(
    votes: dict[str, int], women: set[str], *, seats: int, papers: int
) -> tuple[set[str], set[tuple[frozenset[str], int]], int, int]:
    """Shandong 2011, art. 25, for a committee of one post; the last number is the seats kept back for a woman."""
    half = Fraction(1, 2)

    def usual(of: dict[str, int], number: int) -> tuple[set[str], tuple[frozenset[str], int] | None, int]:
        return count_post(of, seats=number, papers=papers, needed=half, strictly=True)

    elected, tie, left = usual(votes, seats)
    if elected & women or left:
        return elected, {tie} if tie else set(), left, 0
    over = {name for name in women & set(votes) if 2 * votes[name] > papers}
    if not over:
        elected, tie, left = usual(votes, seats - 1)
        return elected, {tie} if tie else set(), left, 1
    most = max(votes[name] for name in over)
    first = frozenset(name for name in over if votes[name] == most)
    elected, tie, left = usual({name: number for name, number in votes.items() if name not in first}, seats - 1)
    ties = {tie} if tie else set()
    if len(first) == 1:
        return elected | first, ties, left, 0
    return elected, ties | {(first, 1)}, left, 0
