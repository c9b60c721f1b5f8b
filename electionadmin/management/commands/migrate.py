"""`migrate`, quick where there is nothing yet: an empty database gets its tables straight from the models.

Every migration written so far is the first of its room, and `make check` proves that the migrations and the models say the
same. Going through several hundred steps would have Django build all its models anew at each of them: minutes for what
takes seconds. A database that holds anything is migrated as Django does it.
"""

from typing import Any

from django.apps import apps
from django.core.management.commands import migrate
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

# With one of these something else is asked for than the whole.
_PARTS = ("app_label", "migration_name", "fake", "fake_initial", "plan", "check_unapplied", "prune")


class Command(migrate.Command):
    """Django's own, with the quick way for an empty database."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the tables at once, or migrate."""
        connection = connections[options["database"]]
        if any(options.get(name) for name in _PARTS) or connection.introspection.table_names():
            super().handle(*args, **options)
            return
        self.verbosity = options["verbosity"]
        emit_pre_migrate_signal(self.verbosity, interactive=False, db=connection.alias)
        self.sync_apps(connection, {config.label for config in apps.get_app_configs()})
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        for app_label, name in MigrationLoader(connection).disk_migrations:
            recorder.record_applied(app_label, name)
        emit_post_migrate_signal(self.verbosity, interactive=False, db=connection.alias)
