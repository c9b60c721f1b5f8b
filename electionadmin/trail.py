"""Every table keeps its history: PostgreSQL triggers write one event a row and change (django-pghistory)."""

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db import models

Model = TypeVar("Model", bound=type[models.Model])


def tracked(*, exclude: list[str] | None = None) -> Callable[[Model], Model]:
    """Class decorator of a model: inserts, updates and deletions are recorded, columns in `exclude` left out."""
    decorate: Callable[[Model], Model] = pghistory.track(
        pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=exclude
    )
    return decorate
