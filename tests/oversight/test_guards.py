# ruff: noqa: S608 the statements are the tests' own
import os
from collections.abc import Iterator
from contextlib import contextmanager

import pghistory
import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, ProgrammingError, connection, transaction

from oversight import guards, services
from oversight.models import Seal
from tests.factories import TOWNSHIP, make_division
from tests.oversight.tampering import event_model
from villages.models import Division

pytestmark = pytest.mark.django_db
EVENTS = "villages_divisionevent"
ATTEMPTS = {
    "update": f"UPDATE {EVENTS} SET name = 'forged'",
    "update of no row": f"UPDATE {EVENTS} SET name = 'forged' WHERE false",
    "delete": f"DELETE FROM {EVENTS}",
    "truncate": f"TRUNCATE {EVENTS}",
}


def execute(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def application() -> Iterator[None]:
    """The rights of a role to which the application was granted."""
    role = f"trail_test_{os.getpid()}"
    execute(f"CREATE ROLE {role}")
    call_command("grant_application", role, verbosity=0)
    execute(f"SET ROLE {role}")
    yield
    execute("RESET ROLE")


def test_every_table_of_events_is_guarded():
    assert {table for table, guard in guards.wanted() if guard is guards.APPEND_ONLY} >= {
        model._meta.db_table for model in pghistory.core.event_models()
    }
    assert guards.missing() == set()


def test_a_guard_that_was_taken_away_comes_back_with_the_next_migration():
    execute(f"DROP TRIGGER trail_append_only ON {EVENTS}")
    assert [(table, guard.name) for table, guard in guards.missing()] == [(EVENTS, "trail_append_only")]
    call_command("migrate", verbosity=0)
    assert guards.missing() == set()


def test_a_guard_that_is_switched_off_counts_as_missing():
    execute(f"ALTER TABLE {EVENTS} DISABLE TRIGGER trail_append_only")
    assert len(guards.missing()) == 1


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_database_refuses_even_the_owner(attempt: str):
    make_division(TOWNSHIP)
    with pytest.raises(DatabaseError, match="append-only"):
        execute(ATTEMPTS[attempt])


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_database_refuses_with_triggers_ignored(attempt: str):
    make_division(TOWNSHIP)
    with pgtrigger.ignore(), pytest.raises(DatabaseError, match="append-only"):
        execute(ATTEMPTS[attempt])


def test_a_tracked_table_cannot_be_emptied_without_events():
    with pytest.raises(DatabaseError, match="append-only"):
        execute("TRUNCATE villages_division CASCADE")


def test_a_seal_cannot_be_changed():
    make_division(TOWNSHIP)
    services.seal()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Seal.objects.update(digest="0" * 64)


@pytest.mark.parametrize(
    "statement",
    [
        *ATTEMPTS.values(),
        (
            f"INSERT INTO {EVENTS} (pgh_created_at, pgh_label, code, name, initials, pgh_obj_id) "
            "VALUES (now(), 'insert', '11', 'invented', '', '11')"
        ),
        f"ALTER TABLE {EVENTS} DISABLE TRIGGER ALL",
        f"DROP TRIGGER trail_append_only ON {EVENTS}",
        "SET session_replication_role = replica",
        "TRUNCATE villages_division",
        "DELETE FROM oversight_seal",
        "UPDATE oversight_seal SET digest = ''",
        "DELETE FROM django_migrations",
    ],
)
def test_the_application_may_not_touch_the_trail(statement: str):
    make_division(TOWNSHIP)
    with application(), pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        execute(statement)


def test_the_application_cannot_hang_the_writing_function_on_a_table_of_its_own():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE prosrc LIKE '%%INSERT INTO \"villages_divisionevent\"%%' LIMIT 1"
        )
        (function,) = cursor.fetchone()
    with application():
        execute("CREATE TEMP TABLE forged AS SELECT * FROM villages_division")
        with pytest.raises(ProgrammingError, match="permission denied"):
            execute(
                f"CREATE TRIGGER forge AFTER INSERT ON forged REFERENCING NEW TABLE AS new_values "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
            )


def test_the_application_works_and_seals_and_its_changes_are_recorded():
    with application():
        make_division(TOWNSHIP)
        assert event_model(Division).objects.filter(code=TOWNSHIP).exists()
        assert services.seal()
        assert services.verify().finding is None


def test_rights_are_granted_only_to_a_role_that_has_none():
    with pytest.raises(CommandError, match="no role"):
        call_command("grant_application", "nobody_of_this_name")
    with pytest.raises(CommandError, match="owns the tables"):
        call_command("grant_application", connection.settings_dict["USER"] or os.environ.get("PGUSER", "root"))
