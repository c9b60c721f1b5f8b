"""Makes one document without a worker."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from filings.engine.errors import Unprintable
from filings.kinds import UnknownDocument, kind_of, kinds
from filings.services import NotWhole, make, paper_of


class Command(BaseCommand):
    """`render KIND ID --out FILE.pdf`: the document goes into the register as one made by a worker does; ID is the key of its thing."""

    help = "Make one document of a kind and write its PDF, or list the kinds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Kind, key, target."""
        parser.add_argument("kind", nargs="?", help="code of the kind (see --list)")
        parser.add_argument("id", nargs="?", help="key of the thing it is made for")
        parser.add_argument("--out", type=Path, help="the PDF")
        parser.add_argument("--list", action="store_true", help="print the kinds: code, title, what the ID is")

    def handle(self, **options: Any) -> None:
        """List or make."""
        if options["list"]:
            for kind in kinds():
                self.stdout.write(f"{kind.code}\t{kind.title}\t{kind.subject.model}")
            return
        if not (options["kind"] and options["id"] and options["out"]):
            raise CommandError("Give KIND, ID and --out FILE.pdf, or --list.")
        self._make(options["kind"], options["id"], options["out"])

    def _make(self, code: str, pk: str, out: Path) -> None:
        try:
            kind = kind_of(code)
            thing = kind.subject.of_key(kind.among, pk)
            if thing is None:
                raise CommandError(f"There is no {kind.subject.model} {pk} for which {code} is made.")
            document, made = make(paper_of(kind, thing), user=None)
            out.write_bytes(document.pdf)
        except UnknownDocument:
            raise CommandError(f"There is no kind {code}; render --list prints them.") from None
        except NotWhole as refusal:
            raise CommandError("These facts are missing: " + "; ".join(gap.detail for gap in refusal.gaps)) from None
        except Unprintable as refusal:
            raise CommandError(f"No face has these characters: {refusal.characters}") from None
        except (OSError, ValidationError) as error:
            raise CommandError(f"{out}: {error}") from None
        self.stdout.write(f"{document.number} {document.title} {'made' if made else 'as before'}")
