# ruff: noqa: S608 the statements are the tests' own
import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from oversight import services
from oversight.models import Mark, Seal, Verification
from oversight.rules import Fault, digest_of, first_difference, hints_of, parts_of, ranges
from tests.factories import make_division
from tests.oversight.tampering import past_the_guards, sealed_divisions, verified

TABLE = "villages_divisionevent"
pytestmark = pytest.mark.django_db


def test_the_digest_is_that_of_the_standard():
    # GB/T 32905-2016, A.1
    assert digest_of("abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@pytest.mark.parametrize(
    ("sealed", "final", "limit", "expected"),
    [
        ({}, {}, 10, {}),
        ({}, {"a": 3}, 10, {"a": (1, 3)}),
        ({"a": 3}, {"a": 3}, 10, {}),
        ({"a": 3}, {"a": 5, "b": 2}, 10, {"a": (4, 5), "b": (1, 2)}),
        ({}, {"a": 8, "b": 8}, 10, {"a": (1, 8), "b": (1, 2)}),
        ({}, {"a": 10, "b": 8}, 10, {"a": (1, 10)}),
    ],
)
def test_batches(sealed: dict[str, int], final: dict[str, int], limit: int, expected: dict[str, Any]):
    assert ranges(sealed=sealed, final=final, limit=limit) == expected


@given(st.lists(st.integers(0, 3), max_size=30), st.integers(0, 29), st.integers(0, 3))
def test_hints_name_the_first_event_that_differs(values: list[int], place: int, other: int):
    def packed(numbers: list[int]) -> bytes:
        return b"".join(number.to_bytes(4, "little") for number in numbers)

    changed = [other if index == place else value for index, value in enumerate(values)]
    found = first_difference(100, packed(values), packed(changed))
    if changed == values:
        assert found is None
    else:
        fault = Fault.MISSING if not other else Fault.CHANGED if values[place] else Fault.INSERTED
        assert found == (fault, 100 + place)


def test_all_events_are_sealed_once_and_the_chain_is_sound():
    make_division("140431")
    (first,) = services.seal()
    assert services.seal() == []
    make_division("140431100")
    (second,) = services.seal()
    report = verified()
    assert (second.number, second.previous) == (first.number + 1, first.digest)
    assert (report.finding, report.seals, report.digest) == (None, 2, second.digest)
    assert report.events == first.events + second.events
    assert not Mark.objects.exists()


def test_nothing_to_seal_makes_no_seal():
    assert services.seal() == []
    assert verified().finding is None


def test_a_large_number_of_events_becomes_several_seals(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(services, "BATCH", 3)
    for number in range(8):
        make_division(f"{number + 11}")
    seals = services.seal()
    assert len(seals) > 1
    assert sum(seal.events for seal in seals) == verified().events
    assert verified().finding is None


def test_numbers_that_were_drawn_and_never_used_do_no_harm():
    make_division("11")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{TABLE}', 'pgh_id'), 500)")
    make_division("12")
    services.seal()
    assert verified().finding is None
    with past_the_guards() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET pgh_id = 77 WHERE code = '12'")
    assert (verified().finding.fault, verified().finding.event) == (Fault.INSERTED, 77)


def test_the_seal_does_not_depend_on_the_session():
    sealed_divisions()
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL TimeZone = 'America/New_York'; SET LOCAL bytea_output = 'escape'; SET LOCAL IntervalStyle = 'iso_8601'"
        )
    assert verified().finding is None
    with connection.cursor() as cursor:
        cursor.execute("SHOW TimeZone")
        assert cursor.fetchone() == ("America/New_York",)


