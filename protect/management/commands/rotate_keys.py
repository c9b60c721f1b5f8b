"""Encrypts again, with the current key, whatever bears another one: values in the database, then files."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import models

from protect.crypto import keyring
from protect.services import BATCH, rotate_files, rotate_keys


class Command(BaseCommand):
    """Change of the encryption key.

    Put the new key first in ENCRYPTION_KEYS, keep the old ones behind it, start every process again, then run this. It
    may be stopped and started again. The histories are append-only and are not touched: keep the old keys
    for as long as their events are kept.
    """

    help = "Encrypt every stored value and file again with the first key of ENCRYPTION_KEYS (histories keep theirs)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Size of a batch."""
        parser.add_argument("--batch", type=int, default=BATCH, help="rows in a transaction (default %(default)s)")

    def handle(self, *, batch: int, verbosity: int, **options: Any) -> None:
        """Rotate and print counts."""
        start = time.monotonic()

        def report(model: type[models.Model], done: int) -> None:
            if verbosity > 1:
                self.stdout.write(f"{model._meta.label}: {done}")

        total = rotate_keys(report=report, batch=batch)
        files, refused = rotate_files(report=lambda name: self.stdout.write(name) if verbosity > 1 else None)
        seconds = time.monotonic() - start
        self.stdout.write(f"{total} rows and {files} files now bear the key {keyring().current!r} ({seconds:.1f} s).")
        if refused:
            lines = "\n".join(str(error) for error in refused)
            raise CommandError(f"{len(refused)} files do not open and were left as they are:\n{lines}")
