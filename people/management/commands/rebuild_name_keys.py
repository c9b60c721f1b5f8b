"""Brings the stored sort and search keys of persons up to date."""

from typing import Any

from django.core.management.base import BaseCommand

from people.services import rebuild_name_keys


class Command(BaseCommand):
    """After a change of the stroke table or of pypinyin."""

    help = "Work out the order by strokes and the pinyin of every person again."

    def handle(self, **options: Any) -> None:
        """Rebuild and print how many changed."""
        self.stdout.write(f"{rebuild_name_keys()} persons changed.")
