"""What the templates of the documents need: dates, titles, places on the paper."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString

from filings.ratios import Ratio
from filings.rolls import Layout, close, rows_html
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
def year_month(value: datetime.date | None) -> str:
    """Year and month within a sentence: 1976年3月."""
    return f"{value.year}年{value.month}月" if value else ""


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


@register.filter
def times(count: int) -> range:
    """So many rows, for the lines that are filled in by hand."""
    return range(count)


@register.filter
def rows_of(post: Any) -> int:
    """Rows of a post on a ballot: its names and the lines for others."""
    return len(post.names) + int(post.blanks)


@register.filter
def blank(figure: int | None) -> str:
    """A figure, or the stroke for one that is not asked for; zero is a figure."""
    return "—" if figure is None else str(figure)


@register.filter
def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text that somebody typed."""
    return [line.strip() for line in text.splitlines() if line.strip()]


@register.filter
def in_pairs(items: Sequence[Any]) -> list[Sequence[Any]]:
    """Two by two, for boxes that stand side by side."""
    return [items[place : place + 2] for place in range(0, len(items), 2)]


@register.filter
def share(part: int, whole: int) -> str:
    """A share in per cent with one decimal."""
    return str(Ratio(part, whole))


@register.filter
def mean(sum_of_all: int, number: int) -> str:
    """A mean with one decimal."""
    return str(Ratio(sum_of_all, number, percent=False))


_ROLL = Layout(widths=(42, 75, 36, 66, 84, 183), heads=("序号", "姓名", "性别", "出生年月", "登记依据", "备注"))


@register.simple_tag
def roll(electors: Any) -> SafeString:
    """The lines of one group of an electorate roll."""
    rows = (
        (place, wide(one.name, 3), one.sex, one.born, one.basis, one.note)
        for place, one in enumerate(electors, start=1)
    )
    return rows_html(_ROLL, rows)


_ROOMY = 14


@register.simple_tag
def joint_review(facts: Any) -> SafeString:
    """The lines of a batch: persons, and a narrow column for each department."""
    count = len(facts.departments)
    layout = close(
        widths=(6, 10, 16, 10, *[3 if count <= _ROOMY else 2] * count, 6),
        heads=("序号", "姓名", "村（社区）", "拟任职务", *(str(place) for place in range(1, count + 1)), "结论"),
    )
    rows = (
        (place, wide(one.name, 3), one.village, one.post, *one.signs, one.outcome)
        for place, one in enumerate(facts.persons, start=1)
    )
    return rows_html(layout, rows)


_MEMBERS = close(
    widths=(14, 9, 10, 6, 10, 11, 9, 11, 10),
    heads=("组织", "职务", "姓名", "性别", "民族", "出生年月", "学历", "入党时间", "任职时间"),
)


@register.simple_tag
def members(seats: Any) -> SafeString:
    """The lines of one village of a register of members."""
    rows = (
        (
            seat.body,
            seat.post,
            wide(seat.person.name, 3),
            seat.person.sex,
            seat.person.ethnicity,
            month(seat.person.birth),
            seat.person.education,
            month(seat.person.party_joined),
            month(seat.since),
        )
        for seat in seats
    )
    return rows_html(_MEMBERS, rows)


_ARCHIVE = close(widths=(6, 38, 25, 18, 5), heads=("序号", "题名", "文书编号", "成文日期", "页数"))


@register.simple_tag
def archive(documents: Any) -> SafeString:
    """The lines of one class of an archive's catalogue."""
    rows = ((place, one.title, one.number, day(one.dated), one.pages) for place, one in enumerate(documents, start=1))
    return rows_html(_ARCHIVE, rows)


_REGISTERED = close(
    widths=(6, 10, 6, 10, 14, 15, 15, 16),
    heads=("序号", "姓名", "性别", "出生年月", "登记依据", "本人申请", "居住起始", "备注"),
)


@register.simple_tag
def registered(persons: Any) -> SafeString:
    """The lines of one group of a registration form."""
    rows = (
        (
            place,
            wide(one.name, 3),
            one.sex,
            one.born,
            one.basis,
            day(one.declared_on),
            day(one.here_since),
            one.note,
        )
        for place, one in enumerate(persons, start=1)
    )
    return rows_html(_REGISTERED, rows)
