"""The registry of triggers with its two indexes kept (django-pgtrigger, adapted).

The library walks through all triggers twice for each one that is added: with the five hundred of ours that took a
second at the start of every process.
"""

import pgtrigger
from django.db import models
from pgtrigger import registry


class _Indexed(registry._Registry):  # noqa: SLF001
    def __init__(self) -> None:
        self._by_table: dict[tuple[str, str], pgtrigger.Trigger] = {}
        self._function_names: set[str] = set()
        super().__init__()

    @property
    def by_db_table(self) -> dict[tuple[str, str], pgtrigger.Trigger]:
        return self._by_table

    @property
    def pg_function_names(self) -> set[str]:
        return self._function_names

    def __setitem__(self, uri: str, registered: tuple[type[models.Model], pgtrigger.Trigger]) -> None:
        super().__setitem__(uri, registered)
        model, trigger = registered
        self._by_table[model._meta.db_table, trigger.name] = trigger
        self._function_names.add(trigger.get_pgid(model))


def install() -> None:
    """Put ours in the place of the library's, before the first trigger is registered."""
    if registry._registry:  # noqa: SLF001
        raise RuntimeError("triggers were registered before the registry was replaced")
    registry._registry = _Indexed()  # noqa: SLF001
