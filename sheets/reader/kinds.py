"""What a file is, by its content: a name says nothing."""

import re
from pathlib import Path
from typing import Final, Literal

from sheets.reader.refusal import Refusal

Kind = Literal["csv", "zip", "ole"]
MAX_BYTES: Final = 100 * 1024 * 1024
_HEAD: Final = 4096
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS: Final = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"{\\rtf", "RTF"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
    (b"SQLite format 3", "SQLite"),
)
_MARKUP: Final = re.compile(rb"\s*<[!?a-zA-Z]")


def kind_of(path: Path) -> Kind:
    """Whether a file is text, a zip archive or an OLE2 container. Raises Refusal for what is no table."""
    size = path.stat().st_size
    if not size:
        raise Refusal("empty")
    if size > MAX_BYTES:
        raise Refusal("too_big", size=size >> 20, limit=MAX_BYTES >> 20)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith(_OLE):
        return "ole"
    for magic, name in _OTHERS:
        if head.startswith(magic):
            raise Refusal("not_a_table", what=name)
    _refuse_markup(head)
    return "csv"


def _refuse_markup(head: bytes) -> None:
    text = head.removeprefix(b"\xef\xbb\xbf")
    if text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = text[2:].replace(b"\0", b"")
    if not _MARKUP.match(text):
        return
    spreadsheet = b"mso-application" in text or b"urn:schemas-microsoft-com:office:spreadsheet" in text
    raise Refusal("xml_spreadsheet" if spreadsheet else "web_page")
