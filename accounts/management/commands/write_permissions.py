"""Writes docs/permissions.md."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.permissions import permissions_page


class Command(BaseCommand):
    """The table of roles and acts, for readers."""

    help = "Write docs/permissions.md from accounts/roles.py."

    def handle(self, **options: Any) -> None:
        """Write the file."""
        target = settings.BASE_DIR / "docs" / "permissions.md"
        target.write_text(permissions_page(), encoding="utf-8")
        self.stdout.write(f"{target.name} is written.")
