"""Pages of the filings of secretaries: the list, one filing with what is to be done next, one person's file."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from candidates.models import Commitment, Inspection
from candidates.nominations.found import add_errors
from candidates.secretaries import queries, services
from candidates.secretaries.forms import FileForm, FilingForm, OpinionForm, SubmitForm, WithdrawForm
from candidates.secretaries.models import FilingState, Matter, SecretaryFiling
from candidates.secretaries.tables import filing_badge, filing_table
from electionadmin.versions import Stale
from electionadmin.web.forms import submit
from electionadmin.web.lists import Action, list_response
from elections.rules.titles import title_of
from people.models import Person
from people.queries import persons
from villages.models import BodyKind, Division, Member
from villages.queries import in_force, villages


@page(Act.VIEW_SECRETARIES)
def secretary_list(request: OfficeRequest) -> HttpResponse:
    """All filings of the user's villages."""
    actions = []
    if request.scope.allows(Act.FILE_SECRETARIES):
        actions.append(Action(_("Start a filing"), reverse("candidates:secretary_start"), primary=True))
    return list_response(
        request,
        table=filing_table(request.scope),
        queryset=queries.filings(request.scope),
        title=_("Filing of secretaries"),
        actions=actions,
    )


@page(Act.FILE_SECRETARIES)
def secretary_start(request: OfficeRequest) -> HttpResponse:
    """Of which village?"""
    rows = in_force(villages(request.scope, Act.FILE_SECRETARIES))
    chosen = request.GET.get("village", "")
    if chosen and rows.filter(code=chosen).exists():
        return redirect("candidates:secretary_add", chosen)
    return render(request, "candidates/secretary_start.html", {"villages": rows})


def _people(village: Division) -> QuerySet[Person]:
    """Party members on record in the village, and whoever sits on its Party organisation, posted from elsewhere."""
    sitting = Member.objects.filter(body__village=village, body__kind=BodyKind.PARTY).values("person")
    here = Q(village_code=village.code, party_joined__isnull=False)
    return Person.objects.filter(here | Q(pk__in=sitting)).order_by("name_key", "pk")


@page(Act.FILE_SECRETARIES, writes=True)
def secretary_add(request: OfficeRequest, code: str) -> HttpResponse:
    """A new matter of somebody in a village."""
    village = get_object_or_404(in_force(villages(request.scope, Act.FILE_SECRETARIES)), code=code)
    new = SecretaryFiling(village=village)
    form = FilingForm(request.POST or None, instance=new, people=_people(village))

    def save(form: FilingForm) -> SecretaryFiling:
        values = form.values()
        person = values.pop("person")
        return services.save_draft(scope=request.scope, village=village, person=person, values=values)

    return _edit(request, form, save, village)


@page(Act.FILE_SECRETARIES, writes=True)
def secretary_change(request: OfficeRequest, pk: int) -> HttpResponse:
    """A draft, or what the county sent back, in other words."""
    found = get_object_or_404(queries.filings(request.scope, Act.FILE_SECRETARIES), pk=pk)
    if found.state not in (FilingState.DRAFT, FilingState.RETURNED):
        raise Http404
    form = FilingForm(request.POST or None, instance=found, people=Person.objects.filter(pk=found.person_id))

    def save(form: FilingForm) -> SecretaryFiling:
        values = form.values()
        values.pop("person")
        return services.save_draft(
            scope=request.scope,
            village=found.village,
            person=found.person,
            values=values,
            filing=found,
            version=form.seen_version(),
        )

    return _edit(request, form, save, found.village)


def _edit(
    request: OfficeRequest, form: FilingForm, save: Callable[[FilingForm], SecretaryFiling], village: Division
) -> HttpResponse:
    made: list[SecretaryFiling] = []
    if request.method == "POST":
        again = submit(form, lambda sent: made.append(save(sent)))
        if again is None:
            messages.success(request, _("Saved."))
            return redirect("candidates:secretary_filing", made[0].pk)
        form = again
    context = {
        "form": form,
        "title": _("Filing of a secretary"),
        "about": village.name,
        "back": reverse("candidates:secretary_list"),
    }
    return render(request, "candidates/act.html", context)


