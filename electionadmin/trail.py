"""Every table keeps its history: PostgreSQL triggers write one event a row and change (see `electionadmin.events`).

Besides the row an event says who, from where, on which page and why: its context, a JSON object. A request opens it with
`user`, `name`, `role`, `place`, `code`, `ip`, `url` and `method` (accounts.middleware), a job with `job`, `kind` and the
user it works for (jobs.services), a command with `command` and `machine_user`; a service adds the `reason` (`because`).

A row that `cursor.copy_expert` puts straight into a tracked table has the context of the last statement before it in the
same transaction, because COPY passes no hook of Django's: an import copies into a temporary table and inserts from there.
"""

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pghistory
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models
from django.utils.functional import Promise
from pghistory import runtime

Model = TypeVar("Model", bound=type[models.Model])

_VARIABLES = ["pghistory.context_id", "pghistory.context_metadata"]
_append_only: list[type[models.Model]] = []
_seal_sources: list[Callable[[], tuple[int, str] | None]] = []


def tracked(*, exclude: list[str] | None = None) -> Callable[[Model], Model]:
    """Class decorator of a model: inserts, updates and deletions are recorded, columns in `exclude` left out.

    Indexes of the event table: its key, the time (the overall trail), and the object (its history and the row before).
    """
    from electionadmin import events  # a model: settings and command line import this module before models are ready

    decorate: Callable[[Model], Model] = pghistory.track(
        events.Inserted(),
        events.Updated(),
        events.Deleted(),
        exclude=exclude,
        base_model=events.Event,
        meta={
            "indexes": [models.Index(fields=["pgh_created_at"]), models.Index(fields=["pgh_obj", "pgh_id"])],
            "default_permissions": (),
        },
    )
    return decorate


def append_only(model: Model) -> Model:
    """Class decorator of a model whose rows the database never lets anybody change or delete."""
    _append_only.append(model)
    return model


def append_only_models() -> list[type[models.Model]]:
    """All event models and those marked with `append_only`."""
    return [*pghistory.core.event_models(), *_append_only]


def tells_newest_seal(source: Callable[[], tuple[int, str] | None]) -> None:
    """Register who knows the newest seal over the events: number and digest."""
    _seal_sources[:] = [source]


def newest_seal() -> tuple[int, str] | None:
    """Number and digest of the newest seal, to be printed on paper that leaves the house; None before the first."""
    return _seal_sources[0]() if _seal_sources else None


@contextmanager
def because(reason: str | Promise, **facts: Any) -> Iterator[None]:
    """Everything written within is done for this reason; afterwards the former context holds again."""
    with _told(reason=str(reason), **facts):
        yield


@contextmanager
def command(arguments: list[str]) -> Iterator[None]:
    """Everything written within is done by a command of manage.py, typed by a user of the machine."""
    try:
        ready = len(arguments) > 1 and bool(settings.DATABASES)
    except ImproperlyConfigured:
        ready = False  # the command itself reports it
    if not ready:
        yield
        return
    with _told(command=arguments[1], machine_user=getpass.getuser()):
        yield


@contextmanager
def _told(**facts: Any) -> Iterator[None]:
    outermost = not hasattr(runtime._tracker, "value")  # noqa: SLF001  the library has no question for it
    with pghistory.context() as context:
        before = dict(context.metadata)
        context.metadata.update(facts)
        try:
            yield
        finally:
            context.metadata.clear()
            context.metadata.update(before)
    if outermost and connection.in_atomic_block and not connection.needs_rollback:
        # The facts were told to the transaction, which goes on without them.
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(name, '', true) FROM unnest(%s) AS name", [_VARIABLES])
