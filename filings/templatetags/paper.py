"""What the templates of the documents need: dates, titles, places on the paper."""

import datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString

from filings.rolls import Layout, rows_html
from filings.titles import title_lines

register = template.Library()

_BODY_POINTS = 16
_MARK_POINTS, _MARK_WIDTH = 62, 432
# Of Noto Serif CJK SC Bold set solid: from the top of the line to that of the ink, in em.
_MARK_INK = 0.085
_MARK_TOP = 99.2  # 35 mm from the top of the text area to the top of the mark, in points


@register.filter
def day(value: datetime.date | None) -> str:
    """A date as documents write it: 2026年12月4日, no zeros before figures; nothing for none."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


@register.filter
def month(value: datetime.date | None) -> str:
    """Year and month as in lists of persons: 1976.03."""
    return f"{value.year}.{value.month:02d}" if value else ""


@register.filter
def trapezoid(text: str, longest: int) -> tuple[str, ...]:
    """Lines of a title (`filings.titles`)."""
    return title_lines(text, longest)


@register.filter
def mark(text: str) -> str:
    """Style of the organ's mark: as large as the width allows, its ink 35 mm below the top of the text area."""
    size = min(_MARK_POINTS, _MARK_WIDTH // max(len(text), 1))
    return f"font-size:{size}pt;line-height:{size}pt;padding-top:{_MARK_TOP - _MARK_INK * size:.2f}pt"


@register.simple_tag
def signature_box(name: str, date: datetime.date, size: float = _BODY_POINTS) -> str:
    """Style of the organ's name over the date: centred on it, or at the margin where it is too long for that.

    The date's last character stands four characters from the margin.
    """
    width = _width(day(date)) * size
    reach = 8 * size + width
    if len(name) * size <= reach:
        return f"width:{reach:.1f}pt"
    return f"width:{len(name) * size + 1:.1f}pt"


def _width(text: str) -> float:
    """In characters: figures take half."""
    return sum(0.5 if character.isascii() else 1 for character in text)


@register.filter
def wide(value: Any, length: int) -> str:
    """A name of two characters spread to the width of `length`, as lists of names are set."""
    text = str(value)
    if len(text) == 2 and length == 3:  # noqa: PLR2004
        return f"{text[0]}　{text[1]}"
    return text


_ROLL = Layout(widths=(42, 75, 36, 66, 84, 183), heads=("序号", "姓名", "性别", "出生年月", "登记依据", "备注"))


@register.simple_tag
def roll(electors: Any) -> SafeString:
    """The lines of one group of an electorate roll."""
    rows = (
        (place, wide(one.name, 3), one.sex, one.born, one.basis, one.note)
        for place, one in enumerate(electors, start=1)
    )
    return rows_html(_ROLL, rows)
