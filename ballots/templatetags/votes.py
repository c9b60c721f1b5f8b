"""Pieces of the votes' pages: strokes, standings, names of figures."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ballots.models import Sheet, Standing, Vote
from electionadmin.templatetags.ui import badge

register = template.Library()

_PAPERS = ("printed", "issued", "voters", "returned", "spoiled", "blank")
# The five strokes of 正 in the order in which they are drawn, on a field of 20 × 20.
STROKES = ("M3 3.2h14", "M10 3.2v13.6", "M10 9.4h5.6", "M5.4 8.6v8.2", "M1.8 16.8h16.4")
_STANDINGS: dict[str, tuple[str, str | Promise]] = {
    "": ("ok", pgettext_lazy("standing", "elected")),
    Standing.DISPUTED: ("warn", _("disputed")),
    Standing.VOID: ("block", _("void")),
    Standing.RESTORED: ("ok", _("restored")),
}


@register.filter
def standing_badge(row: Any) -> SafeString:
    """Badge of the standing of somebody elected, or of a ruling."""
    state, word = _STANDINGS[row.standing or ""]
    return badge(state, word)


@register.filter
def paper_labels(vote: Vote) -> list[tuple[str, str]]:
    """Names of the figures of papers with their labels; of the Party those signed in are those present."""
    labels = [(name, str(Sheet._meta.get_field(name).verbose_name)) for name in _PAPERS]  # type: ignore[union-attr]
    return [pair for pair in labels if not (vote.is_party and pair[0] == "voters")]


@register.filter
def entry(values: Mapping[str, Any], key: str) -> Any:
    """The value of a key."""
    return values[key]


@register.simple_tag
def tally(number: int) -> SafeString:
    """As many strokes as votes, five to a 正."""
    signs = [5] * (number // 5) + ([number % 5] if number % 5 else [])
    return format_html_join("", "{}", ((_sign(strokes),) for strokes in signs))


def _sign(strokes: int) -> SafeString:
    paths = "".join(f'<path d="{path}"/>' for path in STROKES[:strokes])
    return format_html(
        '<svg class="zheng" viewBox="0 0 20 20" aria-hidden="true" focusable="false">{}</svg>',
        mark_safe(paths),  # noqa: S308 the table above
    )
