"""Facts of a closed step are frozen: the database refuses to write what rests on an approved step (see docs/steps.md)."""

from collections.abc import Iterable
from typing import Any, Final

import pgtrigger
from django.db import models

from electionadmin.unignorable import Unignorable
from elections.steps import Step

_OPERATIONS: Final = {
    "insert": (pgtrigger.Insert, pgtrigger.Referencing(new="new_values"), ("new_values",)),
    "update": (
        pgtrigger.Update,
        pgtrigger.Referencing(old="old_values", new="new_values"),
        ("old_values", "new_values"),
    ),
    "delete": (pgtrigger.Delete, pgtrigger.Referencing(old="old_values"), ("old_values",)),
}
# The lock waits for an approval under way, and an approval waits for facts being written: none slips past the other.
_REFUSE: Final = """
    PERFORM FROM elections_electionstep AS s
        WHERE s.election_id IN ({elections}) AND s.step IN ({steps})
        ORDER BY s.id FOR SHARE;
    IF EXISTS (
        SELECT FROM elections_electionstep AS s
        WHERE s.election_id IN ({elections}) AND s.step IN ({steps}) AND s.state = 'approved'
    ) THEN
        RAISE integrity_constraint_violation USING
            MESSAGE = format('%s of "%s" is refused: the step it belongs to is closed', TG_OP, TG_TABLE_NAME),
            HINT = 'Reopen the step with a reason.',
            CONSTRAINT = 'frozen_by_step';
    END IF;
    RETURN NULL;
"""


class Frozen(Unignorable):
    """Refuses one operation on the facts of elections whose step is approved, once a statement."""

    def __init__(self, *, steps: tuple[str, ...], kind: str, path: str, only: tuple[str, ...]) -> None:
        operation, referencing, self.sources = _OPERATIONS[kind]
        self.steps, self.path, self.only = steps, path, only
        super().__init__(
            name=f"frozen_{kind}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=referencing,
        )

    def get_func(self, model: type[models.Model]) -> str:
        """Body of the function: the elections of the rows that really change, and whether their step is closed."""
        columns = self._columns(model)
        parts = [f"SELECT {columns} FROM {source}" for source in self.sources]  # noqa: S608  columns of models
        changed = parts[0]
        if len(parts) > 1:  # a row that stays as it was is no change
            changed = f"({parts[0]} EXCEPT ALL {parts[1]}) UNION ALL ({parts[1]} EXCEPT ALL {parts[0]})"
        elections = f"SELECT {self._election(model)} FROM ({changed}) AS changed"  # noqa: S608  columns of models
        steps = ", ".join(f"'{step}'" for step in self.steps)
        return _REFUSE.format(elections=elections, steps=steps)

    def _columns(self, model: type[models.Model]) -> str:
        meta: Any = model._meta
        if not self.only:
            return "*"
        first = self.path.split("__", maxsplit=1)[0]
        names = {meta.pk.name, *([first] if first else []), *self.only}
        return ", ".join(f'"{meta.get_field(name).column}"' for name in sorted(names))

    def _election(self, model: type[models.Model]) -> str:
        """Expression of the election's key for a row of `changed`, following the path's foreign keys."""
        names = self.path.split("__") if self.path else [model._meta.pk.name]
        field: Any = model._meta.get_field(names[0])
        expression = f'changed."{field.column}"'
        for name in names[1:]:
            target = field.remote_field.model
            field = target._meta.get_field(name)
            expression = (
                f'(SELECT t."{field.column}" FROM "{target._meta.db_table}" AS t'  # noqa: S608  names of models
                f' WHERE t."{target._meta.pk.column}" = {expression})'
            )
        return expression


def frozen_by(*steps: Step, path: str = "election", only: Iterable[str] = ()) -> list[Frozen]:
    """Triggers for a model's `Meta.triggers`: inserts, updates and deletions are refused once one of `steps` is approved.

    Args:
        steps: The steps whose approval closes the facts of the model.
        path: Foreign keys from the model to the election (`"roll__election"`); empty for the election itself.
        only: Fields that are frozen; without any, all of them and the row itself. With some, rows may come and go.

    """
    fields, kinds = tuple(only), ("update",) if only else tuple(_OPERATIONS)
    keys = tuple(step.value for step in steps)
    return [Frozen(steps=keys, kind=kind, path=path, only=fields) for kind in kinds]
