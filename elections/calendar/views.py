"""The calendar of a county, a township or a village; what was done; the county's timetable and days."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.codes import Level
from electionadmin.versions import Stale
from elections import workdays
from elections.calendar import queries, services
from elections.calendar.forms import DayForm, DoneForm, TimetableForm, YearForm
from elections.calendar.ics import calendar_file
from elections.calendar.items import template
from elections.calendar.models import CountyDay, CountyYear, ItemDone
from elections.calendar.schedule import rulebook_body
from elections.models import Body, Cycle, Election
from elections.queries import current_cycle
from villages.models import Division

BADGES = {
    "done": ("ok", gettext_lazy("done")),
    "late": ("ok", gettext_lazy("done late")),
    "overdue": ("block", gettext_lazy("overdue")),
    "due": ("warn", pgettext_lazy("calendar", "due")),
    "soon": ("info", gettext_lazy("soon")),
    "later": ("wait", pgettext_lazy("calendar", "later")),
    "waiting": ("wait", gettext_lazy("if needed")),
}


@page(Act.VIEW_ELECTIONS)
def calendar_home(request: OfficeRequest) -> HttpResponse:
    """The calendar of the user's own division."""
    home = request.scope.home()
    if home is None or len(home.code) < Level.COUNTY:
        raise Http404
    return redirect("elections:calendar", home.code)


@page(Act.VIEW_ELECTIONS)
def calendar(request: OfficeRequest, code: str) -> HttpResponse:
    """Every item of a division's elections: days, both counts, how many have done it, what breaks a rule."""
    division, cycle = _place(request, code)
    today = timezone.localdate()
    elections = list(queries.elections_of(request.scope, cycle, code)) if cycle else []
    entries = queries.agenda(elections, cycle, today) if cycle else []
    body = request.GET.get("body", "")
    bodies = [(value, label) for value, label in (cycle.body_labels() if cycle else [])]
    shown = [entry for entry in entries if not body or entry.item.body == body]
    rows = queries.rows(shown)
    context = {
        "division": division,
        "is_village": len(code) == Level.VILLAGE,
        "groups": _by_body(rows, dict(bodies)),
        "bodies": bodies,
        "body": body,
        "badges": BADGES,
        "undated": sum(not (election.election_day or election.held_on) for election in elections),
        "overdue": sum(row.overdue for row in rows),
        "note": workdays.provisional_note(tuple(sorted({year for row in rows for year in row.provisional}))),
        "printed": request.GET.get("format") == "print",
        "today": today,
        "may_plan": request.scope.allows(Act.MANAGE_CYCLES, division.code[: Level.COUNTY]),
        "may_record": len(code) == Level.VILLAGE and request.scope.allows(Act.CHANGE_VILLAGES, code),
        "days": sorted({entry.election.election_day for entry in shown if entry.election.election_day}),
    }
    return render(request, "elections/calendar/calendar.html", context)


def _by_body(rows: list[queries.Row], labels: dict[str, str]) -> list[tuple[str, list[queries.Row]]]:
    found: dict[str, list[queries.Row]] = {}
    for row in rows:
        found.setdefault(row.item.body, []).append(row)
    return [(labels.get(body, body), own) for body, own in found.items()]


@page(Act.VIEW_ELECTIONS)
def calendar_file_of(request: OfficeRequest, code: str) -> HttpResponse:
    """The calendar for a telephone or an office program."""
    division, cycle = _place(request, code)
    elections = list(queries.elections_of(request.scope, cycle, code)) if cycle else []
    entries = queries.agenda(elections, cycle, timezone.localdate()) if cycle else []
    content = calendar_file(division=division, cycle=cycle, rows=queries.rows(entries), now=timezone.now())
    title = " ".join([division.name, cycle.name if cycle else ""]).strip()
    name = content_disposition_header(as_attachment=True, filename=f"{title}.ics") or ""
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": name})


