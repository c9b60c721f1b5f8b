"""The audit trail, the history of an object, one event, the seals and the daily sheet."""

import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.web.export import workbook_response
from electionadmin.web.lists import Action, list_response
from jobs.services import request_job
from oversight import queries
from oversight.entries import Entry
from oversight.forms import TrailForm
from oversight.models import Seal
from oversight.queries import Export, Position
from oversight.sources import Source, source_of
from oversight.tables import SEALS
from oversight.tasks import KIND

_PRINTED = 1000


@page(Act.VIEW_TRAIL)
def trail(request: OfficeRequest) -> HttpResponse:
    """Everything that was done within the scope, newest first."""
    form = TrailForm(request.GET)
    wanted = form.wanted()
    if request.GET.get("format") == "xlsx":
        return _workbook(request, form)
    printed = request.GET.get("format") == "print"
    part = queries.page_of(request.scope, wanted, after=_position(request), size=_PRINTED if printed else queries.PAGE)
    context = {
        "form": form,
        "part": part,
        "printed": printed,
        "newest_seal": queries.newest_seal(),
        "export_limit": queries.EXPORT,
        "narrowed": any(form.cleaned_data.values()),
        **_addresses(request, part.older),
    }
    return render(request, "oversight/trail.html", context)


@page(Act.VIEW_TRAIL)
def object_history(request: OfficeRequest, app_label: str, model: str, pk: str) -> HttpResponse:
    """All that happened to one object."""
    source = _source(app_label, model)
    part = queries.history_of(request.scope, source, pk, after=_position(request))
    if part is None:
        raise Http404
    newest = part.entries[0] if part.entries else None
    context = {"source": source, "part": part, "newest": newest, **_addresses(request, part.older)}
    return render(request, "oversight/object.html", context)


@page(Act.VIEW_TRAIL)
def event(request: OfficeRequest, app_label: str, model: str, number: int) -> HttpResponse:
    """One event with every column, its context and its seal."""
    source = _source(app_label, model)
    entry = queries.event_of(request.scope, source, number)
    if entry is None:
        raise Http404
    context = {"entry": entry, "seal": queries.seal_over(source, number)}
    return render(request, "oversight/event.html", context)


@page(Act.VIEW_TRAIL)
def seal_list(request: OfficeRequest) -> HttpResponse:
    """The chain of seals and the outcome of its last check."""
    return list_response(
        request,
        table=SEALS,
        queryset=Seal.objects.defer("hints", "document"),
        title=_("Seals"),
        subtitle=_("Each seal covers the events since the one before, and its digest the whole chain up to it."),
        actions=[Action(_("Daily audit sheet"), reverse("oversight:sheet"))],
        template="oversight/seal_list.html",
        context={"verification": queries.newest_verification(), "newest_seal": queries.newest_seal()},
    )


@page(Act.VIEW_TRAIL, writes=True)
def check(request: OfficeRequest) -> HttpResponse:
    """Ask for a check of the whole chain now."""
    if request.method != "POST":
        return redirect("oversight:seal_list")
    code = request.scope.prefixes(Act.VIEW_TRAIL)[0]
    job = request_job(kind=KIND, user=request.user, scope_code=code, arguments={})
    messages.success(request, _("The check was asked for; its outcome will stand here and on the page of seals."))
    return redirect("jobs:detail", job.pk)


@page(Act.VIEW_TRAIL)
def sheet(request: OfficeRequest) -> HttpResponse:
    """The day's figures with the newest seal, to be printed, signed and kept outside the computer."""
    day = _day(request)
    context = {
        "day": day,
        "figures": queries.day_of(request.scope, day),
        "earlier": day - datetime.timedelta(days=1),
        "later": day + datetime.timedelta(days=1) if day < timezone.localdate() else None,
        "newest_seal": queries.newest_seal(),
        "verification": queries.newest_verification(),
        "now": timezone.now(),
        "printed": request.GET.get("format") == "print",
    }
    return render(request, "oversight/sheet.html", context)


def _source(app_label: str, model: str) -> Source:
    source = source_of(app_label, model)
    if source is None:
        raise Http404
    return source


def _position(request: OfficeRequest) -> Position | None:
    return Position.read(request.GET.get("after", ""))


def _day(request: OfficeRequest) -> datetime.date:
    """The day in the address, never one that has not come."""
    try:
        asked = parse_date(request.GET.get("day", ""))
    except ValueError:
        asked = None
    return min(asked or timezone.localdate(), timezone.localdate())


def _addresses(request: OfficeRequest, older: Position | None) -> dict[str, Any]:
    """Where the foot of a list leads."""

    def address(**changes: str) -> str:
        query: QueryDict = request.GET.copy()
        for name in ("after", "format"):
            query.pop(name, None)
        query.update(changes)
        return f"{request.path}?{query.urlencode()}" if query else request.path

    return {
        "older_url": address(after=str(older)) if older else "",
        "newest_url": address() if "after" in request.GET else "",
        "export_url": address(format="xlsx"),
        "print_url": address(format="print"),
    }


def _workbook(request: OfficeRequest, form: TrailForm) -> HttpResponse:
    columns = [
        (_("Time"), lambda entry: entry.at),
        (_("Who"), lambda entry: entry.who),
        (_("Duty"), lambda entry: entry.duty),
        (pgettext("history", "Change"), lambda entry: str(entry.change[0])),
        (_("Object"), lambda entry: entry.kind),
        (pgettext("thing", "Name"), lambda entry: entry.title),
        (_("Before → after"), _told),
        (_("Reason"), lambda entry: entry.reason),
        (_("By way of"), lambda entry: entry.way),
        (_("Address"), lambda entry: entry.ip),
        (_("Event"), lambda entry: f"{entry.source.key} {entry.number}"),
    ]
    notes = [f"{form.fields[name].label}: {value}" for name, value in form.cleaned_data.items() if value]
    rows: Any = Export(request.scope, form.wanted())
    return workbook_response(title=_("Audit trail"), notes=notes, columns=columns, rows=rows)


def _told(entry: Entry) -> str:
    return "; ".join(map(str, entry.differences()))
