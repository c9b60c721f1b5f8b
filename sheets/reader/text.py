"""Text tables: encoding and separator found out, every physical line counted."""

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sheets.reader.refusal import Refusal

SEPARATORS: Final = (",", ";", "\t")
MAX_COLUMNS: Final = 16_384
_CHUNK: Final = 1 << 20
_SAMPLE: Final = 4096
_SAMPLE_LINES: Final = 20
# Text in GB 18030 hardly ever begins with so many characters that are valid UTF-8 by chance.
_CERTAINLY_UTF8: Final = 8
# Separators, digits and line ends of a table in UTF-16: at least so large a part of its bytes is zero.
_LEAST_ZEROS: Final = 20
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def encoding_of(path: Path) -> tuple[str, int]:
    """Name of a text file's encoding, and its number of lines. Raises Refusal naming the line that fits none."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name, _lines(path, name)
    if b"\0" in head:
        name = _utf16_without_mark(head)
        return name, _lines(path, name)
    try:
        return "utf-8", _lines(path, "utf-8")
    except Refusal as refusal:
        if int(str(refusal.details["before"])) > _CERTAINLY_UTF8:
            raise
    return "gb18030", _lines(path, "gb18030")


def _utf16_without_mark(head: bytes) -> str:
    even, odd = head[::2].count(0), head[1::2].count(0)
    if _LEAST_ZEROS * (even + odd) > len(head):
        if odd > 4 * even:
            return "utf-16-le"
        if even > 4 * odd:
            return "utf-16-be"
    raise Refusal("not_a_table", what="binary")


def _lines(path: Path, encoding: str) -> int:
    """Number of line ends; `before` in the refusal counts the characters outside ASCII that could be read."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = beyond = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            pending = decoder.getstate()[0]
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                good = (pending + chunk)[: error.start].decode(encoding, errors="ignore")
                before = beyond + sum(not character.isascii() for character in good)
                raise Refusal("encoding", line=1 + lines + good.count("\n"), before=before) from error
            lines += text.count("\n")
            if not text.isascii():
                beyond += sum(not character.isascii() for character in text) if beyond <= _CERTAINLY_UTF8 else 0
            if not chunk:
                return lines


def separator_of(path: Path, encoding: str) -> str:
    """The separator that most of the first lines hold, then the one that is most frequent in them."""
    with path.open(encoding=encoding, errors="replace") as file:
        sample = [line for line, _number in zip(file, range(_SAMPLE_LINES), strict=False) if line.strip()]
    return max(
        SEPARATORS,
        key=lambda separator: (
            sum(separator in line for line in sample),
            sum(line.count(separator) for line in sample),
        ),
    )


def rows(path: Path, encoding: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the number of the physical line on which it begins, from 1. Raises Refusal."""
    separator = separator_of(path, encoding)
    with path.open("rb") as binary, io.TextIOWrapper(binary, encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=separator, strict=True, skipinitialspace=True)
        line = 1
        try:
            for record in reader:
                if len(record) > MAX_COLUMNS:
                    raise Refusal("columns", line=line, limit=MAX_COLUMNS)
                yield line, record
                line = reader.line_num + 1
        except csv.Error as error:
            raise Refusal("quotation", line=line) from error