@page(Act.CHANGE_VILLAGES, writes=True)
def calendar_done(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    """Record the day on which an item of an election was done, or take it back."""
    election = get_object_or_404(
        Election.objects.filter(request.scope.within(Act.CHANGE_VILLAGES, "village__code")).select_related(
            "cycle", "village__parent", "village__profile"
        ),
        pk=pk,
    )
    entries = queries.agenda([election], election.cycle, timezone.localdate())
    entry = next((entry for entry in entries if entry.item.key == key and not entry.told), None)
    if entry is None:
        raise Http404
    row = ItemDone.objects.filter(election=election, key=key).first()
    if request.method == "POST" and "withdraw" in request.POST:
        services.withdraw_done(scope=request.scope, election=election, key=key)
        messages.success(request, _("Taken back."))
        return redirect("elections:calendar", election.village_id)
    form = DoneForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.record_done(scope=request.scope, election=election, key=key, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("elections:calendar", election.village_id)
    context = {"election": election, "entry": entry, "form": form, "row": row, "badge": BADGES[entry.state]}
    return render(request, "elections/calendar/done.html", context)


@page(Act.MANAGE_CYCLES, writes=True)
def timetable(request: OfficeRequest) -> HttpResponse:
    """The county's own days of the items; what breaks the law is refused with its article."""
    cycle = current_cycle(request)
    if cycle is None:
        return render(request, "elections/calendar/timetable.html", {"form": None})
    row = queries.county_timetable(cycle)
    fitted = _plan(cycle, None)
    initial = {"document": row.document if row else "", "version": row.version if row else 0}
    form = TimetableForm(
        request.POST or None, initial=initial, bodies=list(cycle.bodies), plan=fitted | _own(row, fitted)
    )
    form.fitted = fitted
    if request.method == "POST" and form.is_valid():
        try:
            services.save_timetable(
                scope=request.scope,
                cycle=cycle,
                days={} if "reset" in request.POST else form.days(),
                document=form.cleaned_data["document"],
                version=form.cleaned_data["version"],
            )
        except Stale as stale:
            typed = request.POST.copy()
            typed["version"] = str(stale.current.version)
            form.data = typed
            form.add_error(None, _stale_note(form, stale.current, fitted))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The timetable is saved; all villages follow it."))
            return redirect("elections:calendar", cycle.county_id)
    context = {"form": form, "timetable_row": row, "template_changes": _moved(cycle)}
    return render(request, "elections/calendar/timetable.html", context)


def _own(row: Any, fitted: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    return {name: (days[0], days[1]) for name, days in row.days.items() if name in fitted} if row else {}


def _plan(cycle: Cycle, row: Any) -> dict[str, tuple[int, int]]:
    plan: dict[str, tuple[int, int]] = {}
    for body in Body.values:
        plan |= queries.plan_for(cycle, row, body=body, ruled=rulebook_body(body, community=False))
    return plan


def _moved(cycle: Cycle) -> list[str]:
    """Items that the template had to give up because the law of the place demands more."""
    fitted = _plan(cycle, None)
    return [
        _("%(item)s: D%(before)+d becomes D%(after)+d.")
        % {"item": item.label, "before": item.last, "after": fitted[item.id][1]}
        for item in template().items
        if fitted[item.id][1] != item.last and item.body in cycle.bodies
    ]


def _stale_note(form: TimetableForm, row: Any, fitted: dict[str, tuple[int, int]]) -> list[str]:
    """What somebody else has saved meanwhile, where it differs from what was typed."""
    notes = [_("Somebody else has saved the timetable meanwhile. Compare, then save again or leave.")]
    theirs = fitted | _own(row, fitted)
    for item in form.items:
        typed = (form.cleaned_data[f"{item.id}.first"], form.cleaned_data[item.id])
        if typed != theirs[item.id]:
            words = {"item": item.label, "first": theirs[item.id][0], "last": theirs[item.id][1]}
            notes.append(_("%(item)s: now from %(first)s to %(last)s.") % words)
    return notes


@page(Act.VIEW_ELECTIONS, write=Act.MANAGE_CYCLES)
def county_days(request: OfficeRequest) -> HttpResponse:
    """The county's table of days, in front of the State Council's notices."""
    home = request.scope.home()
    county = get_object_or_404(Division, pk=home.code[: Level.COUNTY] if home else "")
    may_change = request.scope.allows(Act.MANAGE_CYCLES, county.code)
    day_form, year_form = DayForm(None, prefix="day"), YearForm(None, prefix="year")
    if request.method == "POST":
        done, day_form, year_form = _change_days(request, county)
        if done:
            messages.success(request, done)
            return redirect("elections:county_days")
    context = {
        "county": county,
        "rows": [(row, workdays.kind_of(row.day)) for row in CountyDay.objects.filter(county=county).order_by("day")],
        "years": CountyYear.objects.filter(county=county).order_by("year"),
        "known": sorted(workdays.known_years()),
        "day_form": day_form,
        "year_form": year_form,
        "may_change": may_change,
    }
    return render(request, "elections/calendar/days.html", context)


def _change_days(request: OfficeRequest, county: Division) -> tuple[str, DayForm, YearForm]:
    """Carry out one of the page's small forms; the sentence of success, empty where something is wrong."""
    day_form, year_form = DayForm(None, prefix="day"), YearForm(None, prefix="year")
    if "remove" in request.POST:
        row = get_object_or_404(CountyDay, pk=_number(request.POST["remove"]), county=county)
        services.remove_county_day(scope=request.scope, row=row)
        return _("Removed."), day_form, year_form
    if "withdraw" in request.POST:
        year = get_object_or_404(CountyYear, pk=_number(request.POST["withdraw"]), county=county)
        services.withdraw_year(scope=request.scope, row=year)
        return _("Removed."), day_form, year_form
    form: DayForm | YearForm
    if "year" in request.POST:
        form = year_form = YearForm(request.POST, prefix="year")
    else:
        form = day_form = DayForm(request.POST, prefix="day")
    if form.is_valid():
        try:
            if isinstance(form, YearForm):
                services.confirm_year(scope=request.scope, county=county, **form.cleaned_data)
            else:
                services.set_county_day(scope=request.scope, county=county, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _("Saved."), day_form, year_form
    return "", day_form, year_form


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def _place(request: OfficeRequest, code: str) -> tuple[Division, Cycle | None]:
    """The division whose calendar is wanted; 404 for one in which the user sees nothing."""
    division = queries.division_or_none(request.scope, code)
    if division is None:
        raise Http404
    return division, current_cycle(request)
