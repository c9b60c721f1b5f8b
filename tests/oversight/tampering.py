"""What only a superuser can do to the trail."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from oversight import services
from oversight.services import Report
from tests.factories import make_division


@contextmanager
def past_the_guards() -> Iterator[CursorWrapper]:
    """A cursor for which no trigger fires."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield cursor
        cursor.execute("RESET session_replication_role")


def sealed_divisions(codes: int = 5) -> list[int]:
    """Numbers of the events of some villages, sealed together."""
    make_division("140431100")
    for number in range(codes):
        make_division(f"140431100{number + 1:03}")
    assert services.seal()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pgh_id FROM villages_divisionevent WHERE length(code) = 12 ORDER BY pgh_id")
        return [event for (event,) in cursor.fetchall()]


def event_model(model: type[Model]) -> Any:
    """The history of a model."""
    return model.pgh_event_model  # type: ignore[attr-defined]


def verified() -> Report:
    """The outcome of a check."""
    return services.verify()
