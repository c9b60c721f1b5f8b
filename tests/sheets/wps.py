"""What WPS makes of a workbook that it opens and saves, done to the parts of the archive: WPS itself is not at hand.

Each function takes the parts (name → XML text or bytes) and changes them.
"""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Final
from xml.sax.saxutils import escape

Parts = dict[str, str | bytes]
BOOK: Final = "xl/workbook.xml"
RELATIONS: Final = "xl/_rels/workbook.xml.rels"
TYPES: Final = "[Content_Types].xml"
STYLES: Final = "xl/styles.xml"
SHEET: Final = "xl/worksheets/sheet1.xml"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
_INLINE: Final = re.compile(r'<c r="([A-Z]+\d+)"((?: s="\d+")?) t="inlineStr"><is>(.*?)</is></c>', re.DOTALL)


def saved(content: bytes, *changes: Callable[[Parts], None]) -> bytes:
    """The workbook after the changes, in turn."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts: Parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for change in changes:
        change(parts)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def _change(parts: Parts, name: str, pattern: str, text: str) -> None:
    """Replace the first match in a part; there must be one."""
    old = parts[name]
    assert isinstance(old, str)
    new, count = re.subn(pattern, lambda _match: text, old, count=1, flags=re.DOTALL)
    assert count, (name, pattern)
    parts[name] = new


def cell(ref: str, inner: str, *, kind: str = "", style: int | None = None) -> Callable[[Parts], None]:
    """Write a cell anew: `inner` is its XML, `kind` its type, `style` its format where it has another."""

    def change(parts: Parts) -> None:
        sheet = parts[SHEET]
        assert isinstance(sheet, str)
        found = re.search(rf'<c r="{ref}"(?: s="(\d+)")?', sheet)
        assert found, ref
        styled = style if style is not None else found.group(1)
        attributes = f' s="{styled}"' if styled is not None else ""
        attributes += f' t="{kind}"' if kind else ""
        _change(parts, SHEET, rf'<c r="{ref}"[^>]*?(?:/>|>.*?</c>)', f'<c r="{ref}"{attributes}>{inner}</c>')

    return change


def typed(ref: str, text: str) -> Callable[[Parts], None]:
    """A text typed into a cell."""
    return cell(ref, f'<is><t xml:space="preserve">{escape(text)}</t></is>', kind="inlineStr")


def shared_strings(parts: Parts) -> None:
    """All texts move to the shared strings, broken into runs of differing fonts, with a reading beside each."""
    items: list[str] = []

    def moved(match: re.Match[str]) -> str:
        text = "".join(re.findall(r"<t[^>]*>(.*?)</t>", match.group(3), re.DOTALL))
        items.append(_runs(text))
        return f'<c r="{match.group(1)}"{match.group(2)} t="s"><v>{len(items) - 1}</v></c>'

    for name in [name for name in parts if name.startswith("xl/worksheets/sheet")]:
        sheet = parts[name]
        assert isinstance(sheet, str)
        parts[name] = _INLINE.sub(moved, sheet)
    parts["xl/sharedStrings.xml"] = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        f'count="{len(items)}" uniqueCount="{len(items)}">{"".join(items)}</sst>'
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    _register(parts, "/xl/sharedStrings.xml", kind, target="sharedStrings.xml", relation="sharedStrings")


def _runs(text: str) -> str:
    """A text in two runs, read by a phonetic run that is no part of it."""
    font = '<rPr><sz val="11"/><rFont val="宋体"/><charset val="134"/></rPr>'
    first, second = text[:1], text[1:]
    run = f'<r><t xml:space="preserve">{first}</t></r><r>{font}<t xml:space="preserve">{second}</t></r>'
    reading = f'<rPh sb="0" eb="{len(text)}"><t>pin yin</t></rPh><phoneticPr fontId="1" type="noConversion"/>'
    return f"<si>{run}{reading}</si>"


def _register(parts: Parts, name: str, kind: str, *, target: str = "", relation: str = "") -> None:
    _change(parts, TYPES, "</Types>", f'<Override PartName="{name}" ContentType="{kind}"/></Types>')
    if target:
        link = f'<Relationship Id="rId9{len(parts)}" Type="{_OFFICE}/relationships/{relation}" Target="{target}"/>'
        _change(parts, RELATIONS, "</Relationships>", f"{link}</Relationships>")


def properties(parts: Parts) -> None:
    """The mark of the program in docProps/custom.xml."""
    parts["docProps/custom.xml"] = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="KSOProductBuildVer">'
        "<vt:lpwstr>2052-12.1.0.18276</vt:lpwstr></property></Properties>"
    )
    _register(parts, "/docProps/custom.xml", "application/vnd.openxmlformats-officedocument.custom-properties+xml")


def reserved_sheet(parts: Parts) -> None:
    """The sheet in which WPS keeps pictures of cells: hidden, and before all others."""
    parts["xl/worksheets/sheet9.xml"] = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row></sheetData></worksheet>'
    )
    parts["xl/cellimages.xml"] = (
        '<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"></etc:cellImages>'
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    _register(parts, "/xl/worksheets/sheet9.xml", kind)
    _register(parts, "/xl/cellimages.xml", "application/vnd.wps-officedocument.cellimage+xml")
    link = f'<Relationship Id="rId77" Type="{_OFFICE}/relationships/worksheet" Target="worksheets/sheet9.xml"/>'
    _change(parts, RELATIONS, "</Relationships>", f"{link}</Relationships>")
    sheet = '<sheet name="WpsReserved_CellImgList" sheetId="9" state="veryHidden" r:id="rId77"/>'
    _change(parts, BOOK, "<sheets>", f"<sheets>{sheet}")


def other_order(parts: Parts) -> None:
    """The sheet of the list stands before that of the answers."""
    book = parts[BOOK]
    assert isinstance(book, str)
    first, second, *_rest = re.findall(r"<sheet name=[^>]*/>", book)
    parts[BOOK] = book.replace(first + second, second + first).replace("<definedNames>", "<definedNames>", 1)
    _change(parts, BOOK, "<definedNames>.*?</definedNames>", "")


def unprotected(parts: Parts) -> None:
    """Neither protection nor drop-down lists nor frozen panes are left."""
    for pattern in ("<sheetProtection[^>]*/>", "<dataValidations.*?</dataValidations>", "<pane[^>]*/>"):
        _change(parts, SHEET, pattern, "")


def format_of_numbers(code: str | int) -> Callable[[Parts], None]:
    """A further format (by its code, or by the number of a built-in one); cells name it by 6, the next free style."""

    def change(parts: Parts) -> None:
        number = code if isinstance(code, int) else 176
        if isinstance(code, str):
            added = f'<numFmt numFmtId="{number}" formatCode="{escape(code, {chr(34): "&quot;"})}"/></numFmts>'
            _change(parts, STYLES, "</numFmts>", added)
        style = f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
        _change(parts, STYLES, "</cellXfs>", style)

    return change


def encoded(encoding: str, *, declared: str | None) -> Callable[[Parts], None]:
    """The parts in another encoding, or with another XML declaration (none where `declared` is None)."""

    def change(parts: Parts) -> None:
        for name, part in parts.items():
            assert isinstance(part, str)
            text = re.sub(r"^<\?xml[^>]*\?>\s*", "", part)
            parts[name] = (f"{declared}\n{text}" if declared is not None else text).encode(encoding)

    return change
