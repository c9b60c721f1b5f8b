"""`recount FILE [FILE …]`: the verdict on count records, for an auditor who has no database."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ballots.files import UnreadableError, speak_utf8, verdict_lines


class Command(BaseCommand):
    """Reads, judges, prints; touches neither database nor model."""

    help = "Judge count records: one JSON verdict per file, an array for a file that holds an array."
    requires_system_checks = []  # noqa: RUF012 - as Django declares it

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Files, and how the verdicts are laid out."""
        parser.add_argument(
            "files", nargs="+", metavar="FILE", help="JSON file with one count record or an array of them"
        )
        parser.add_argument("--indent", action="store_true", help="print each verdict over several lines")

    def handle(self, *args: Any, files: list[str], indent: bool, **options: Any) -> None:
        """Print nothing unless every record of every file could be judged; exit status 2 otherwise."""
        try:
            lines = verdict_lines(files, indent=indent)
        except UnreadableError as error:
            raise CommandError(str(error), returncode=2) from None
        speak_utf8()
        self.stdout.write(lines)
