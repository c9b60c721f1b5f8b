"""Give the application's database role what it needs and nothing more."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from oversight.guards import role_grants


class Command(BaseCommand):
    """`manage.py grant_application ROLE`: run by the owner of the tables after each migration."""

    help = "Grants a database role what the application needs. The audit trail it may read and never write."

    def add_arguments(self, parser: CommandParser) -> None:
        """The role."""
        parser.add_argument("role", help="a role that owns nothing and is no superuser")

    @transaction.atomic
    def handle(self, *, role: str, **options: Any) -> None:
        """Check the role and grant."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper, rolname = current_user FROM pg_roles WHERE rolname = %s", [role])
            found = cursor.fetchone()
            if found is None:
                raise CommandError(f"There is no role {role}. Create it first: CREATE ROLE {role} LOGIN PASSWORD '…'.")
            if any(found):
                raise CommandError(f"{role} owns the tables or is a superuser. Name a role that can do nothing yet.")
            for statement in role_grants(role):
                cursor.execute(statement)
        self.stdout.write(f"{role} may use the application's tables and only read the audit trail.")
