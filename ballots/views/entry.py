"""Entry of figures by two clerks, their comparison, doubtful papers, names written in."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from ballots import services
from ballots.forms import DoubtfulForm, SettleForm, SheetForm, WriteInForm
from ballots.forms.figures import cells_of
from ballots.models import Ballot, Sheet, Station
from ballots.paper_form import checks_of
from ballots.services.figures import Entries, differences, entries_of
from ballots.sources import people_called
from ballots.views.found import ballot_or_404, station_or_404
from electionadmin.versions import Stale


@page(Act.ENTER_VOTES, writes=True)
@never_cache
def figures(request: OfficeRequest, station: int, ballot: int) -> HttpResponse:
    """A clerk types the paper form; what another clerk has typed he does not see."""
    place = station_or_404(request, station)
    paper = ballot_or_404(place, ballot)
    entries = entries_of(place, paper)
    mine = entries.of(request.user)
    form = SheetForm(request.POST or None, station=place, ballot=paper, mine=mine)
    before: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            sheet = services.save_sheet(
                scope=request.scope,
                user=request.user,
                station=place,
                ballot=paper,
                figures=form.figures(),
                seen=form.cleaned_data["seen"],
            )
        except Stale as stale:
            before = cells_of(stale.current)
            form = _again(request, form, stale.current)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _saved(request, place, paper, sheet)
    return _entry_page(request, form, entries, before)


def _again(request: OfficeRequest, form: SheetForm, current: Sheet) -> SheetForm:
    """The form once more on top of what the same clerk has saved in another window."""
    data = request.POST.copy()
    data["seen"] = str(current.revision)
    again = SheetForm(data, station=form.station, ballot=form.ballot, mine=current)
    again.is_valid()
    again.add_error(None, _("You have saved other figures in another window. Compare below, then save again."))
    return again


def _saved(request: OfficeRequest, station: Station, ballot: Ballot, sheet: Sheet) -> HttpResponse:
    entries = entries_of(station, ballot)
    if entries.accepted:
        messages.success(request, _("Saved. Both clerks have the same figures; they count."))
    elif entries.both_complete:
        messages.warning(request, _("Saved. The two clerks differ; see where."))
        return redirect("ballots:compared", station.pk, ballot.pk)
    elif sheet.complete:
        messages.success(request, _("Saved. Now another clerk enters the same form without seeing your figures."))
    else:
        messages.info(request, _("Saved with empty cells. The figures count once every cell is filled."))
        return redirect("ballots:figures", station.pk, ballot.pk)
    return redirect("ballots:vote", station.vote_id)


def _entry_page(request: OfficeRequest, form: SheetForm, entries: Entries, before: dict[str, Any]) -> HttpResponse:
    station, ballot = form.station, form.ballot
    mine = entries.of(request.user)
    closed = station.vote.state != "open"
    told = _told(station, ballot, form)
    changed = [
        (form[key].label, form[key].value(), value)
        for key, value in before.items()
        if key in form.fields and str(form[key].value() or "") != ("" if value is None else str(value))
    ]
    context = {
        "vote": station.vote,
        "station": station,
        "ballot": ballot,
        "form": form,
        "mine": mine,
        "changed": changed,
        "checks": told,
        "second": mine.entry == "second" if mine else entries.first is not None,
        "shut": closed
        or bool(entries.accepted)
        or entries.both_complete
        or (mine is None and entries.second is not None),
        "entries": entries,
        "several": station.vote.ballots.count() > 1,
    }
    return render(request, "ballots/figures.html", context)


def _told(station: Station, ballot: Ballot, form: SheetForm) -> list[tuple[Any, str, str]]:
    """Checks with their state for what stands in the form."""
    typed: dict[str, int | None] = {}
    for name, field in form.fields.items():
        try:
            typed[name] = field.clean(form[name].value())
        except ValidationError:
            typed[name] = None
    return [(check, *check.told(typed)) for check in checks_of(station, ballot)]


@page(Act.VIEW_VOTES, write=Act.DECIDE_VOTES)
@never_cache
def compared(request: OfficeRequest, station: int, ballot: int) -> HttpResponse:
    """The figures of two clerks side by side, once both are in; what differs is settled with a reason."""
    place = station_or_404(request, station, Act.VIEW_VOTES)
    request.scope.require(
        Act.VIEW_VOTES if request.method == "GET" else Act.DECIDE_VOTES, place.vote.election.village_id
    )
    paper = ballot_or_404(place, ballot)
    entries = entries_of(place, paper)
    rows = _rows(place, paper, entries) if entries.both_complete or entries.accepted else []
    differing = {row["key"]: row["label"] for row in rows if row["differs"]}
    open_ = bool(differing) and not entries.accepted and place.vote.state == "open"
    form = SettleForm(request.POST or None, cells=differing) if open_ else None
    if request.method == "POST" and form and form.is_valid():
        chosen = {key: form.cleaned_data[key] for key in differing}
        try:
            services.settle(
                scope=request.scope,
                user=request.user,
                station=place,
                ballot=paper,
                figures=chosen,
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The figures are settled; they count."))
            return redirect("ballots:vote", place.vote_id)
    for row in rows:
        row["cell"] = form[row["key"]] if form and row["key"] in form.fields else None
    context = {
        "vote": place.vote,
        "station": place,
        "ballot": paper,
        "entries": entries,
        "rows": rows,
        "form": form,
        "differing": len(differing),
        "may_decide": request.scope.allows(Act.DECIDE_VOTES, place.vote.election.village_id),
        "accepted": entries.accepted.sheet if entries.accepted else None,
        "history": place.sheets.filter(ballot=paper).select_related("clerk", "recount").order_by("pk"),
    }
    return render(request, "ballots/compared.html", context)


def _rows(station: Station, ballot: Ballot, entries: Entries) -> list[dict[str, Any]]:
    """Rows of the comparison in the order of the paper form."""
    sheets = [entries.first, entries.second, entries.accepted.sheet if entries.accepted else None]
    cells = [_cells(sheet) for sheet in sheets]
    first, second = entries.first, entries.second
    differing = set(differences(first, second)) if first and second else set()
    return [
        {
            "key": key,
            "label": label,
            "first": cells[0].get(key),
            "second": cells[1].get(key),
            "settled": cells[2].get(key),
            "differs": key in differing,
            "cell": None,
        }
        for key, label in _labels(station, ballot)
    ]


def _labels(station: Station, ballot: Ballot) -> list[tuple[str, str]]:
    labels = [(name, str(Sheet._meta.get_field(name).verbose_name)) for name in station.papers()]  # type: ignore[union-attr]
    if not station.counts:
        return labels
    for post in ballot.posts.all():
        for line in post.lines.all():
            label = f"{post.label} · {line.name}"
            labels.append((f"for:{line.pk}", label))
            if station.vote.counts_against:
                labels.append((f"against:{line.pk}", _("%(line)s, against") % {"line": label}))
    return labels


def _cells(sheet: Sheet | None) -> dict[str, int | None]:
    if sheet is None:
        return {}
    cells: dict[str, int | None] = {name: getattr(sheet, name) for name in sheet.station.papers()}
    for row in sheet.lines.all():
        cells[f"for:{row.line_id}"], cells[f"against:{row.line_id}"] = row.votes, row.against
    return cells


@page(Act.ENTER_VOTES, writes=True)
def doubtful(request: OfficeRequest, station: int, ballot: int) -> HttpResponse:
    """What the election committee decided on a doubtful paper."""
    place = station_or_404(request, station)
    paper = ballot_or_404(place, ballot)
    form = DoubtfulForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.record_doubtful_paper(
                scope=request.scope, user=request.user, station=place, ballot=paper, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The decision is on record."))
            return redirect("ballots:vote", place.vote_id)
    return _form_page(request, place, form, _("Doubtful paper"))


@page(Act.ENTER_VOTES, writes=True)
def written_in(request: OfficeRequest, station: int, ballot: int) -> HttpResponse:
    """A name written on ballots; a person of the village is found by it."""
    place = station_or_404(request, station)
    paper = ballot_or_404(place, ballot)
    form = WriteInForm(request.POST or None, posts=paper.posts.all())
    if request.method == "POST" and form.is_valid():
        name, post = form.cleaned_data["name"], form.cleaned_data["post"]
        person = people_called({name}, place.vote.election.village_id).get(name)
        try:
            services.add_write_in(scope=request.scope, vote=place.vote, post=post, name=name, person=person)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(name)s stands on the form now, as written in.") % {"name": name})
            if request.GET.get("back") == "count":
                return redirect("ballots:begin", place.pk, paper.pk)
            return redirect("ballots:figures", place.pk, paper.pk)
    return _form_page(request, place, form, _("Name written in"))


def _form_page(request: OfficeRequest, station: Station, form: Any, title: str) -> HttpResponse:
    context = {"vote": station.vote, "form": form, "title": f"{title} · {station.name}", "remove": ""}
    return render(request, "ballots/form.html", context)