_FORMS: dict[str, tuple[type[forms.Form], tuple[str, ...], Act]] = {
    "submit": (SubmitForm, (FilingState.DRAFT, FilingState.RETURNED), Act.FILE_SECRETARIES),
    "opinion": (OpinionForm, (FilingState.SUBMITTED,), Act.DECIDE_SECRETARIES),
    "file": (FileForm, (FilingState.AGREED,), Act.FILE_SECRETARIES),
    "withdraw": (
        WithdrawForm,
        (FilingState.DRAFT, FilingState.SUBMITTED, FilingState.RETURNED),
        Act.FILE_SECRETARIES,
    ),
}


@page(Act.VIEW_SECRETARIES, writes=True)
def secretary_filing(request: OfficeRequest, pk: int) -> HttpResponse:
    """One filing: what it says, what speaks for and against it, and the next step of whoever may take it."""
    found = get_object_or_404(queries.filings(request.scope), pk=pk)
    steps = _steps(request, found)
    if request.method == "POST":
        done = _take(request, found, steps)
        if done is not None:
            return done
    context = {
        "filing": found,
        "badge": filing_badge(found),
        "findings": [(title_of(one.rule), one) for one in queries.findings_of(found)],
        "parts": queries.package_of(found) if found.matter == Matter.APPOINTMENT else [],
        "steps": steps,
        "may_change": "submit" in steps,
        "is_own": found.submitted_by_id == request.user.pk and found.state == FilingState.SUBMITTED,
    }
    return render(request, "candidates/secretary_filing.html", context)


def _steps(request: OfficeRequest, found: SecretaryFiling) -> dict[str, forms.Form]:
    """The forms of the steps that the user may take now, filled where one was sent."""
    return {
        name: form(request.POST if request.POST.get("do") == name else None, initial={"version": found.version})
        for name, (form, states, act) in _FORMS.items()
        if found.state in states and request.scope.allows(act, found.village_id)
    }


def _take(request: OfficeRequest, found: SecretaryFiling, steps: dict[str, forms.Form]) -> HttpResponse | None:
    """Take a step; None where its form is to be shown again."""
    name = request.POST.get("do", "")
    form = steps.get(name)
    if form is None:
        return redirect("candidates:secretary_filing", found.pk)
    if not form.is_valid():
        return None
    try:
        _act(request, found, name, form.cleaned_data)
    except Stale:
        messages.error(request, _("Somebody else has changed this meanwhile. Look at it again, then decide."))
    except ValidationError as error:
        add_errors(form, error)
        return None
    else:
        messages.success(request, _("Saved."))
    return redirect("candidates:secretary_filing", found.pk)


def _act(request: OfficeRequest, found: SecretaryFiling, name: str, data: dict[str, Any]) -> None:
    common: dict[str, Any] = {"scope": request.scope, "filing": found, **data}
    match name:
        case "submit":
            services.submit(user=request.user, **common)
        case "opinion":
            services.give_opinion(user=request.user, **{**common, "decision": FilingState(data["decision"])})
        case "file":
            services.put_on_file(**common)
        case _:
            services.withdraw(**common)


@page(Act.VIEW_SECRETARIES)
def secretary_file(request: OfficeRequest, pk: int) -> HttpResponse:
    """One person, one file: all his matters, the posts he has held, what else is known of him."""
    person = get_object_or_404(persons(request.scope, Act.VIEW_SECRETARIES), pk=pk)
    sees = request.scope.allows
    context = {
        "person": person,
        "filings": [(row, filing_badge(row)) for row in queries.file_of(request.scope, person)],
        "seats": Member.objects.filter(person=person).select_related("body__village").order_by("-starts_on", "-pk"),
        "cv": person.cv.order_by("starts_on", "pk"),
        "inspections": Inspection.objects.filter(person=person).select_related("team").order_by("-begun_on")
        if sees(Act.VIEW_INSPECTIONS, person.division_code)
        else None,
        "commitments": Commitment.objects.filter(person=person, superseded_on=None).order_by("-answered_on")
        if sees(Act.VIEW_COMMITMENTS, person.division_code)
        else None,
    }
    return render(request, "candidates/secretary_file.html", context)
