"""Persons pasted from a spreadsheet into a grid; without JavaScript into a plain field."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from people.forms import PasteForm
from people.spreadsheets import PersonSheet
from sheets.engine import Outcome
from sheets.pasting import MOST_ROWS, joined, run_pasted, split
from sheets.problems import Refused
from sheets.spec import Order


@page(Act.CHANGE_PERSONS, writes=True)
@never_cache
def paste(request: OfficeRequest) -> HttpResponse:
    """The grid. Refused rows stay in it with their faults; asked to check, the answer is JSON and nothing is stored."""
    spec, form = PersonSheet(), PasteForm(request.POST or None)
    outcome: Outcome | None = None
    if request.method == "POST" and form.is_valid():
        try:
            rows = split(spec, form.cleaned_data["rows"])
        except Refused as refused:
            form.add_error("rows", str(refused))
        else:
            order = Order(scope=request.scope, file_name=_("pasted rows"))
            check_only, skip_bad = "check" in request.POST, form.cleaned_data["good_rows"]
            outcome = run_pasted(spec, rows, order=order, skip_bad=skip_bad, check_only=check_only)
            if check_only:
                return JsonResponse({"problems": _problems(spec, outcome), "notes": outcome.notes})
            if outcome.written:
                return _stored(request, spec, rows, outcome)
            form = PasteForm({**form.data, "rows": joined(rows)})
            form.add_error("rows", _refusal(outcome))
    if "check" in request.POST:
        return JsonResponse({"problems": [], "notes": [error for errors in form.errors.values() for error in errors]})
    return _page(request, spec, form, outcome)


def _stored(request: OfficeRequest, spec: PersonSheet, rows: list[list[str]], outcome: Outcome) -> HttpResponse:
    """Say what was done; rows that were left out stay in the grid."""
    counts = outcome.counts
    done = _("%(new)d new, %(changed)d changed, %(same)d unchanged.") % {
        "new": counts.created,
        "changed": counts.changed,
        "same": counts.unchanged,
    }
    messages.success(request, " ".join([done, *outcome.notes]))
    lines = sorted({problem.line for problem in outcome.problems})
    if not lines:
        return redirect("people:person_list")
    places = {line: place for place, line in enumerate(lines, start=2)}
    outcome.problems = [replace(problem, line=places[problem.line]) for problem in outcome.problems]
    form = PasteForm({"rows": joined([rows[0], *(rows[line - 1] for line in lines)]), "good_rows": "on"})
    form.add_error("rows", _("The other rows are stored. Correct these and send them again."))
    return _page(request, spec, form, outcome)


def _page(request: OfficeRequest, spec: PersonSheet, form: Any, outcome: Outcome | None) -> HttpResponse:
    context = {
        "form": form,
        "columns": [
            {
                "key": item.key,
                "label": item.header,
                "names": "|".join(sorted(item.headings())),
                "required": item.required,
            }
            for item in spec.fields
        ],
        "problems": _problems(spec, outcome) if outcome else [],
        "most": MOST_ROWS,
    }
    return render(request, "people/paste.html", context)


def _problems(spec: PersonSheet, outcome: Outcome) -> list[dict[str, Any]]:
    """Faults by row (from 1, without the header) and column."""
    return [
        {
            "row": problem.line - 1,
            "column": problem.column,
            "heading": spec.heading(problem.column) if problem.column != "file" else "",
            "message": problem.message,
        }
        for problem in outcome.problems
    ]


def _refusal(outcome: Outcome) -> str:
    if not outcome.rows and outcome.problems:
        return outcome.problems[0].message
    return _("%(count)d faults were found; nothing was stored. They stand at their rows.") % {
        "count": outcome.total_problems
    }
