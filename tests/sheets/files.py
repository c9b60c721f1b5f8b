"""Odd files as people and programs make them, built in the test and never stored."""

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter

HEAD = ["代码", "名称"]
GOOD = [["140431", "沁源县"], ["140431100", "沁河镇"], ["140431100201", "城西村"]]
GOOD_CSV = "代码,名称\n140431,沁源县\n140431100,沁河镇\n140431100201,城西村\n"


def save(directory: Path, content: bytes | str, name: str = "file.dat") -> Path:
    """The content as a file."""
    path = directory / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def xlsx(rows: Iterable[Sequence[Any]], *, top: int = 0, left: int = 0, after: Any = None, sheet: str = "表") -> bytes:
    """A workbook of one sheet; `after` is called with workbook and sheet."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for line, row in enumerate(rows, start=top):
            for column, value in enumerate(row, start=left):
                if hasattr(value, "year"):
                    page.write_datetime(line, column, value, day)
                else:
                    page.write(line, column, value)
        if after:
            after(book, page)
    return target.getvalue()


def rezipped(
    content: bytes, *, add: Mapping[str, bytes] | None = None, replace: Mapping[str, Any] | None = None
) -> bytes:
    """The archive with parts added, or changed by functions."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            change = (replace or {}).get(entry.filename)
            new.writestr(entry.filename, change(data) if change else data)
        for name, data in (add or {}).items():
            new.writestr(name, data)
    return target.getvalue()


@cache
def bomb(megabytes: int = 400) -> bytes:
    """A workbook whose sheet unpacks to so many megabytes."""
    target = io.BytesIO()
    target.write(xlsx([HEAD, *GOOD]))
    with (
        zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet2.xml", "w") as part,
    ):
        for _ in range(megabytes):
            part.write(b" " * (1 << 20))
    return target.getvalue()


def lying(content: bytes, name: str) -> bytes:
    """The archive whose directory says that a part is ten bytes long."""
    data = bytearray(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        header = archive.getinfo(name).header_offset
    data[header + 22 : header + 26] = struct.pack("<I", 10)
    start = data.rfind(b"PK\x01\x02", 0, data.rfind(name.encode()))
    data[start + 24 : start + 28] = struct.pack("<I", 10)
    return bytes(data)


def flagged(content: bytes) -> bytes:
    """The archive whose directory says that every part is encrypted."""
    data, start = bytearray(content), 0
    while (start := data.find(b"PK\x01\x02", start)) >= 0:
        data[start + 8] |= 1
        start += 4
    return bytes(data)


_ODS = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:spreadsheet>
 <table:table table:name="表">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"""
_ODS_MANIFEST = """<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">{inner}</manifest:file-entry></manifest:manifest>"""


def ods(rows: Iterable[Sequence[str]], *, formula: tuple[int, int] | None = None, locked: bool = False) -> bytes:
    """An OpenDocument spreadsheet of texts."""
    body = ""
    for line, row in enumerate(rows):
        cells = (
            f'<table:table-cell office:value-type="string"{_ods_formula(formula == (line, column))}><text:p>{value}</text:p></table:table-cell>'
            for column, value in enumerate(row)
        )
        body += f"<table:table-row>{''.join(cells)}</table:table-row>"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", _ODS.format(rows=body))
        archive.writestr(
            "META-INF/manifest.xml", _ODS_MANIFEST.format(inner="<manifest:encryption-data/>" if locked else "")
        )
    return target.getvalue()


def _ods_formula(there: bool) -> str:
    return ' table:formula="of:=[.A1]"' if there else ""


def xls(rows: Sequence[Sequence[Any]], *, formula: tuple[int, int] | None = None, locked: bool = False) -> bytes:
    """A binary workbook (BIFF8) as Excel 97 and WPS (.et) write it."""
    sheet = _bof(0x10) + _record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0))
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            place = struct.pack("<HHH", line, column, 0)
            if formula == (line, column):
                sheet += _record(0x06, place + struct.pack("<dHIH", 1.0, 0, 0, 3) + b"\x1e\x01\x00")
            elif isinstance(value, str):
                sheet += _record(0x204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
            else:
                sheet += _record(0x203, place + struct.pack("<d", value))
    sheet += _record(0x0A, b"")
    name = "表".encode("utf-16-le")
    start = _bof(0x05) + (_record(0x2F, bytes(54)) if locked else b"") + _record(0x42, struct.pack("<H", 1200))
    offset = len(start) + 4 + 6 + 2 + len(name) + 4
    bound = _record(0x85, struct.pack("<IBBBB", offset, 0, 0, 1, 1) + name)
    return ole({"Workbook": start + bound + _record(0x0A, b"") + sheet})


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _bof(kind: int) -> bytes:
    return _record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 0x07CC, 0, 6))


def ole(streams: Mapping[str, bytes]) -> bytes:
    """An OLE2 container ([MS-CFB]) with one FAT sector."""
    directory_sectors = -(-(1 + len(streams)) // 4)
    fat = [0xFFFFFFFD, *range(2, directory_sectors + 1), 0xFFFFFFFE]
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)]
    body = b""
    for number, (name, content) in enumerate(streams.items(), start=1):
        data = content.ljust(4096, b"\0")
        data += bytes(-len(data) % 512)
        first, count = len(fat), len(data) // 512
        fat += [*range(first + 1, first + count), 0xFFFFFFFE]
        entries.append(_entry(name, 2, first, len(data), right=number + 1 if number < len(streams) else 0xFFFFFFFF))
        body += data
    entries += [bytes(128)] * (-len(entries) % 4)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0)
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(512, b"\xff")
    return header.ljust(512, b"\xff") + table + b"".join(entries) + body


def _entry(name: str, kind: int, start: int, size: int, *, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    links = struct.pack("<III", 0xFFFFFFFF, right, child)
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB", len(text), kind, 1)
        + links
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
