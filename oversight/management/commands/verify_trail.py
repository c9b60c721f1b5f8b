"""Check the chain of the audit trail."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from oversight import services


class Command(BaseCommand):
    """`manage.py verify_trail [--seal DIGEST]`: exit 0, or 1 and the first broken event."""

    help = "Checks every seal of the audit trail and every sealed event. Exit 0 if all is as it was sealed, else 1."

    def add_arguments(self, parser: CommandParser) -> None:
        """The printed seal."""
        parser.add_argument("--seal", metavar="DIGEST", help="the digest printed on a document or daily audit sheet")

    def handle(self, *, seal: str | None, **options: Any) -> None:
        """Print the outcome."""
        report = services.verify(expected=seal)
        if report.finding is None:
            self.stdout.write(f"sound seals={report.seals} events={report.events} newest={report.digest or '-'}")
            return
        finding = report.finding
        place = f"{finding.table} {finding.event}" if finding.event is not None else finding.table or "-"
        self.stdout.write(f"broken {place} {finding}")
        sys.exit(1)
