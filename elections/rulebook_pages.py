"""Pages that show a rulebook: what it says, on which article, and which level said it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from elections.rulebooks import PARAMETERS, Rulebook, UnknownRulebookError, Value, rulebook, rulebooks
from elections.rulebooks.words import word_for

_BODIES = {
    "village_committee": gettext_lazy("Villagers' committee"),
    "residents_committee": gettext_lazy("Residents' committee"),
    "party_committee": gettext_lazy("Party organisation"),
    "supervisory_committee": gettext_lazy("Supervisory committee"),
}
_MARKS = {
    "certain": ("ok", gettext_lazy("certain")),
    "likely": ("info", gettext_lazy("likely")),
    "varies": ("wait", gettext_lazy("varies")),
    "unconfirmed": ("warn", gettext_lazy("unconfirmed")),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One parameter as the page shows it; `own` when this rulebook itself sets it."""

    label: str | Promise
    value: str
    source: Value
    mark: tuple[str, Any]
    own: bool


@page(Act.VIEW_ELECTIONS)
def rulebook_list(request: OfficeRequest) -> HttpResponse:
    """All rulebooks, with the time and the place in which they are in force."""
    return render(request, "elections/rulebook_list.html", {"books": rulebooks()})


@page(Act.VIEW_ELECTIONS)
def rulebook_detail(request: OfficeRequest, key: str) -> HttpResponse:
    """One rulebook: its values by body, each with its citation and the level that set it."""
    try:
        book = rulebook(key)
    except UnknownRulebookError as error:
        raise Http404 from error
    context = {"book": book, "above": list(book.levels())[1:], "bodies": _by_body(book)}
    return render(request, "elections/rulebook.html", context)


def _by_body(book: Rulebook) -> list[tuple[str | Promise, list[Line]]]:
    lines: dict[str, list[Line]] = defaultdict(list)
    for (body, name), value in book.values.items():
        line = Line(
            PARAMETERS[name].label, _written(name, value.value), value, _MARKS[value.mark], value.rulebook == book.id
        )
        lines[body].append(line)
    return [(label, lines[body]) for body, label in _BODIES.items() if lines[body]]


def _written(parameter: str, value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    words = value if isinstance(value, tuple) else (value,)
    return "、".join(word_for(parameter, str(word)) for word in words)
