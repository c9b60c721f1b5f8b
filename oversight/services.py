"""Sealing the events in batches, and checking the seals.

Nobody waits for the sealer: it takes no lock that a writer needs. An event's number is drawn before its transaction
commits, so a lower number may appear after a higher one; a range of numbers is sealed only when every transaction that
can have drawn one of them has ended. The mark (`_take_mark`) notes the highest numbers seen and then who writes events:
whoever drew a lower number still holds his lock on the table, or has ended and is seen by the next snapshot. Once none of
those writers is left the range is final. Transactions of other databases on the server do not matter.
"""

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pghistory
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from oversight.models import Mark, Seal, Verification
from oversight.rules import (
    GENESIS,
    Chain,
    Fault,
    Finding,
    Part,
    RowDigest,
    digest_of,
    document_of,
    first_difference,
    hints_of,
    parts_of,
    ranges,
)

logger = logging.getLogger(__name__)

BATCH = 100_000
# Of the advisory lock that keeps two sealers apart.
_LOCK = 0x5EA1
# The text of a row must not depend on who asks.
_FORM = (
    "SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres'; "
    "SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1; SET LOCAL client_encoding = 'UTF8'"
)


def event_tables() -> list[str]:
    """Names of all tables of events, sorted."""
    return sorted(model._meta.db_table for model in pghistory.core.event_models())


# Sealing


def seal() -> list[Seal]:
    """Seal whatever is final, in batches; the new seals. Returns at once while another sealer is at work.

    What an open transaction still holds back is sealed by a later call.
    """
    made: list[Seal] = []
    for _round in range(2):  # what the mark of an earlier call covers, then what has come since
        if not _take_mark():
            break
        while (new := _seal_batch()) is not None:
            made.append(new)
    return made


@transaction.atomic
def _take_mark() -> bool:
    """Note how far the events go now, unless an earlier mark waits; False if there is nothing to seal."""
    if not _alone():
        return False
    if Mark.objects.exists():
        return True
    positions = _positions()
    if not ranges(sealed=_sealed(_newest()), final=positions, limit=1):
        return False
    Mark.objects.create(
        positions=positions, writers=sorted(_writers())
    )  # the writers after the positions, never before
    return True


@transaction.atomic
def _seal_batch() -> Seal | None:
    """Seal the next batch below the mark, if the mark is final; the mark goes with the last one."""
    if not _alone():
        return None
    mark = Mark.objects.first()
    if mark is None or _writers().intersection(mark.writers):
        return None
    newest = _newest()
    batch = ranges(sealed=_sealed(newest), final=mark.positions, limit=BATCH)
    if not batch:
        mark.delete()
        return None
    made = _append(newest, batch)
    transaction.on_commit(lambda: _log(made))
    return made


def _append(newest: Seal | None, batch: dict[str, tuple[int, int]]) -> Seal:
    parts, hints = [], bytearray()
    with _canonical() as reader:
        for table, (first, last) in batch.items():
            columns = reader.columns(table)
            rows = reader.digest(table, columns, first, last)
            parts.append(Part(table, first, last, columns, rows.count, rows.hexdigest()))
            hints += rows.hints
    number = newest.number + 1 if newest else 1
    previous = newest.digest if newest else GENESIS
    now = timezone.now()
    until = _sealed(newest) | {part.table: part.last for part in parts}
    document = document_of(number=number, previous=previous, sealed_at=stamp(now), parts=parts, until=until)
    return Seal.objects.create(
        number=number,
        sealed_at=now,
        events=sum(part.count for part in parts),
        previous=previous,
        digest=digest_of(document),
        document=document,
        hints=bytes(hints),
    )


def stamp(moment: datetime) -> str:
    """A moment as a seal's document writes it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        (alone,) = cursor.fetchone()
    return bool(alone)


def _positions() -> dict[str, int]:
    """Highest event number seen in each table, all by one snapshot."""
    name = connection.ops.quote_name
    tables = event_tables()
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT max(pgh_id) FROM {name(table)})" for table in tables))  # noqa: S608
        return {table: last for table, last in zip(tables, cursor.fetchone(), strict=True) if last is not None}


def _newest() -> Seal | None:
    return Seal.objects.order_by("-number").defer("hints").first()


def _sealed(newest: Seal | None) -> dict[str, int]:
    return dict(newest.content["until"]) if newest else {}


def _writers() -> set[str]:
    """Virtual ids of the other transactions that have written events of this database and are not over."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT virtualtransaction FROM pg_locks JOIN pg_class ON pg_class.oid = relation "
            "WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND relname = ANY(%s) AND pid IS DISTINCT FROM "
            "pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [event_tables()],
        )
        return {writer for (writer,) in cursor.fetchall()}


@dataclass(slots=True)
class _Rows:
    """Reads events in the one form that is the same everywhere, within `_canonical`."""

    cursor: CursorWrapper
    known: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def columns(self, table: str) -> tuple[str, ...]:
        """Columns of a table, the event's number first, the others sorted; none if there is no such table."""
        if table not in self.known:
            self.cursor.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped "
                "ORDER BY attname <> 'pgh_id', attname COLLATE \"C\"",
                [connection.ops.quote_name(table)],
            )
            self.known[table] = tuple(column for (column,) in self.cursor.fetchall())
        return self.known[table]

    def digest(self, table: str, columns: Sequence[str], first: int, last: int) -> RowDigest:
        """The events of a range of numbers."""
        name = connection.ops.quote_name
        rows = RowDigest(first, last)
        self.cursor.copy_expert(
            f"COPY (SELECT {', '.join(map(name, columns))} FROM {name(table)} "  # noqa: S608
            f"WHERE pgh_id BETWEEN {first} AND {last} ORDER BY pgh_id) TO STDOUT",
            rows,
        )
        return rows


