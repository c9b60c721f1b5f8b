"""Pages that show a rulebook: what it says, on which article, and which level said it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.codes import Level, covers
from elections.county_forms import CountyRulebookForm
from elections.county_rulebooks import CountyRulebook, book_of, county_books
from elections.county_services import set_county_rulebook
from elections.rulebooks import PARAMETERS, Rulebook, UnknownRulebookError, Value, rulebook, rulebooks
from elections.rulebooks.words import written
from villages.models import Division

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
    county = _county_code(request)
    context = {
        "books": rulebooks(),
        "county_books": county_books(county),
        "bases": [book for book in rulebooks() if county and book.parent and covers(book.jurisdiction, county)],
        "may_set": request.scope.allows(Act.SET_RULEBOOKS),
    }
    return render(request, "elections/rulebook_list.html", context)


@page(Act.VIEW_ELECTIONS)
def rulebook_detail(request: OfficeRequest, key: str) -> HttpResponse:
    """One rulebook: its values by body, each with its citation and the level that set it."""
    try:
        book = book_of(key)
    except UnknownRulebookError as error:
        raise Http404 from error
    if len(book.jurisdiction) >= Level.COUNTY and book.jurisdiction != _county_code(request):
        raise Http404
    context = {"book": book, "above": list(book.levels())[1:], "bodies": _by_body(book)}
    return render(request, "elections/rulebook.html", context)


def _by_body(book: Rulebook) -> list[tuple[str | Promise, list[Line]]]:
    lines: dict[str, list[Line]] = defaultdict(list)
    for (body, name), value in book.values.items():
        line = Line(
            PARAMETERS[name].label, written(name, value.value), value, _MARKS[value.mark], value.rulebook == book.id
        )
        lines[body].append(line)
    return [(label, lines[body]) for body, label in _BODIES.items() if lines[body]]


@page(Act.SET_RULEBOOKS, writes=True)
def county_rulebook(request: OfficeRequest, key: str) -> HttpResponse:
    """Set the county's own parameters on top of a rulebook, as a new version; it starts from the last one."""
    county = get_object_or_404(Division, code=request.scope.prefixes(Act.SET_RULEBOOKS)[0])
    try:
        book = rulebook(key)
    except UnknownRulebookError as error:
        raise Http404 from error
    if not covers(book.jurisdiction, county.code):
        raise Http404
    former = CountyRulebook.objects.filter(county=county, base=key).order_by("-version").first()
    form = CountyRulebookForm(request.POST or None, book=book, former=former)
    if request.method == "POST" and form.is_valid():
        own = {name: form.cleaned_data[name] for name in ("title", "document", "reason")}
        try:
            made = set_county_rulebook(scope=request.scope, county=county, base=key, settings=form.settings(), **own)
        except ValidationError as error:
            for field, problems in error.error_dict.items():
                form.add_error(field if field in form.fields else None, problems)
        else:
            messages.success(
                request, _("Version %(version)s is stored. A cycle may name it now.") % {"version": made.version}
            )
            return redirect("elections:rulebook", made.key)
    context = {"form": form, "book": book, "county": county, "bodies": _lines_by_body(form)}
    return render(request, "elections/county_rulebook.html", context)


def _lines_by_body(form: CountyRulebookForm) -> list[dict[str, Any]]:
    """The parameters by body; a part with something typed or refused stands open."""
    return [
        {
            "label": label,
            "lines": lines,
            "open": any(line.value.errors or line.value.value() or line.basis.value() for line in lines),
        }
        for body, label in _BODIES.items()
        if (lines := form.lines(body))
    ]


def _county_code(request: OfficeRequest) -> str:
    """The county in which the user holds his duty."""
    home = request.scope.home()
    return home.code[: Level.COUNTY] if home and len(home.code) >= Level.COUNTY else ""
