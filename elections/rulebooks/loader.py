"""Reads the rulebooks' files. One file is one legal text; a province's stands on each national law it was applied under."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from elections.rulebooks.model import Rulebook, RulebookError, UnknownRulebookError, Value, derive, read_value

DIRECTORY = Path(__file__).parent
_FILE_KEYS = {
    "id",
    "bases",
    "title",
    "short",
    "version",
    "jurisdiction",
    "from",
    "until",
    "instruments",
    "notes",
    "values",
}
_VALUE_KEYS = {"value", "basis", "mark", "default", "only", "note"}


def load(directory: Path) -> dict[str, Rulebook]:
    """All rulebooks of a directory by id: the national ones, then the provinces'. Raises RulebookError."""
    texts = [_read(path) for path in sorted(directory.glob("*.toml"))]
    books: dict[str, Rulebook] = {}
    for text in texts:
        if not text.get("bases"):
            _add(books, _national(text))
    for text in texts:
        for base in text.get("bases", ()):
            _add(books, _provincial(text, base, books))
    return books


@cache
def _shipped() -> Mapping[str, Rulebook]:
    return MappingProxyType(load(DIRECTORY))


def rulebooks() -> list[Rulebook]:
    """The rulebooks the software ships with: the national ones, then the provinces'."""
    return list(_shipped().values())


def rulebook(id: str) -> Rulebook:  # noqa: A002 - the word of the data
    """The shipped rulebook of this id. Raises UnknownRulebookError."""
    try:
        return _shipped()[id]
    except KeyError:
        raise UnknownRulebookError(id) from None


def rulebook_on(*, day: date, code: str) -> Rulebook:
    """The shipped rulebook in force on a day in a division, a province's before the national one.

    The oldest one where none reaches so far back.
    """
    shipped = rulebooks()
    return next((book for book in reversed(shipped) if book.fits(day=day, code=code)), shipped[0])


def rulebook_choices(*, day: date | None = None, code: str | None = None) -> list[tuple[str, str]]:
    """Id and title of each rulebook, for a form's field; with `day` and `code` only those in force there and then."""
    return [
        (book.id, book.title) for book in rulebooks() if day is None or code is None or book.fits(day=day, code=code)
    ]


def _add(books: dict[str, Rulebook], book: Rulebook) -> None:
    if book.id in books:
        raise RulebookError(f"two rulebooks have the id {book.id}")
    books[book.id] = book


def _read(path: Path) -> dict[str, Any]:
    try:
        text = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise RulebookError(f"{path.name}: {error}") from None
    unknown = set(text) - _FILE_KEYS
    if unknown:
        raise RulebookError(f"{path.name}: unknown {', '.join(sorted(unknown))}")
    return text


def _national(text: dict[str, Any]) -> Rulebook:
    return Rulebook(
        id=text["id"],
        version=text["version"],
        title=text["title"],
        short=text["short"],
        jurisdiction=text["jurisdiction"],
        effective_from=text["from"],
        effective_until=text.get("until"),
        parent=None,
        values=MappingProxyType(dict(_values(text, rulebook_id=text["id"], base=text["id"]))),
        instruments=tuple(text["instruments"]),
        notes=tuple(text.get("notes", ())),
    )


def _provincial(text: dict[str, Any], base: str, books: Mapping[str, Rulebook]) -> Rulebook:
    if base not in books:
        raise RulebookError(f"{text['id']}: there is no rulebook {base} to stand on")
    book_id = f"{base}-{text['id']}"
    return derive(
        parent=books[base],
        id=book_id,
        version=text["version"],
        title=f"{text['title']} · {books[base].short}",
        jurisdiction=text["jurisdiction"],
        values=dict(_values(text, rulebook_id=book_id, base=base)),
        instruments=text["instruments"],
        notes=text.get("notes", ()),
    )


def _values(text: dict[str, Any], *, rulebook_id: str, base: str) -> Iterator[tuple[tuple[str, str], Value]]:
    for body, entries in text.get("values", {}).items():
        for name, entry in entries.items():
            unknown = set(entry) - _VALUE_KEYS
            if unknown or "value" not in entry:
                raise RulebookError(f"{rulebook_id}: {body}.{name}: {', '.join(sorted(unknown)) or 'value'}")
            if base not in entry.get("only", [base]):
                continue
            yield (
                (body, name),
                read_value(
                    body=body,
                    name=name,
                    raw=entry["value"],
                    basis=entry.get("basis", ""),
                    mark=entry.get("mark", "certain"),
                    binding=not entry.get("default", False),
                    rulebook=rulebook_id,
                    note=entry.get("note", ""),
                ),
            )