FORGERIES = {
    "one octet": (
        "UPDATE {table} SET name = overlay(name placing 'X' from 1 for 1) WHERE pgh_id = {event}",
        Fault.CHANGED,
    ),
    "who": ("UPDATE {table} SET pgh_context = '{{}}' WHERE pgh_id = {event}", Fault.CHANGED),
    "when": (
        "UPDATE {table} SET pgh_created_at = pgh_created_at + interval '1 us' WHERE pgh_id = {event}",
        Fault.CHANGED,
    ),
    "deleted": ("DELETE FROM {table} WHERE pgh_id = {event}", Fault.MISSING),
    "swapped": (
        (
            "UPDATE {table} SET pgh_id = -pgh_id WHERE pgh_id IN ({event}, {event} + 1); "
            "UPDATE {table} SET pgh_id = 2 * {event} + 1 + pgh_id WHERE pgh_id < 0"
        ),
        Fault.CHANGED,
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_event_is_named(forgery: str):
    event = sealed_divisions()[2]
    statement, fault = FORGERIES[forgery]
    with past_the_guards() as cursor:
        cursor.execute(statement.format(table=TABLE, event=event))
    finding = verified().finding
    assert finding is not None
    assert (finding.table, finding.event, finding.fault) == (TABLE, event, fault)


def test_an_event_inserted_before_the_first_number_is_found():
    sealed_divisions()
    with past_the_guards() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} (pgh_id, pgh_created_at, pgh_label, code, name, initials, pgh_obj_id) "
            "VALUES (-3, now(), 'insert', '11', 'x', '', '11')"
        )
    finding = verified().finding
    assert finding is not None
    assert (finding.fault, finding.event) == (Fault.INSERTED, -3)


def test_a_forged_hint_still_leaves_the_digest():
    event = sealed_divisions()[0]
    part = next(part for part in parts_of(Seal.objects.get().content) if part.table == TABLE)
    with past_the_guards() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET name = 'forged' WHERE pgh_id = {event}")
    with services._canonical() as reader:
        rows = reader.digest(TABLE, part.columns, part.first, part.last)
    genuine = Seal.objects.get()
    kept = hints_of(genuine.content, bytes(genuine.hints)) | {TABLE: bytes(rows.hints)}
    with past_the_guards() as cursor:
        cursor.execute("UPDATE oversight_seal SET hints = %s", [b"".join(kept[table] for table in sorted(kept))])
    finding = verified().finding
    assert finding is not None
    assert (finding.fault, finding.table) == (Fault.UNCLEAR, TABLE)


