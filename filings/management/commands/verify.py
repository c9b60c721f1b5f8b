"""Is this PDF in the register, and does it still hold?"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from filings.checking import LARGEST_FILE, check_file
from filings.models import Standing


class Command(BaseCommand):
    """Prints `genuine`, `superseded`, `withdrawn` or `unknown` and what the register knows; exit 0 only for genuine."""

    help = "Check a document's file against the register: genuine, superseded, withdrawn or unknown."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options: Any) -> None:
        """Print the verdict."""
        try:
            if file.stat().st_size > LARGEST_FILE:
                raise CommandError(f"{file} is larger than any document of the register.", returncode=2)
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}", returncode=2) from None
        verdict = check_file(content)
        self.stdout.write(verdict.standing.value)
        document = verdict.document
        if document is not None:
            self.stdout.write(f"{document.number} {document.title} {document.issued_on} SM3 {document.sm3}")
            if verdict.standing is Standing.SUPERSEDED:
                self.stdout.write(f"superseded by {document.successor.number}")
            if verdict.standing is Standing.WITHDRAWN:
                self.stdout.write(f"withdrawn {document.withdrawal.at:%Y-%m-%d}: {document.withdrawal.reason}")
        if verdict.standing is not Standing.GENUINE:
            raise SystemExit(1)
