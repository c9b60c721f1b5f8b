"""The form of a seal and the check of a chain, without a database.

A seal's document is JSON with sorted keys, no spaces, UTF-8:

    {"events": {TABLE: {"columns": [...], "count": 3, "digest": "…", "first": 8, "last": 12}},
     "number": 2, "previous": "…", "sealed_at": "2026-11-24T12:00:00.000000Z", "until": {TABLE: 12, …}}

A table's digest is the SM3 digest of its rows `first` to `last` in the order of their numbers, as PostgreSQL's
`COPY (SELECT columns …) TO STDOUT` writes them in UTC: what `psql` prints and `openssl dgst -sm3` digests.
"""

import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cryptography.hazmat.primitives import hashes
from django.utils.translation import gettext as _

GENESIS = "0" * 64
HINT = 4
_CHUNK = 256


class Fault(StrEnum):
    """What can be wrong with a trail."""

    CHANGED = "changed"
    MISSING = "missing"
    INSERTED = "inserted"
    UNCLEAR = "unclear"
    COLUMN = "column"
    SEAL = "seal"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Finding:
    """The first thing that is not as it was sealed. `what`: the column, or the digest that was expected."""

    fault: Fault
    seal: int | None = None
    table: str = ""
    event: int | None = None
    what: str = ""

    def __str__(self) -> str:
        values = {"table": self.table, "event": self.event, "seal": self.seal, "what": self.what}
        return _SENTENCES[self.fault]() % values


_SENTENCES = {
    Fault.CHANGED: lambda: _("%(table)s, event %(event)s: changed after it was sealed (seal %(seal)s)."),
    Fault.MISSING: lambda: _("%(table)s, event %(event)s: missing, though it was sealed (seal %(seal)s)."),
    Fault.INSERTED: lambda: _("%(table)s, event %(event)s: inserted where nothing was sealed (seal %(seal)s)."),
    Fault.UNCLEAR: lambda: _("%(table)s: not as it was sealed (seal %(seal)s), and its hints are forged too."),
    Fault.COLUMN: lambda: _("%(table)s: the sealed column %(what)s is missing (seal %(seal)s)."),
    Fault.SEAL: lambda: _("Seal %(seal)s is missing or was changed."),
    Fault.CUT: lambda: _("The trail has no seal %(what)s: its end was cut off, or an older copy was restored."),
}


@dataclass(frozen=True, slots=True)
class Part:
    """The events of one table in a seal; `first` and `last` are event numbers, both within."""

    table: str
    first: int
    last: int
    columns: tuple[str, ...]
    count: int
    digest: str


@dataclass(slots=True)
class RowDigest:
    """Takes the rows of a part as COPY writes them, the event's number first; yields their digest and their hints."""

    first: int
    last: int
    count: int = 0
    hints: bytearray = field(init=False)
    _hash: hashes.Hash = field(init=False)
    _waiting: list[bytes] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.hints = bytearray(HINT * (self.last - self.first + 1))
        self._hash = hashes.Hash(hashes.SM3())

    def write(self, line: bytes) -> None:
        """One row; psycopg2 calls it for each."""
        number = int(line[: line.index(b"\t")])
        struct.pack_into("<I", self.hints, HINT * (number - self.first), zlib.crc32(line) or 1)
        self.count += 1
        self._waiting.append(line)
        if len(self._waiting) == _CHUNK:
            self._flush()

    def hexdigest(self) -> str:
        """The digest of all rows; the last call."""
        self._flush()
        return self._hash.finalize().hex()

    def _flush(self) -> None:
        self._hash.update(b"".join(self._waiting))
        self._waiting.clear()


def document_of(*, number: int, previous: str, sealed_at: str, parts: list[Part], until: dict[str, int]) -> str:
    """Canonical text of a seal; `until` is the last sealed number of every table, these parts included."""
    content = {
        "number": number,
        "previous": previous,
        "sealed_at": sealed_at,
        "until": until,
        "events": {
            part.table: {
                "first": part.first,
                "last": part.last,
                "columns": list(part.columns),
                "count": part.count,
                "digest": part.digest,
            }
            for part in parts
        },
    }
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(document: str) -> str:
    """SM3 digest (GB/T 32905-2016) of a seal's document, hexadecimal."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(document.encode())
    return digest.finalize().hex()


def parts_of(content: dict[str, Any]) -> Iterator[Part]:
    """The parts of a document that was read, by table."""
    for table, part in sorted(content["events"].items()):
        yield Part(table, part["first"], part["last"], tuple(part["columns"]), part["count"], part["digest"])


def hints_of(content: dict[str, Any], hints: bytes) -> dict[str, bytes]:
    """A seal's hints, table by table."""
    found, start = {}, 0
    for part in parts_of(content):
        end = start + HINT * (part.last - part.first + 1)
        found[part.table] = hints[start:end]
        start = end
    return found


def ranges(*, sealed: dict[str, int], final: dict[str, int], limit: int) -> dict[str, tuple[int, int]]:
    """First and last number to seal next in each table, at most `limit` numbers together; empty when all is sealed."""
    found = {}
    for table, last in sorted(final.items()):
        first = sealed.get(table, 0) + 1
        if first <= last and limit > 0:
            found[table] = (first, min(last, first + limit - 1))
            limit -= found[table][1] - first + 1
    return found


def first_difference(first: int, sealed: bytes, present: bytes) -> tuple[Fault, int] | None:
    """The first event whose hint differs: what happened to it, and its number; None if the hints agree."""
    for offset in range(0, max(len(sealed), len(present)), HINT):
        before, now = sealed[offset : offset + HINT], present[offset : offset + HINT]
        if before != now:
            fault = Fault.MISSING if not any(now) else Fault.CHANGED if any(before) else Fault.INSERTED
            return fault, first + offset // HINT
    return None


@dataclass(slots=True)
class Chain:
    """Follows the seals in their order; `follows` says whether the next one continues what was seen so far."""

    number: int = 0
    digest: str = GENESIS
    until: dict[str, int] = field(default_factory=dict)

    def follows(self, *, document: str, digest: str, columns: dict[str, Any]) -> dict[str, Any] | None:
        """Content of the next seal; None if the seal was changed, or others before it are missing.

        Args:
            document: The seal's document.
            digest: The digest that stands beside it.
            columns: What else stands beside it: `number`, `previous`, `sealed_at` and `events`.

        """
        if digest_of(document) != digest:
            return None
        content: dict[str, Any] = json.loads(document)
        parts = list(parts_of(content))
        until = self.until | {part.table: part.last for part in parts}
        stated = {name: content[name] for name in ("number", "previous", "sealed_at")}
        sound = (
            (content["number"], content["previous"], content["until"]) == (self.number + 1, self.digest, until)
            and columns == stated | {"events": sum(part.count for part in parts)}
            and all(part.first == self.until.get(part.table, 0) + 1 for part in parts)
        )
        if not sound:
            return None
        self.number, self.digest, self.until = content["number"], digest, until
        return content