def _rewritten(seal: Seal, **changes: object) -> str:
    return json.dumps(seal.content | changes, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


@pytest.mark.parametrize("column", ["document", "digest", "previous", "events", "sealed_at"])
def test_a_changed_seal_is_found(column: str):
    sealed_divisions()
    make_division("99")
    services.seal()
    first = Seal.objects.get(number=1)
    forgeries: dict[str, Any] = {
        "document": _rewritten(first, sealed_at="2020-01-01T00:00:00.000000Z"),
        "digest": "f" * 64,
        "previous": "1" * 64,
        "events": 1_000,
        "sealed_at": datetime(2020, 1, 1, tzinfo=UTC),
    }
    forged = forgeries[column]
    with past_the_guards() as cursor:
        cursor.execute(f"UPDATE oversight_seal SET {column} = %s WHERE number = 1", [forged])
    finding = verified().finding
    assert finding is not None
    assert (finding.fault, finding.seal) == (Fault.SEAL, 1)


def test_a_seal_rewritten_with_its_digest_breaks_the_next_one():
    sealed_divisions()
    make_division("99")
    services.seal()
    document = _rewritten(Seal.objects.get(number=1), sealed_at="2020-01-01T00:00:00.000000Z")
    with past_the_guards() as cursor:
        cursor.execute(
            "UPDATE oversight_seal SET document = %s, digest = %s, sealed_at = '2020-01-01Z' WHERE number = 1",
            [document, digest_of(document)],
        )
    finding = verified().finding
    assert finding is not None
    assert (finding.fault, finding.seal) == (Fault.SEAL, 2)


def test_a_missing_seal_is_found():
    for code in ("11", "12", "13"):
        make_division(code)
        services.seal()
    with past_the_guards() as cursor:
        cursor.execute("DELETE FROM oversight_seal WHERE number = 2")
    finding = verified().finding
    assert finding is not None
    assert (finding.fault, finding.seal) == (Fault.SEAL, 2)


def cut_to(number: int) -> None:
    """As if the database had never got further than a seal, or an older copy had been restored."""
    until = Seal.objects.get(number=number).content["until"]
    with past_the_guards() as cursor:
        cursor.execute("DELETE FROM oversight_seal WHERE number > %s", [number])
        for table, last in until.items():
            cursor.execute(f"DELETE FROM {table} WHERE pgh_id > %s", [last])


def test_a_cut_tail_is_found_by_a_printed_seal_and_by_the_record_outside(
    seal_log: Path, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        sealed_divisions()
        make_division("99")
        (printed,) = services.seal()
    cut_to(1)
    seal_log_text = seal_log.read_text()
    assert printed.digest in seal_log_text
    for report in (services.verify(expected=printed.digest), services.verify()):
        assert report.finding is not None
        assert report.finding.fault is Fault.CUT
    make_division("98")
    services.seal()
    assert services.verify().finding is not None
    seal_log.unlink()
    assert services.verify().finding is None


def test_a_record_outside_that_cannot_be_written_stops_no_seal(
    seal_log: Path, caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
):
    seal_log.mkdir()
    make_division("11")
    with django_capture_on_commit_callbacks(execute=True):
        (seal,) = services.seal()
    assert seal.digest in caplog.text
    assert Seal.objects.exists()


def test_the_record_outside_knows_other_trails_apart(seal_log: Path):
    seal_log.write_text(f"{'a' * 64} 9 {'b' * 64} 2026-01-01T00:00:00.000000Z\n")
    sealed_divisions()
    assert services.verify().finding is None


def test_a_printed_seal_is_read_with_spaces_and_capitals():
    sealed_divisions()
    digest = Seal.objects.get().digest
    grouped = " ".join(digest[start : start + 8] for start in range(0, 64, 8)).upper()
    assert services.verify(expected=grouped).finding is None


def test_a_lost_column_is_named_and_a_new_one_does_no_harm():
    sealed_divisions()
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {TABLE} ADD COLUMN added text DEFAULT 'x'")
        assert verified().finding is None
        cursor.execute(f"ALTER TABLE {TABLE} DROP COLUMN initials")
    finding = verified().finding
    assert finding is not None
    assert (finding.fault, finding.table, finding.what) == (Fault.COLUMN, TABLE, "initials")


def test_the_command_says_sound_or_names_the_first_broken_event():
    events = sealed_divisions()
    out = StringIO()
    call_command("verify_trail", stdout=out)
    assert out.getvalue().startswith("sound seals=1 ")
    with past_the_guards() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET name = 'forged' WHERE pgh_id = ANY(%s)", [events[1:3]])
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_trail", stdout=out)
    assert ended.value.code == 1
    assert out.getvalue().startswith(f"broken {TABLE} {events[1]} ")


def test_the_command_takes_the_printed_seal():
    sealed_divisions()
    with pytest.raises(SystemExit):
        call_command("verify_trail", "--seal", "ab" * 32, stdout=StringIO())


def test_the_seal_command_prints_each_new_seal():
    make_division("11")
    out = StringIO()
    call_command("seal", stdout=out)
    seal = Seal.objects.get()
    assert out.getvalue() == f"1 {seal.digest} events={seal.events}\n"


def test_a_check_is_kept_with_its_finding():
    event = sealed_divisions()[0]
    assert services.record_verification(services.verify()).sound
    with past_the_guards() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE pgh_id = {event}")
    services.record_verification(services.verify())
    kept = Verification.objects.latest("pk")
    assert (kept.sound, kept.table, kept.event) == (False, TABLE, event)
    assert str(event) in kept.finding
