"""`manage.py demo`: the demonstration county."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from demo import services
from demo.accounts import ACCOUNTS, PASSWORD


class Command(BaseCommand):
    """Load the demonstration county into an empty database and print its accounts."""

    help = "Load the demonstration county into an empty database; print account names and passwords."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--if-empty` for the one-command run, which finds a filled database on its second start."""
        parser.add_argument("--if-empty", action="store_true", help="do nothing to a database that holds data already")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, or refuse."""
        if services.is_empty():
            services.load()
            self.stdout.write("The demonstration county 沁源县 is loaded.")
        elif not options["if_empty"]:
            raise CommandError("The database holds data already; the demonstration goes into an empty one only.")
        if services.is_loaded():
            self._print_accounts()

    def _print_accounts(self) -> None:
        self.stdout.write(f"Demonstration accounts, password {PASSWORD}")
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.username:<14} {account.role.value:<20} {account.office} {account.name}")
