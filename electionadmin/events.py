"""What an event of the audit trail is, and the trigger that writes it (django-pghistory, adapted).

Three things differ from the library:

* No switch turns recording off: the library's triggers obey the session variable `pgtrigger.ignore`.
* The function runs with the rights of the owner of the tables, so that the application's role needs none to write
  events and cannot invent any.
* The context stands in the event itself; the library also upserts a row of `pghistory_context` for each statement,
  a table that is updated and so proves nothing.

A row whose key is changed is recorded as deleted and inserted; the library would record nothing.
"""

from typing import Any

import pghistory.models
import pgtrigger
import pgtrigger.compiler
from django.db import models
from pghistory import trigger
from pghistory.core import RowEvent

from electionadmin import registry

registry.install()


class Event(pghistory.models.Event):
    """One change of one row: its columns after the change, or before it for a deletion."""

    pgh_id = models.BigAutoField(primary_key=True)
    pgh_label = models.CharField(max_length=6)

    class Meta:
        abstract = True


class TriggerSql(pgtrigger.compiler.UpsertTriggerSql):
    """SQL that installs a trigger which cannot be ignored and runs with its owner's rights."""

    def get_template(self) -> str:
        """The statements; migrations keep a hash of them."""
        return """
            CREATE OR REPLACE FUNCTION {pgid}() RETURNS TRIGGER AS $$
                {declare}
                BEGIN
                    {func}
                END;
            $$ LANGUAGE plpgsql SECURITY DEFINER
                SET search_path = public, pg_temp SET jit = off SET enable_nestloop = off;

            DROP TRIGGER IF EXISTS {pgid} ON {table};
            CREATE {constraint} TRIGGER {pgid}
                {when} {operation} ON {table}
                {timing}
                {referencing}
                FOR EACH {level} {condition}
                EXECUTE PROCEDURE {execute};

            COMMENT ON TRIGGER {pgid} ON {table} IS '{hash}';
        """


class EventTrigger(trigger.Event):
    """Writes the events of one statement with one INSERT."""

    def get_func(self, model: type[models.Model]) -> pgtrigger.Func:
        """Body of the function; `{cond_…}` is filled in by django-pgtrigger."""
        key = model._meta.pk.column
        if self.operation != pgtrigger.Update:
            rows = "new_values" if self.operation == pgtrigger.Insert else "old_values"
            return pgtrigger.Func(f"{self._insert(self.label, rows, f'{{cond_{rows}}}')} RETURN NULL;")
        came = f'new_values WHERE NOT EXISTS (SELECT FROM old_values o WHERE o."{key}" = new_values."{key}")'
        went = f'old_values WHERE NOT EXISTS (SELECT FROM new_values n WHERE n."{key}" = old_values."{key}")'
        return pgtrigger.Func(
            f"{self._insert(self.label, 'new_values', '{cond_new_values}')} "
            f"IF EXISTS (SELECT FROM {came}) THEN "
            f"{self._insert('delete', 'old_values', went)} {self._insert('insert', 'new_values', came)} "
            f"END IF; RETURN NULL;"
        )

    def _insert(self, label: str, rows: str, source: str) -> str:
        tracked = {field.name for field in self.event_model.pgh_tracked_model._meta.fields}
        values = {
            field.column: f'{rows}."{field.column}"'
            for field in self.event_model._meta.fields
            if field.name in tracked and field.concrete
        }
        values |= {
            "pgh_created_at": "clock_timestamp()",
            "pgh_label": f"'{label}'",
            "pgh_obj_id": f'{rows}."{self.event_model.pgh_tracked_model._meta.pk.column}"',
            "pgh_context": "NULLIF(current_setting('pghistory.context_metadata', TRUE), '')::jsonb",
            "pgh_context_id": "NULLIF(current_setting('pghistory.context_id', TRUE), '')::uuid",
        }
        columns = ", ".join(f'"{column}"' for column in sorted(values))
        expressions = ", ".join(values[column] for column in sorted(values))
        table = self.event_model._meta.db_table
        return f'INSERT INTO "{table}" ({columns}) SELECT {expressions} FROM {source};'  # noqa: S608

    def compile(self, model: type[models.Model]) -> pgtrigger.compiler.Trigger:
        """As the library's, with our own template."""
        arguments: dict[str, Any] = super().compile(model).sql.kwargs
        arguments.pop("ignore_func_name", None)
        return pgtrigger.compiler.Trigger(name=self.name, sql=TriggerSql(**arguments))


class _Recorded(RowEvent):
    """A tracker whose trigger is ours."""

    def add_event_trigger(self, event_model: type[Event]) -> None:
        """Register the trigger with the tracked model."""
        pgtrigger.register(
            EventTrigger(
                event_model=event_model,
                label=self.label,
                name=self.trigger_name,
                row=self.row,
                operation=self.operation,
                condition=self.condition,
                level=pgtrigger.Statement,
            )
        )(event_model.pgh_tracked_model)


class Inserted(_Recorded):
    """The row as it was inserted."""

    label = "insert"
    row = "NEW"
    operation = pgtrigger.Insert


class Updated(_Recorded):
    """The row after a change of a tracked column."""

    label = "update"
    row = "NEW"
    operation = pgtrigger.Update


class Deleted(_Recorded):
    """The row as it was deleted."""

    label = "delete"
    row = "OLD"
    operation = pgtrigger.Delete
