"""Long lists as lines of text with tab stops: a table cell costs WeasyPrint ten times as much as the text in it.

A stop lies every `TAB` points (4 CSS pixels, WeasyPrint takes whole ones); a cell is followed by as many tabs as lead from where its text ends to the next column. The
widths are those of the faces: a Chinese character is one em wide, a figure or Latin letter of FandolSong half of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

TAB: Final = 3
SIZE: Final = 12
_ELLIPSIS: Final = "…"
# Between a text and the next column.
_GAP: Final = 5


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns of a roll: their widths in points and what stands above them."""

    widths: tuple[int, ...]
    heads: tuple[str, ...]
    size: int = SIZE


def rows_html(layout: Layout, rows: Iterable[Sequence[Any]], *, heads: bool = True) -> SafeString:
    """The lines, heads first. Cells are escaped; one that is too long ends with an ellipsis."""
    lines = [f'<p class="heads">{_line(layout, layout.heads)}</p>'] if heads else []
    lines += [f'<p class="row">{_line(layout, row)}</p>' for row in rows]
    return mark_safe("\n".join(lines))  # noqa: S308  # every cell is escaped


def _line(layout: Layout, cells: Sequence[Any]) -> str:
    """A row's cells with the tabs between them."""
    text: list[str] = []
    start = 0
    for cell, width in zip(cells, layout.widths, strict=True):
        shown = fitted(str(cell if cell is not None else ""), width - _GAP, layout.size)
        text.append(escape(shown))
        end = start + width_of(shown, layout.size)
        start += width
        text.append("\t" * stops(end, start))
    return "".join(text).rstrip("\t")


def stops(end: float, start: int) -> int:
    """How many tabs lead from the end of a text to the start of the next column."""
    return max(-(-start // TAB) - int(end // TAB), 0)


def width_of(text: str, size: int) -> float:
    """Width in points."""
    return sum(size / 2 if character.isascii() else size for character in text)


def fitted(text: str, width: float, size: int) -> str:
    """The text, cut with an ellipsis where it is wider than the column."""
    if width_of(text, size) <= width:
        return text
    while text and width_of(text + _ELLIPSIS, size) > width:
        text = text[:-1]
    return text + _ELLIPSIS
