"""Zip archives of workbooks: refused before unpacking when they are a bomb, locked, or carry programs or other files."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final, Literal

from sheets.reader.refusal import Refusal

Workbook = Literal["xlsx", "ods"]
MAX_ENTRIES: Final = 2_000
MAX_UNPACKED: Final = 300 * 1024 * 1024
MAX_RATIO: Final = 100
_RATIO_FROM: Final = 20 * 1024 * 1024
_CHUNK: Final = 1 << 20
_ENCRYPTED: Final = 0x1
_MACROS: Final = re.compile(r"vbaProject\.bin$|vbaData\.xml$|^xl/macrosheets/|^Basic/|^Scripts/", re.IGNORECASE)
_NESTED: Final = re.compile(
    r"\.(zip|jar|rar|7z|gz|bz2|xz|xls[xmb]?|et|ods|doc[xm]?|ppt[xm]?|exe|dll|bin)$", re.IGNORECASE
)
# Written by Excel itself beside a sheet: not files of their own.
_HARMLESS: Final = re.compile(r"^xl/printerSettings/printerSettings\d+\.bin$|^xl/(worksheets/)?.*\.xml$", re.IGNORECASE)
_MARKED: Final = re.compile(rb"<!DOCTYPE|<!ENTITY")
# UTF-16 begins with a mark or has zeros between its letters; any other encoding is named.
_NOT_UTF8: Final = re.compile(
    rb"^\xff\xfe|^\xfe\xff|^.?\0|^<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-?8[\"'])", re.IGNORECASE | re.DOTALL
)


def check_archive(path: Path) -> Workbook:
    """Kind of the workbook in a zip archive. Raises Refusal."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_sizes(entries)
            kind = _workbook(archive, {entry.filename for entry in entries})
            _check_entries(entries)
            _check_markup(archive, entries)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise Refusal("damaged") from error
    return kind


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    """By the directory alone: nothing has been unpacked yet."""
    if len(entries) > MAX_ENTRIES:
        raise Refusal("bomb_entries", count=len(entries), limit=MAX_ENTRIES)
    unpacked, packed = (sum(sizes) for sizes in ([e.file_size for e in entries], [e.compress_size for e in entries]))
    if unpacked > MAX_UNPACKED or (unpacked > _RATIO_FROM and unpacked > MAX_RATIO * packed):
        raise Refusal("bomb", size=unpacked >> 20, limit=MAX_UNPACKED >> 20)
    if len({entry.filename for entry in entries}) < len(entries):
        raise Refusal("damaged")


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    for entry in entries:
        name = PurePosixPath(entry.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or ":" in entry.filename:
            raise Refusal("path", name=entry.filename[:80])
        if entry.flag_bits & _ENCRYPTED:
            raise Refusal("locked")
        if _MACROS.search(entry.filename):
            raise Refusal("macros")
        if _NESTED.search(entry.filename) and not _HARMLESS.match(entry.filename):
            raise Refusal("nested", name=entry.filename[:80])


def _workbook(archive: zipfile.ZipFile, names: set[str]) -> Workbook:
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise Refusal("binary_workbook")
    if "mimetype" in names and archive.read("mimetype").startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
        if b"encryption-data" in manifest:
            raise Refusal("locked")
        return "ods"
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise Refusal("not_a_table", what="Word / PowerPoint")
    raise Refusal("not_a_table", what="ZIP")


def _check_markup(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Unpack what the reader will read, within the declared sizes.

    Documents that define entities are refused, and those in which they could not be seen for their encoding.
    """
    for entry in entries:
        if entry.filename.lower().endswith((".xml", ".rels")):
            for number, chunk in enumerate(chunks(archive, entry.filename)):
                if number == 0 and _NOT_UTF8.search(chunk):
                    raise Refusal("markup", name=entry.filename[:80])
                if _MARKED.search(chunk):
                    raise Refusal("entities")


def chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """An entry piece by piece; raises BadZipFile where it is longer than declared."""
    with archive.open(name) as entry:
        while chunk := entry.read(_CHUNK):
            yield chunk
