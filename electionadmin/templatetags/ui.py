"""Small pieces of every page: states, icons, progress, and values as a reader wants them."""

import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.forms import BoundField
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

register = template.Library()

EMPTY = "—"

# Outlines on a field of 16 × 16, drawn in the colour of the text. A state has a shape of its own:
# round is right, a triangle warns, an octagon stops, a broken ring waits, a square informs.
_ICONS = {
    "ok": '<circle cx="8" cy="8" r="6.25"/><path d="M5.2 8.3l2 2 3.7-4.3"/>',
    "warn": '<path d="M8 2.2l6.3 11.3H1.7z"/><path d="M8 6.6v3.1M8 11.4v.5"/>',
    "block": '<path d="M5.4 1.8h5.2l3.6 3.6v5.2l-3.6 3.6H5.4l-3.6-3.6V5.4z"/><path d="M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4"/>',
    "wait": '<circle cx="8" cy="8" r="6.25" stroke-dasharray="2.6 2.3"/><path d="M8 5v3.2l2 1.3"/>',
    "info": '<rect x="2.2" y="2.2" width="11.6" height="11.6" rx="2"/><path d="M8 7.4v3.6M8 4.8v.5"/>',
    "search": '<circle cx="7" cy="7" r="4.4"/><path d="M10.3 10.3L14 14"/>',
    "download": '<path d="M8 2v7.6M4.8 6.8L8 10l3.2-3.2M2.5 13.5h11"/>',
    "upload": '<path d="M8 10.2V2.4M4.8 5.4L8 2.2l3.2 3.2M2.5 13.5h11"/>',
    "print": '<path d="M4.5 6V2.2h7V6M4.5 11.5H2.2V6h11.6v5.5h-2.3"/><path d="M4.5 9.5h7v4.3h-7z"/>',
    "add": '<path d="M8 3v10M3 8h10"/>',
    "close": '<path d="M4 4l8 8M12 4l-8 8"/>',
    "next": '<path d="M6 3.5L10.5 8 6 12.5"/>',
    "previous": '<path d="M10 3.5L5.5 8l4.5 4.5"/>',
    "up": '<path d="M4 9.8L8 6l4 3.8"/>',
    "down": '<path d="M4 6.2L8 10l4-3.8"/>',
    "menu": '<path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11"/>',
    "lock": '<rect x="3.2" y="7" width="9.6" height="6.8" rx="1.2"/><path d="M5.4 7V5a2.6 2.6 0 015.2 0v2"/>',
    "eye": '<path d="M1.6 8S4 3.9 8 3.9 14.4 8 14.4 8 12 12.1 8 12.1 1.6 8 1.6 8z"/><circle cx="8" cy="8" r="1.9"/>',
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon by name, silent for screen readers: the word stands beside it. Raises KeyError for an unknown name."""
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{}</svg>',
        mark_safe(_ICONS[name]),  # noqa: S308 the table above
    )


@register.simple_tag
def badge(state: str, text: Any) -> SafeString:
    """A state (`ok`, `warn`, `block`, `wait`, `info`) told by shape, word and colour."""
    return format_html('<span class="badge badge-{}">{}{}</span>', state, icon(state), text)


@register.simple_tag
def state_badge(badges: Any, state: str) -> SafeString:
    """The badge of a state from a page's table of states: state to shape and word."""
    return badge(*badges[state])


@register.filter
def offset(days: tuple[int, int]) -> str:
    """First and last day counted from the election day: `D-28`, `D-33…-29`, `D+10`."""
    first, last = days
    start = "D" if not first else f"D{first:+d}"
    return start if first == last else f"{start}…{last:+d}" if last else f"{start}…D"


@register.simple_tag
def progress(done: int, total: int | None) -> SafeString:
    """A bar with its figures; without a total only that something is under way."""
    if total is None:
        return format_html('<span class="progress"><progress aria-label="{}"></progress></span>', _("Progress"))
    return format_html(
        '<span class="progress"><progress value="{}" max="{}" aria-label="{}"></progress>'
        '<span class="progress-figures">{} / {}</span></span>',
        done,
        max(total, 1),
        _("Progress"),
        intcomma(done),
        intcomma(total),
    )


@register.filter
def at(values: Any, place: int) -> Any:
    """The value at a place of a sequence."""
    return values[place]


@register.filter
def of(values: Any, key: Any) -> Any:
    """The value of a key in a mapping; None without one."""
    return values.get(key)


@register.filter
def anchor(field: BoundField) -> str:
    """Id of what takes the focus of a field: its only input, or the first of several."""
    return str(field.id_for_label or f"{field.auto_id}_0")


@register.filter
def plain(value: Any) -> str:
    """A value in a dense list: dates by figures, thousands set apart, yes or no; empty stays apart from zero."""
    match value:
        case None | "":
            text: Any = EMPTY
        case bool():
            text = _("yes") if value else _("no")
        case int() | Decimal() | float():
            text = intcomma(value)
        case datetime.datetime():
            text = date_format(localtime(value), "SHORT_DATETIME_FORMAT")
        case datetime.date():
            text = date_format(value, "SHORT_DATE_FORMAT")
        case _:
            text = value
    return str(text)
