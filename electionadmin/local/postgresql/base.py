"""Found by Django by this name."""

from typing import Any

from django.db.backends.postgresql import base
from psycopg2 import OperationalError

from electionadmin.local import postgres


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the embedded server; commands that touch no table never start it."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, to a server that runs."""
        postgres.ensure_running()
        try:
            return super().get_new_connection(conn_params)
        except OperationalError:
            postgres.start_again()
            return super().get_new_connection(conn_params)
