"""Three things that WeasyPrint does not do for Chinese official documents, put in its place once in a process.

* A line of Chinese text has no spaces to widen: a justified line is spread between its characters, as the grid of 28
  characters asks.
* A face is embedded without the empty places of the glyphs that are not used. Every CFF face of ours is keyed by CID
  with CID = glyph number (a test holds them to it), so the numbers in the pages stay right: a page of a face with
  65,535 places shrinks from 220 to 50 KB and is made in half the time.

* A line that was shaped when it was laid out is not shaped again when it is drawn: the layout lives until then, which for
  a roll of 5,000 lines is some 20 MB and a quarter of the time.

All replace functions that are not WeasyPrint's public face: `VERSION` pins the release they were written against, and
`filings.checks` complains before anything is rendered with another one.
"""

import struct
from typing import Any, Final

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.pdf import fonts
from weasyprint.text import line_break
from weasyprint.text.ffi import ffi, harfbuzz, harfbuzz_subset
from weasyprint.text.fonts import get_hb_object_data
from weasyprint.text.line_break import create_layout

VERSION: Final = "70"
_release = line_break.Layout.deactivate
_make_again = line_break.Layout.reactivate
_subset_with_places = fonts.Font._harfbuzz_subset  # noqa: SLF001


def install() -> None:
    """Put them in place."""
    inline.justify_line = _justify
    line_break.Layout.deactivate = _deactivate
    line_break.Layout.reactivate = _reactivate
    fonts.Font._harfbuzz_subset = _subset  # noqa: SLF001


def _deactivate(self: Any) -> None:
    """Keep what was shaped until it has been drawn."""
    if getattr(self, "drawn", False):
        _release(self)


def _reactivate(self: Any, style: Any) -> None:
    """Called before drawing: nothing to do while the layout lives and no space of the line was widened."""
    if self.justification_spacing or not hasattr(self, "layout"):
        _make_again(self, style)
    self.drawn = True


def _justify(context: Any, line: Any, extra_width: float) -> None:
    """Spread a line's characters over the width that is left; a line of fewer than two stays as it is."""
    gaps = _characters(line) - 1
    if gaps > 0:
        _spread(context, line, extra_width / gaps, 0)


def _characters(box: Any) -> int:
    if isinstance(box, boxes.TextBox):
        return len(box.text.rstrip())
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        return sum(_characters(child) for child in box.children if child.is_in_normal_flow())
    return 1


def _spread(context: Any, box: Any, extra: float, shift: float) -> float:
    """Widen a box's letter spacing by `extra` and move it by `shift`; what follows has to move by the result."""
    if isinstance(box, boxes.TextBox):
        box.position_x += shift
        widened = extra * len(box.text.rstrip())
        spacing = box.style["letter_spacing"]
        box.style = box.style.copy()
        box.style["letter_spacing"] = (0 if spacing == "normal" else spacing) + extra
        layout = create_layout(box.text, box.style, context, None, 0)
        layout.deactivate()
        box.pango_layout = layout
        box.width += widened
        return shift + widened
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        box.position_x += shift
        moved = shift
        for child in box.children:
            if child.is_in_normal_flow():
                moved = _spread(context, child, extra, moved)
        box.width += moved - shift
        return moved
    box.translate(shift, 0)
    return shift + extra


def _subset(self: Any, to_unicode: dict[int, str], hinting: bool) -> None:
    """Keep the used glyphs of a face keyed by CID and close the gaps between them; other faces as WeasyPrint does."""
    if "CFF " not in self.tables:
        _subset_with_places(self, to_unicode, hinting)
        return
    library = harfbuzz_subset
    wanted = ffi.gc(library.hb_subset_input_create_or_fail(), library.hb_subset_input_destroy)
    _add(library.hb_subset_input_glyph_set(wanted), sorted(to_unicode))
    flags = library.HB_SUBSET_FLAGS_DESUBROUTINIZE | library.HB_SUBSET_FLAGS_NO_HINTING
    library.hb_subset_input_set_flags(wanted, flags)
    face = ffi.gc(library.hb_subset_or_fail(self.hb_face, wanted), harfbuzz.hb_face_destroy)
    self.file_content = get_hb_object_data(face)


def _add(numbers: Any, sorted_values: list[int]) -> None:
    values = ffi.new(f"hb_codepoint_t[{len(sorted_values)}]", sorted_values)
    harfbuzz.hb_set_add_sorted_array(numbers, values, len(sorted_values))


def bare_faces(document: Any, pdf: Any) -> None:
    """Embed a face as bare CFF: readers look its glyphs up by CID then, in a whole OpenType file some do by number."""
    for stream in pdf.objects:
        extra = getattr(stream, "extra", None)
        if extra and extra.get("Subtype") == "/OpenType":
            extra["Subtype"] = "/CIDFontType0C"
            stream.stream = [_table(bytes(stream.stream[0]), b"CFF ")]


def _table(font: bytes, tag: bytes) -> bytes:
    """A table of an OpenType file. Raises LookupError."""
    (count,) = struct.unpack(">H", font[4:6])
    for record in range(count):
        name, _sum, offset, length = struct.unpack(">4sLLL", font[12 + 16 * record : 28 + 16 * record])
        if name == tag:
            return font[offset : offset + length]
    raise LookupError(tag)