@contextmanager
def _canonical() -> Iterator[_Rows]:
    """Within, rows are written in a form that is the same everywhere."""
    names = [setting.split()[2] for setting in _FORM.split(";")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"current_setting('{name}')" for name in names))
        before = cursor.fetchone()
        cursor.execute(_FORM)
        yield _Rows(cursor)
        for name, value in zip(names, before, strict=True):
            cursor.execute("SELECT set_config(%s, %s, true)", [name, value])


# The record outside the database


def _log(made: Seal) -> None:
    """Append the seal to the file that a restored or shortened database does not take back with it.

    A disk that is full or away must not stop the sealing: the next seal that gets through covers this one.
    """
    path = Path(settings.TRAIL_SEAL_LOG)
    line = f"{_name_of_trail()} {made.number} {made.digest} {stamp(made.sealed_at)}\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
        try:
            os.write(descriptor, line.encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        logger.error("seal %d %s is not in TRAIL_SEAL_LOG: %s", made.number, made.digest, error)  # noqa: TRY400


def _name_of_trail() -> str:
    """The digest of the first seal: it tells this trail from every other one."""
    return Seal.objects.values_list("digest", flat=True).order_by("number").first() or ""


def _logged_digest() -> str | None:
    """The newest seal of this trail in the file outside; None if the file knows none."""
    path = Path(settings.TRAIL_SEAL_LOG)
    if not path.is_file():
        return None
    with path.open() as lines:
        mine = [line.split() for line in lines if line.startswith(_name_of_trail() or "-")]
    return max(((int(words[1]), words[2]) for words in mine), default=(0, None))[1]


# Checking


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: figures, the newest digest, and the first fault or None."""

    seals: int
    events: int
    digest: str
    finding: Finding | None


@transaction.atomic
def verify(*, expected: str | None = None) -> Report:
    """Check every seal and every sealed event.

    Args:
        expected: Digest of a seal that was printed; by default the newest one in the file TRAIL_SEAL_LOG.

    """
    chain, events, seen = Chain(), 0, set[str]()
    expected = expected or _logged_digest()
    with _canonical() as reader:
        for made in Seal.objects.order_by("number").defer("hints").iterator(chunk_size=200):
            finding = _check(chain, made, reader)
            if finding is not None:
                return Report(chain.number, events, chain.digest, finding)
            events += made.events
            seen.add(made.digest)
    finding = _check_edges(chain, seen, expected)
    return Report(chain.number, events, chain.digest if chain.number else "", finding)


def record_verification(report: Report) -> Verification:
    """Keep the outcome of a check for the page of the seals."""
    finding = report.finding
    return Verification.objects.create(
        seals=report.seals,
        events=report.events,
        digest=report.digest,
        sound=finding is None,
        fault=finding.fault if finding else "",
        seal=finding.seal if finding else None,
        table=finding.table if finding else "",
        event=finding.event if finding else None,
        what=finding.what[:64] if finding else "",
    )


def _check(chain: Chain, made: Seal, reader: _Rows) -> Finding | None:
    number = chain.number + 1
    content = chain.follows(
        document=made.document,
        digest=made.digest,
        columns={
            "number": made.number,
            "previous": made.previous,
            "sealed_at": stamp(made.sealed_at),
            "events": made.events,
        },
    )
    if content is None:
        return Finding(Fault.SEAL, seal=number)
    findings = (_check_part(made, part, reader) for part in parts_of(content))
    return next((finding for finding in findings if finding is not None), None)


def _check_part(made: Seal, part: Part, reader: _Rows) -> Finding | None:
    lost = set(part.columns) - set(reader.columns(part.table))
    if lost:
        return Finding(Fault.COLUMN, made.number, part.table, what=min(lost))
    rows = reader.digest(part.table, part.columns, part.first, part.last)
    if (rows.count, rows.hexdigest()) == (part.count, part.digest):
        return None
    hints = hints_of(made.content, bytes(made.hints))[part.table]
    difference = first_difference(part.first, hints, bytes(rows.hints))
    if difference is None:
        return Finding(Fault.UNCLEAR, made.number, part.table)
    fault, event = difference
    return Finding(fault, made.number, part.table, event)


def _check_edges(chain: Chain, seen: set[str], expected: str | None) -> Finding | None:
    """What no seal can show: events before the first number, and a chain without its end."""
    name = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in sorted(set(chain.until) & set(event_tables())):
            cursor.execute(f"SELECT min(pgh_id) FROM {name(table)} WHERE pgh_id < 1")  # noqa: S608
            (early,) = cursor.fetchone()
            if early is not None:
                return Finding(Fault.INSERTED, 1, table, early)
    if expected is not None and "".join(expected.split()).lower() not in seen:
        return Finding(Fault.CUT, what=expected)
    return None
