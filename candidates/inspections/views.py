"""Pages of inspections and of the teams that hold them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from candidates.inspections import services
from candidates.inspections.forms import (
    MOST_AT_ONCE,
    AppraisalForm,
    BeginForm,
    ConclusionForm,
    HearingForm,
    MaterialForm,
    OfficerForm,
    RecusalForm,
    TeamForm,
)
from candidates.inspections.queries import File, files_of, inspections, not_inspected, teams
from candidates.inspections.tables import TEAMS, inspection_table, state
from candidates.models import AppraisalSheet, Conclusion, Hearing, Inspection, Officer, RecusalSource, Team
from electionadmin.web.forms import submit
from electionadmin.web.lists import Action, list_response
from elections.queries import current_cycle
from people.forms import ReasonForm
from villages.models import Division


@page(Act.VIEW_INSPECTIONS)
def inspection_list(request: OfficeRequest) -> HttpResponse:
    """The inspections of the cycle."""
    cycle = current_cycle(request)
    rows = inspections(request.scope, cycle) if cycle else Inspection.objects.none()
    actions = [Action(_("Teams"), reverse("candidates:team_list"))]
    if cycle and request.scope.allows(Act.CHANGE_INSPECTIONS):
        actions.append(Action(_("Begin inspections"), reverse("candidates:inspection_begin"), primary=True))
    waiting = not_inspected(request.scope, cycle).count() if cycle else 0
    return list_response(
        request,
        table=inspection_table(request.scope),
        queryset=rows,
        title=_("Inspections"),
        subtitle=_("Not yet inspected: %(count)d who stand") % {"count": waiting},
        actions=actions,
    )


@page(Act.CHANGE_INSPECTIONS, writes=True)
@never_cache
def inspection_begin(request: OfficeRequest) -> HttpResponse:
    """Choose a team and those whom it inspects."""
    cycle = current_cycle(request)
    if cycle is None:
        return render(request, "candidates/no_cycle.html")
    form = BeginForm(request.POST or None, scope=request.scope, cycle=cycle, code=request.GET.get("code", ""))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            begun = services.begin(
                scope=request.scope,
                cycle=cycle,
                team=typed["team"],
                people=list(typed["people"]),
                begun_on=typed["begun_on"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(count)d inspections are begun.") % {"count": len(begun)})
            return redirect("candidates:inspection_list")
    context = {"form": form, "most": MOST_AT_ONCE}
    return render(request, "candidates/inspection_begin.html", context)


@page(Act.VIEW_INSPECTIONS)
@never_cache
def inspection(request: OfficeRequest, pk: int) -> HttpResponse:
    """One inspection on one page: the team and who steps aside, what was heard, the sheet, the material, what is missing."""
    found = _inspection(request, pk)
    file = files_of([found])[found.pk]
    context = {
        "inspection": found,
        "file": file,
        "state": state(found),
        "findings": file.findings(),
        "hearings": found.hearings.all(),
        "sheet": AppraisalSheet.objects.filter(pk=found.pk).first(),
        "may_change": request.scope.allows(Act.CHANGE_INSPECTIONS, found.village_id),
        "may_reveal": request.scope.allows(Act.REVEAL_PERSONS, found.person.division_code),
    }
    return render(request, "candidates/inspection.html", context)


@page(Act.CHANGE_INSPECTIONS, writes=True)
@never_cache
def hearing_add(request: OfficeRequest, pk: int) -> HttpResponse:
    """A talk that was held."""
    found = _inspection(request, pk, Act.CHANGE_INSPECTIONS)
    return _hearing(request, found, None)


@page(Act.CHANGE_INSPECTIONS, writes=True)
@never_cache
def hearing_change(request: OfficeRequest, pk: int) -> HttpResponse:
    """Correct a talk."""
    hearing = get_object_or_404(Hearing, pk=pk)
    return _hearing(request, _inspection(request, hearing.inspection_id, Act.CHANGE_INSPECTIONS), hearing)


def _hearing(request: OfficeRequest, found: Inspection, hearing: Hearing | None) -> HttpResponse:
    form = HearingForm(request.POST or None, instance=hearing or Hearing(inspection=found))

    def save(form: HearingForm) -> object:
        return services.save_hearing(
            scope=request.scope, inspection=found, hearing=hearing, values=form.values(), version=form.seen_version()
        )

    return _answer(request, form, save, found, _("Change a talk") if hearing else _("Add a talk"))


@page(Act.CHANGE_INSPECTIONS, writes=True)
@never_cache
def appraisal(request: OfficeRequest, pk: int) -> HttpResponse:
    """The sheet of the democratic appraisal."""
    found = _inspection(request, pk, Act.CHANGE_INSPECTIONS)
    sheet = AppraisalSheet.objects.filter(pk=found.pk).first()
    form = AppraisalForm(request.POST or None, instance=sheet or AppraisalSheet(inspection=found))

    def save(form: AppraisalForm) -> object:
        return services.save_appraisal(
            scope=request.scope, inspection=found, values=form.values(), version=form.seen_version()
        )

    return _answer(request, form, save, found, _("Democratic appraisal"))


@page(Act.CHANGE_INSPECTIONS, writes=True)
@never_cache
def material(request: OfficeRequest, pk: int) -> HttpResponse:
    """Strong and weak points."""
    found = _inspection(request, pk, Act.CHANGE_INSPECTIONS)
    form = MaterialForm(request.POST or None, instance=found)

    def save(form: MaterialForm) -> object:
        return services.save_material(
            scope=request.scope, inspection=found, values=form.values(), version=form.seen_version()
        )

    return _answer(request, form, save, found, _("Material"))


@page(Act.CHANGE_INSPECTIONS, writes=True)
@never_cache
def conclude(request: OfficeRequest, pk: int) -> HttpResponse:
    """Two officers sign."""
    found = _inspection(request, pk, Act.CHANGE_INSPECTIONS)
    file = files_of([found])[found.pk]
    form = ConclusionForm(request.POST or None, instance=found, file=file)

    def save(form: ConclusionForm) -> object:
        values = form.values()
        conclusion = Conclusion(values.pop("conclusion"))
        return services.conclude(
            scope=request.scope, inspection=found, conclusion=conclusion, version=form.seen_version(), **values
        )

    return _answer(request, form, save, found, _("Conclusion"))


@page(Act.CHANGE_INSPECTIONS, writes=True)
@never_cache
def reopen(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take a conclusion back."""
    found = _inspection(request, pk, Act.CHANGE_INSPECTIONS)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.reopen(scope=request.scope, inspection=found, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _saved(request, found)
    return _form(request, form, found, _("Open again"))


@page(Act.CHANGE_INSPECTIONS, writes=True)
@never_cache
def recusal_add(request: OfficeRequest, pk: int) -> HttpResponse:
    """An officer steps aside, or a likeness of names is cleared."""
    found = _inspection(request, pk, Act.CHANGE_INSPECTIONS)
    form = RecusalForm(request.POST or None, file=_file(found))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            services.record_recusal(
                scope=request.scope,
                inspection=found,
                officer=typed["officer"],
                source=RecusalSource(typed["source"]),
                relation=typed["relation"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _saved(request, found)
    return _form(request, form, found, _("Recusal"))


@page(Act.VIEW_INSPECTIONS)
def team_list(request: OfficeRequest) -> HttpResponse:
    """The teams of the cycle."""
    cycle = current_cycle(request)
    rows = teams(request.scope, cycle) if cycle else Team.objects.none()
    rows = rows.select_related("division").annotate(
        serving=Count("officers", filter=Q(officers__left_on=None), distinct=True),
        started=Count("inspections", distinct=True),
    )
    actions = [Action(_("Add a team"), reverse("candidates:team_add"), primary=True)]
    allowed = cycle is not None and request.scope.allows(Act.CHANGE_INSPECTIONS)
    return list_response(
        request, table=TEAMS, queryset=rows, title=_("Inspection teams"), actions=actions if allowed else ()
    )


@page(Act.CHANGE_INSPECTIONS, writes=True)
@never_cache
def team_add(request: OfficeRequest) -> HttpResponse:
    """A new team."""
    cycle = current_cycle(request)
    if cycle is None:
        return render(request, "candidates/no_cycle.html")
    form = TeamForm(request.POST or None, scope=request.scope, cycle=cycle)

    def save(form: TeamForm) -> object:
        division = get_object_or_404(Division, pk=form.cleaned_data["division"])
        name = form.cleaned_data["name"]
        return services.save_team(scope=request.scope, cycle=cycle, team=None, division=division, name=name)

    if request.method == "POST":
        again = submit(form, save)
        if again is None:
            messages.success(request, _("Saved."))
            return redirect("candidates:team_list")
        form = again
    back = reverse("candidates:team_list")
    return render(request, "candidates/act.html", {"form": form, "title": _("Add a team"), "about": "", "back": back})


@page(Act.VIEW_INSPECTIONS)
def team(request: OfficeRequest, pk: int) -> HttpResponse:
    """A team: its officers and what they inspect."""
    found = _team(request, pk)
    context = {
        "team": found,
        "officers": found.officers.select_related("person"),
        "inspections": inspections(request.scope, found.cycle).filter(team=found).order_by("village_id", "pk"),
        "may_change": request.scope.allows(Act.CHANGE_INSPECTIONS, found.division_id),
    }
    return render(request, "candidates/team.html", context)


@page(Act.CHANGE_INSPECTIONS, writes=True)
@never_cache
def officer_add(request: OfficeRequest, pk: int) -> HttpResponse:
    """A new member of a team."""
    return _officer(request, _team(request, pk, Act.CHANGE_INSPECTIONS), None)


@page(Act.CHANGE_INSPECTIONS, writes=True)
@never_cache
def officer_change(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change a member, or end the membership."""
    officer = get_object_or_404(Officer.objects.select_related("person"), pk=pk)
    return _officer(request, _team(request, officer.team_id, Act.CHANGE_INSPECTIONS), officer)


def _officer(request: OfficeRequest, found: Team, officer: Officer | None) -> HttpResponse:
    form = OfficerForm(
        request.POST or None, instance=officer or Officer(team=found), scope=request.scope, cycle=found.cycle
    )

    def save(form: OfficerForm) -> object:
        values = {**form.values(), "person": form.person}
        return services.save_officer(
            scope=request.scope, team=found, officer=officer, values=values, version=form.seen_version()
        )

    if request.method == "POST":
        again = submit(form, save)
        if again is None:
            messages.success(request, _("Saved."))
            return redirect("candidates:team", found.pk)
        form = again
    title = _("Change an officer") if officer else _("Add an officer")
    context = {"form": form, "title": title, "about": found.name, "back": reverse("candidates:team", args=[found.pk])}
    return render(request, "candidates/act.html", context)


def _inspection(request: OfficeRequest, pk: int, act: Act = Act.VIEW_INSPECTIONS) -> Inspection:
    """An inspection in the scope; 404 for any other."""
    rows = Inspection.objects.filter(request.scope.within(act, "village__code"))
    related = ("person", "village__parent", "team", "cycle", "first_officer", "second_officer", "scan")
    return get_object_or_404(rows.select_related(*related), pk=pk)


def _file(found: Inspection) -> File:
    return files_of([found])[found.pk]


def _team(request: OfficeRequest, pk: int, act: Act = Act.VIEW_INSPECTIONS) -> Team:
    """A team of the user's divisions, to be looked at also one of the county above them."""
    found = get_object_or_404(Team.objects.select_related("cycle", "division"), pk=pk)
    covering = act is Act.VIEW_INSPECTIONS and any(
        code.startswith(found.division_id) for code in request.scope.prefixes(act)
    )
    if not covering:
        request.scope.require(act, found.division_id)
    return found


def _answer(request: OfficeRequest, form: Any, save: Any, found: Inspection, title: str) -> HttpResponse:
    if request.method == "POST":
        again = submit(form, save)
        if again is None:
            return _saved(request, found)
        form = again
    return _form(request, form, found, title)


def _saved(request: OfficeRequest, found: Inspection) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("candidates:inspection", found.pk)


def _form(request: OfficeRequest, form: Any, found: Inspection, title: str) -> HttpResponse:
    back = reverse("candidates:inspection", args=[found.pk])
    about = f"{found.person.name} · {found.village.name}"
    return render(request, "candidates/act.html", {"form": form, "title": title, "about": about, "back": back})
