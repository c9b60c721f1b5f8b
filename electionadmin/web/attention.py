"""What needs somebody's attention. Each room has an `attention.py` that registers its own questions, as Django's system checks are."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Attention:
    """One line of the list: how urgent, what, in a word or two why, and the page on which it is mended."""

    state: Literal["block", "warn", "wait", "info"]
    word: str | Promise
    title: str | Promise
    detail: str | Promise
    url: str


Question = Callable[[Any], Iterable[Attention]]
_questions: list[Question] = []
_URGENCY = {"block": 0, "warn": 1, "wait": 2, "info": 3}


def asks(question: Question) -> Question:
    """Register a question: from a request to lines, in a fixed number of queries, only from the request's scope."""
    _questions.append(question)
    return question


def attention(request: Any) -> list[Attention]:
    """All lines for the user of the request, the most urgent first."""
    lines = [line for question in _questions for line in question(request)]
    return sorted(lines, key=lambda line: _URGENCY[line.state])
