"""Is this paper ours, and does it still hold?"""

import re
from dataclasses import dataclass
from typing import Final

from filings.facts import sm3
from filings.models import Document, Standing

NUMBER: Final = re.compile(r"(\d{6})-?([0-9A-Z]{5})-?([0-9A-Z]{5})")
LARGEST_FILE: Final = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the register says; `document` None for what it does not know."""

    standing: Standing
    document: Document | None = None


_UNKNOWN: Final = Verdict(Standing.UNKNOWN)


def check_file(content: bytes) -> Verdict:
    """By the digest of the file: a single other byte makes it unknown."""
    return _verdict(sm3=sm3(content))


def check_number(text: str) -> Verdict:
    """By the number at the foot of the paper, as somebody types it or a scanner reads it from the QR code.

    The number alone proves nothing: who checks compares the facts with what he holds.
    """
    found = NUMBER.search("".join(text.split()).upper().replace("O", "0").replace("I", "1"))
    return _verdict(number="-".join(found.groups())) if found else _UNKNOWN


def _verdict(**by: str) -> Verdict:
    rows = Document.objects.defer("content").select_related("withdrawal", "successor", "made_by")
    document = rows.filter(**by).first()
    return Verdict(document.standing, document) if document else _UNKNOWN
