"""What the strokes of a public count add up to. Pure: events in, figures out; taken back or doubled they count once or not.

A paper is what was called under one word: spoiled when that was called, whatever names were called on it before, else
blank, else valid.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

VOTE, BLANK, SPOILED, UNDO = "vote", "blank", "spoiled", "undo"


@dataclass(slots=True)
class Paper:
    """A paper as it was called: how often each line, and whether it is spoiled or blank."""

    lines: Counter[int] = field(default_factory=Counter)
    spoiled: bool = False
    blank: bool = False

    @property
    def exists(self) -> bool:
        """Whether anything that was called of it still stands."""
        return self.spoiled or self.blank or bool(self.lines)


@dataclass(slots=True)
class CountState:
    """The figures of a public count so far. `valid` holds the blank papers too, as on the result form."""

    votes: Counter[int] = field(default_factory=Counter)
    papers: dict[str, Paper] = field(default_factory=dict)
    last: Any = None

    @property
    def called(self) -> int:
        """Papers called."""
        return sum(paper.exists for paper in self.papers.values())

    @property
    def spoiled(self) -> int:
        """Spoiled papers."""
        return sum(paper.spoiled for paper in self.papers.values())

    @property
    def blank(self) -> int:
        """Blank papers."""
        return sum(paper.blank and not paper.spoiled and not paper.lines for paper in self.papers.values())

    @property
    def valid(self) -> int:
        """Papers that are not spoiled."""
        return self.called - self.spoiled


def state_of(strokes: Iterable[Any]) -> CountState:
    """Add up strokes in the order they were stored; each has pk, kind, line_id, paper, undoes_id."""
    strokes = list(strokes)
    undone = {stroke.undoes_id for stroke in strokes if stroke.kind == UNDO}
    state = CountState()
    for stroke in strokes:
        if stroke.kind == UNDO or stroke.pk in undone:
            continue
        state.last = stroke
        paper = state.papers.setdefault(stroke.paper, Paper())
        if stroke.kind == SPOILED:
            paper.spoiled = True
        elif stroke.kind == BLANK:
            paper.blank = True
        else:
            paper.lines[stroke.line_id] += 1
    for paper in state.papers.values():
        if not paper.spoiled:
            state.votes.update(paper.lines)
    return state


def why_not(paper: Paper, kind: str, line: int | None, *, posts: dict[int, int], seats: dict[int, int]) -> str:
    """A word for what forbids a call on a paper, empty when nothing does.

    Args:
        paper: The paper as called so far.
        kind: VOTE, BLANK or SPOILED.
        line: The line called.
        posts: Line to its post, for the lines of this ballot.
        seats: Post to its seats.

    """
    if paper.spoiled:
        return "spoiled"
    if kind == VOTE:
        return _why_no_vote(paper, line, posts, seats)
    return "voted" if kind == BLANK and (paper.lines or paper.blank) else ""


def _why_no_vote(paper: Paper, line: int | None, posts: dict[int, int], seats: dict[int, int]) -> str:
    if line is None or line not in posts:
        return "line"
    if paper.blank:
        return "blank"
    if paper.lines[line]:
        return "twice"
    chosen = sum(number for other, number in paper.lines.items() if posts[other] == posts[line])
    return "" if chosen < seats[posts[line]] else "full"
