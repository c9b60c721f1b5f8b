"""`recount FILE …`: the verdict on count records, for an auditor who has no database; `recount --election ID` from what is stored."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ballots.files import UnreadableError, speak_utf8, verdict_lines


class Command(BaseCommand):
    """Reads, judges, prints. Files touch neither database nor model; an election is only read."""

    help = (
        "Judge count records: one JSON verdict per file, an array for a file that holds an array;"
        " or every counted vote of an election from what is stored."
    )
    requires_system_checks = []  # noqa: RUF012 - as Django declares it

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Files or an election, and how the answers are laid out."""
        parser.add_argument(
            "files", nargs="*", metavar="FILE", help="JSON file with one count record or an array of them"
        )
        parser.add_argument("--election", type=int, metavar="ID", help="judge the counted votes of an election anew")
        parser.add_argument(
            "--export", metavar="FILE", help="with --election: write the records; stations of few voters together"
        )
        parser.add_argument("--indent", action="store_true", help="print each verdict over several lines")

    def handle(
        self, *args: Any, files: list[str], election: int | None, export: str | None, indent: bool, **options: Any
    ) -> None:
        """Print nothing unless everything could be judged; exit status 2 otherwise."""
        if bool(files) == bool(election) or (export and not election):
            raise CommandError("Give files, or --election ID with or without --export FILE.", returncode=2)
        if election:
            # Files are judged without the database, so its models are asked for here only.
            from ballots.stored import judged_again

            lines = judged_again(election, export=Path(export) if export else None, indent=indent)
        else:
            try:
                lines = verdict_lines(files, indent=indent)
            except UnreadableError as error:
                raise CommandError(str(error), returncode=2) from None
        speak_utf8()
        self.stdout.write(lines)
