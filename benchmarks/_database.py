"""A database for a benchmark: migrated once, copied for each run, gone at the end. The developer's own is not touched."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class Scratch:
    """Databases made for a benchmark: the migrated one, and the copy that a run fills."""

    template: str
    copy: str

    def renew(self) -> None:
        """A fresh copy of the migrated database; from now on the connection is to it."""
        connection.close()
        with connection._nodb_cursor() as cursor:  # noqa: SLF001 - as Django's own test databases are made
            cursor.execute(f'DROP DATABASE IF EXISTS "{self.copy}"')
            cursor.execute(f'CREATE DATABASE "{self.copy}" TEMPLATE "{self.template}"')
        connection.settings_dict["NAME"] = self.copy


@contextmanager
def scratch() -> Iterator[Scratch]:
    """A migrated database and room for a copy of it."""
    own = connection.settings_dict["NAME"]
    names = Scratch(f"bench_{os.getpid()}", f"bench_{os.getpid()}_run")
    connection.settings_dict["TEST"]["NAME"] = names.template
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield names
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
        with connection._nodb_cursor() as cursor:  # noqa: SLF001 - the same
            cursor.execute(f'DROP DATABASE IF EXISTS "{names.copy}"')
            cursor.execute(f'DROP DATABASE IF EXISTS "{names.template}"')


def twin(table: str) -> str:
    """A table of the same columns and indexes without triggers and constraints; its name."""
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TABLE "{table}_twin" (LIKE "{table}" INCLUDING INDEXES INCLUDING IDENTITY)')
    return f"{table}_twin"
