"""Seal the events of the audit trail that are final."""

from typing import Any

from django.core.management.base import BaseCommand

from oversight import services


class Command(BaseCommand):
    """`manage.py seal`: one line for each new seal."""

    help = "Seals the events of the audit trail whose transactions have ended; beat does so every minute."

    def handle(self, **options: Any) -> None:
        """Seal and print number, digest and count of events."""
        for made in services.seal():
            self.stdout.write(f"{made.number} {made.digest} events={made.events}")
