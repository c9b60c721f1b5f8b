"""`manage.py import_divisions FILE`: the division tree from a list of codes and names."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser, no_translations

from sheets.engine import Outcome
from villages.spreadsheets.divisions import import_divisions


class Command(BaseCommand):
    """Import divisions from CSV, XLSX, XLS, ET or ODS."""

    help = "Imports divisions. Exit 0 and a summary, or exit 1 and one line an error; then nothing was written."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and whether bad rows hinder the good ones."""
        parser.add_argument("file", type=Path, help="table with a header row; the columns code and name are enough")
        parser.add_argument("--skip-bad", action="store_true", help="import the good rows although others are bad")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        """Import and report."""
        path: Path = options["file"]
        if not path.is_file():
            self.stdout.write(f"line 1, column file: There is no file {path}.")
            raise SystemExit(1)
        outcome = import_divisions(path, scope=None, skip_bad=options["skip_bad"])
        for problem in outcome.problems:
            self.stdout.write(str(problem))
        if outcome.total_problems > len(outcome.problems):
            self.stderr.write(f"and {outcome.total_problems - len(outcome.problems)} errors more")
        if not outcome.written:
            self.stderr.write(f"{outcome.total_problems} errors; nothing was written")
            raise SystemExit(1)
        self._report(outcome)

    def _report(self, outcome: Outcome) -> None:
        for note in outcome.notes:
            self.stderr.write(note)
        for title, lines in outcome.lists.items():
            self.stdout.write(f"{title}:")
            for line in lines:
                self.stdout.write(f"  {line}")
        counts = outcome.counts
        self.stdout.write(
            f"created={counts.created} renamed={counts.changed} unchanged={counts.unchanged}"
            f" vanished={counts.vanished} bad={outcome.bad}"
        )
