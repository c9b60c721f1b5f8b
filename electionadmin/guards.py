"""Triggers by which the database itself refuses what the law forbids; no session variable switches them off."""

from typing import Any

import pgtrigger
import pgtrigger.compiler
from django.db import models

from electionadmin.events import TriggerSql


class Guard(pgtrigger.Trigger):
    """A trigger of django-pgtrigger that cannot be ignored: only the owner of the tables can take it away."""

    def compile(self, model: type[models.Model]) -> pgtrigger.compiler.Trigger:
        """As the library's, with our own template."""
        arguments: dict[str, Any] = super().compile(model).sql.kwargs
        arguments.pop("ignore_func_name", None)
        return pgtrigger.compiler.Trigger(name=self.name, sql=TriggerSql(**arguments))


def refusal(message: str) -> str:
    """Statement that refuses; the message is for whoever goes round the application."""
    return f"RAISE check_violation USING MESSAGE = '{message}';"
