"""The database itself refuses to change what has happened: triggers on every table of events, present and future.

They are installed after each migration, for whatever models there are then. Unlike the triggers of django-pgtrigger no
session variable switches them off; only the owner of the tables can remove them, which the application's role is not
(`manage.py grant_application`), and what an owner does the seals bring to light.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db import connections, models
from pghistory.core import event_models

from electionadmin.trail import append_only_models

FUNCTION = """
CREATE OR REPLACE FUNCTION trail_refuse() RETURNS trigger AS $$
BEGIN
    RAISE insufficient_privilege
        USING MESSAGE = format('%s of "%s" is refused: the audit trail is append-only', TG_OP, TG_TABLE_NAME);
END;
$$ LANGUAGE plpgsql;
"""


@dataclass(frozen=True, slots=True)
class Guard:
    """A kind of trigger and the operations it refuses."""

    name: str
    operations: str


APPEND_ONLY = Guard("trail_append_only", "UPDATE OR DELETE OR TRUNCATE")
# TRUNCATE would empty a table without an event.
NO_TRUNCATE = Guard("trail_no_truncate", "TRUNCATE")


def wanted() -> set[tuple[str, Guard]]:
    """Table and guard, for every table that needs one."""
    kept = {model._meta.db_table for model in append_only_models()}
    tracked = {model._meta.db_table for model in apps.get_models() if is_tracked(model)}
    return {(table, APPEND_ONLY) for table in kept} | {(table, NO_TRUNCATE) for table in tracked - kept}


def is_tracked(model: type[models.Model]) -> bool:
    """Whether triggers write events for the model."""
    return "pgh_event_models" in vars(model)


def missing(using: str = "default") -> set[tuple[str, Guard]]:
    """What `wanted` names and a table of the database lacks or has switched off."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger "
            "WHERE tgname IN ('trail_append_only', 'trail_no_truncate') AND tgenabled <> 'D'"
        )
        present = {(table.strip('"'), name) for table, name in cursor.fetchall()}
        tables = set(connections[using].introspection.table_names(cursor))
    return {(table, guard) for table, guard in wanted() if table in tables and (table, guard.name) not in present}


def install(using: str = "default") -> None:
    """Install the missing guards, and let nobody but the owner use the functions that write events."""
    lacking = missing(using)
    connection = connections[using]
    with connection.cursor() as cursor:
        if lacking:
            cursor.execute(FUNCTION)
        for table, guard in sorted(lacking, key=lambda pair: pair[0]):
            quoted = connection.ops.quote_name(table)
            cursor.execute(
                f"DROP TRIGGER IF EXISTS {guard.name} ON {quoted}; CREATE TRIGGER {guard.name} "
                f"BEFORE {guard.operations} ON {quoted} FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse()"
            )
        for function in _open_functions(using):
            cursor.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")


def _open_functions(using: str) -> list[str]:
    """Functions with the owner's rights that everybody might still hang on a table of his own."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT oid::regprocedure::text FROM pg_proc WHERE prosecdef AND proname LIKE 'pgtrigger%%' "
            "AND has_function_privilege('public', oid, 'EXECUTE') AND pg_get_userbyid(proowner) = current_user"
        )
        return [function for (function,) in cursor.fetchall()]


def role_grants(role: str) -> list[str]:
    """Statements after which a role may use the application and of the trail only add seals.

    Events are written by functions with the owner's rights, so the role needs no INSERT on them.
    """
    name = connections["default"].ops.quote_name
    events = {model._meta.db_table for model in event_models()}
    kept = {model._meta.db_table for model in append_only_models()} - events
    statements = [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name(role)}",
        f"GRANT USAGE ON SCHEMA public TO {name(role)}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name(role)}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {name(role)}",
    ]
    statements += [f"REVOKE INSERT, UPDATE, DELETE ON {name(table)} FROM {name(role)}" for table in sorted(events)]
    statements += [f"REVOKE UPDATE, DELETE ON {name(table)} FROM {name(role)}" for table in sorted(kept)]
    statements.append(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {name(role)}")
    return statements
