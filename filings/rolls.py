"""Long lists as lines of text with tab stops: a table cell costs WeasyPrint ten times as much as the text in it.

A stop lies every few points (whole CSS pixels, WeasyPrint takes no others); a cell is followed by as many tabs as lead from where
its text ends to the next column. The widths are those of the faces: a Chinese character is one em wide, figures and Latin letters
are FandolSong's. Half an em has to be a whole number of stops, so that a text ends on one or clearly before it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_ELLIPSIS: Final = "…"
# Of FandolSong, in thousandths of an em, from the space to the tilde.
# fmt: off
_LATIN: Final = (
    333, 278, 500, 833, 500, 833, 777, 278, 388, 388, 500, 778, 277, 333, 278, 500,
    500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 277, 278, 778, 778, 778, 472,
    777, 750, 708, 722, 763, 680, 652, 784, 750, 361, 513, 777, 625, 916, 750, 777,
    680, 777, 736, 555, 722, 750, 750, 1027, 750, 750, 611, 278, 500, 278, 611, 778,
    500, 500, 555, 444, 555, 444, 305, 500, 555, 277, 305, 527, 277, 833, 555, 500,
    555, 527, 391, 394, 388, 555, 527, 722, 527, 527, 444, 500, 278, 500, 611,
)
# fmt: on
# Between a text and the next column.
_GAP: Final = 5


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns of a roll: their widths in points and what stands above them."""

    widths: tuple[float, ...]
    heads: tuple[str, ...]
    size: float = 12  # points: `.row` of roll.css
    tab: float = 3  # points: 4 pixels


def rows_html(layout: Layout, rows: Iterable[Sequence[Any]], *, heads: bool = True) -> SafeString:
    """The lines, heads first. Cells are escaped; one that is too long ends with an ellipsis."""
    lines = [f'<p class="heads">{_line(layout, layout.heads)}</p>'] if heads else []
    lines += [f'<p class="row">{_line(layout, row)}</p>' for row in rows]
    return mark_safe("\n".join(lines))  # noqa: S308  # every cell is escaped


def _line(layout: Layout, cells: Sequence[Any]) -> str:
    """A row's cells with the tabs between them."""
    text: list[str] = []
    start = 0.0
    for cell, width in zip(cells, layout.widths, strict=True):
        shown = fitted(str(cell if cell is not None else ""), width - _GAP, layout.size)
        text.append(escape(shown))
        end = start + width_of(shown, layout.size)
        start += width
        text.append("\t" * stops(end, start, layout.tab))
    return "".join(text).rstrip("\t")


def stops(end: float, start: float, tab: float) -> int:
    """How many tabs lead from the end of a text to the start of the next column."""
    return max(int(-(-start // tab)) - int(end // tab), 0)


_SMALL: Final = 10.5


def close(*, widths: tuple[int, ...], heads: tuple[str, ...]) -> Layout:
    """Columns set in 10.5 points (五号), their widths in half characters: `.close .row` of roll.css, a stop each 7 pixels.

    A line has room for 92 of them.
    """
    return Layout(tuple(width * _SMALL / 2 for width in widths), heads, size=_SMALL, tab=_SMALL / 2)


def width_of(text: str, size: float) -> float:
    """Width in points."""
    return sum(_LATIN[ord(one) - 32] * size / 1000 if " " <= one <= "~" else size for one in text)


def fitted(text: str, width: float, size: float) -> str:
    """The text, cut with an ellipsis where it is wider than the column."""
    if width_of(text, size) <= width:
        return text
    while text and width_of(text + _ELLIPSIS, size) > width:
        text = text[:-1]
    return text + _ELLIPSIS
