"""What may be wrong with a file, a row or a cell, and what was put right on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class Refused(Exception):
    """A cell's value is not accepted. The message says what to type instead; `details` fill its named placeholders."""

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message % details if details else message)
        self.message = message
        self.details = details


class FileRefused(Exception):
    """The file is not read at all, or not wholly."""

    def __init__(self, message: str, *, line: int = 1, column: str = "file") -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Corrected:
    """A value that was certain although it was not written as it should be; `note` says what was put right."""

    value: Any
    note: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: physical line from 1, key of the column, message with named placeholders, the value as it stands."""

    line: int
    column: str
    template: str
    value: str = ""
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The message for the user."""
        return self.template % self.details if self.details else self.template

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}"


@dataclass(frozen=True, slots=True)
class Group:
    """Problems of one kind: how many, and the first of them."""

    column: str
    message: str
    total: int
    first: tuple[Problem, ...]


SHOWN = 20


def grouped(problems: list[Problem]) -> list[Group]:
    """Problems by column and kind, the most frequent kind first."""
    kinds: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        kinds.setdefault((problem.column, problem.template), []).append(problem)
    groups = [
        Group(column, found[0].message if len(found) == 1 else _general(found), len(found), tuple(found[:SHOWN]))
        for (column, _template), found in kinds.items()
    ]
    return sorted(groups, key=lambda group: (-group.total, group.first[0].line))


def _general(found: list[Problem]) -> str:
    """The message of the kind: with its details where all share them, else with an ellipsis for each."""
    if len({problem.message for problem in found}) == 1:
        return found[0].message
    return found[0].template % dict.fromkeys(found[0].details, "…")
