"""What needs somebody's attention. Each room has an `attention.py` that registers its own questions, as Django's system checks are.

The same lines stand on a user's home page, on the page of his tasks, and in his daily digest (`elections.digests`).
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.utils import timezone
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Attention:
    """One line of the list: how urgent, what, in a word or two why, and the page on which it is mended.

    `due` is the day by which it must be done, where there is one. `key` names the task from day to day, so that nobody
    is reminded of it twice; by default it is the address.
    """

    state: Literal["block", "warn", "wait", "info"]
    word: str | Promise
    title: str | Promise
    detail: str | Promise
    url: str
    due: datetime.date | None = None
    key: str = ""

    @property
    def name(self) -> str:
        """What stands for the task in reminders."""
        return self.key or self.url

    def days_left(self) -> int | None:
        """Days until it is due; negative once it is overdue, None without a day."""
        return None if self.due is None else (self.due - timezone.localdate()).days


@dataclass
class Asker:
    """Who is asked for without a request: the worker that writes digests. Rooms read `user` and `scope` alone."""

    user: Any
    scope: Any


Question = Callable[[Any], Iterable[Attention]]
_questions: list[Question] = []
_URGENCY = {"block": 0, "warn": 1, "wait": 2, "info": 3}


def asks(question: Question) -> Question:
    """Register a question: from a request to lines, in a fixed number of queries, only from the request's scope.

    It reads `request.user` and `request.scope` and nothing else of the request: the worker asks with an `Asker`.
    """
    _questions.append(question)
    return question


def attention(request: Any) -> list[Attention]:
    """All lines for the user of the request: what is past its day first, then the most urgent, then by day."""
    lines = [line for question in _questions for line in question(request)]
    today = timezone.localdate()
    return sorted(lines, key=lambda line: _order(line, today))


def _order(line: Attention, today: datetime.date) -> tuple[bool, int, datetime.date]:
    overdue = line.due is not None and line.due < today
    return not overdue, _URGENCY[line.state], line.due or datetime.date.max
