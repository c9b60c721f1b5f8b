"""Two people change the same thing: the second sees what the first has changed, and decides."""

from collections.abc import Iterable
from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from electionadmin.unignorable import Unignorable


class Versioned(models.Model):
    """A row that counts its changes, whatever program makes them: the database raises the number.

    A subclass's Meta inherits from this one. A form sends the number of the row it was filled from.
    """

    version = models.PositiveIntegerField(_("version"), default=1, db_default=1, editable=False)

    class Meta:
        abstract = True
        triggers: ClassVar = [
            # The library's own looks for its switch in a block that catches errors: in a transaction that has written
            # much, each row then costs as much as all that was written before it.
            Unignorable(
                name="count_version",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(),
                func="NEW.version = OLD.version + 1; RETURN NEW;",
            )
        ]

    def changed_since(self, version: int) -> bool:
        """Whether somebody has changed the row since a form was filled from that version."""
        return self.version != version

    @classmethod
    def compared(cls, names: Iterable[str]) -> list[str]:
        """Those of a form's fields that are columns of the row."""
        columns = {field.name for field in cls._meta.concrete_fields}
        return [name for name in names if name in columns]


class Stale(Exception):
    """Somebody else has changed `current` since the user's form was filled from it."""

    def __init__(self, current: models.Model) -> None:
        super().__init__(str(current))
        self.current: Any = current
