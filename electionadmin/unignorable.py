"""Triggers that no session variable switches off, for what the database itself must refuse or count."""

from typing import Any

import pgtrigger
import pgtrigger.compiler
from django.db import models

from electionadmin.events import TriggerSql


class Unignorable(pgtrigger.Trigger):
    """A trigger of django-pgtrigger that `pgtrigger.ignore` does not reach; it runs with the table owner's rights."""

    def compile(self, model: type[models.Model]) -> pgtrigger.compiler.Trigger:
        """As the library's, with our own template."""
        arguments: dict[str, Any] = super().compile(model).sql.kwargs
        arguments.pop("ignore_func_name", None)
        return pgtrigger.compiler.Trigger(name=self.name, sql=TriggerSql(**arguments))


def refusal(message: str) -> str:
    """Statement of a trigger that refuses; the message is for whoever goes round the application."""
    return f"RAISE check_violation USING MESSAGE = '{message}';"
