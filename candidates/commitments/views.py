"""Pages of commitments."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from candidates.commitments import queries, services
from candidates.commitments.forms import AnswerForm, TextForm
from candidates.commitments.tables import commitment_table, with_answers
from candidates.models import Answer, Commitment, CommitmentKind, CommitmentText
from electionadmin.web.lists import Action, list_response
from elections.models import Cycle
from elections.queries import current_cycle
from people.models import Person
from people.queries import persons


def asked_of(cycle: Cycle | None) -> tuple[str, ...]:
    """The kinds that somebody of a village committee must sign by the rulebook."""
    return cast("tuple[str, ...]", cycle.law().need("village_committee", "commitments").value) if cycle else ()


@page(Act.VIEW_COMMITMENTS)
def commitment_list(request: OfficeRequest) -> HttpResponse:
    """Who stands, and what each has signed."""
    cycle = current_cycle(request)
    people = with_answers(queries.standing_people(request.scope, cycle), cycle) if cycle else Person.objects.none()
    return list_response(
        request,
        table=commitment_table(request.scope, asked_of(cycle)),
        queryset=people,
        title=_("Commitments"),
        actions=[Action(_("Texts"), reverse("candidates:text_list"))],
    )


@page(Act.VIEW_COMMITMENTS, write=Act.CHANGE_COMMITMENTS)
@never_cache
def person_commitments(request: OfficeRequest, pk: int) -> HttpResponse:
    """What a person has signed and refused; whoever may, records the next answer."""
    cycle = current_cycle(request)
    person = get_object_or_404(persons(request.scope, Act.VIEW_COMMITMENTS), pk=pk)
    form = AnswerForm(request.POST or None, person=person, initial={"kind": request.GET.get("kind", "")})
    may_change = cycle is not None and request.scope.allows(Act.CHANGE_COMMITMENTS, person.division_code)
    if request.method == "POST" and cycle is not None and form.is_valid():
        typed = form.cleaned_data
        kind, answer = CommitmentKind(typed.pop("kind")), Answer(typed.pop("answer"))
        try:
            services.record_answer(scope=request.scope, cycle=cycle, person=person, kind=kind, answer=answer, **typed)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("candidates:person_commitments", person.pk)
    answers = (
        Commitment.objects.filter(cycle=cycle, person=person).select_related("text", "scan").order_by("kind", "-pk")
    )
    context = {
        "person": person,
        "form": form,
        "answers": answers,
        "may_change": may_change,
        "may_reveal": request.scope.allows(Act.REVEAL_PERSONS, person.division_code),
    }
    return render(request, "candidates/person_commitments.html", context)


@page(Act.VIEW_COMMITMENTS)
def text_list(request: OfficeRequest) -> HttpResponse:
    """The texts of the cycle, every version."""
    cycle = current_cycle(request)
    texts = CommitmentText.objects.filter(cycle=cycle) if cycle else CommitmentText.objects.none()
    may_change = cycle is not None and request.scope.allows(Act.SET_STANDARDS, cycle.county_id)
    return render(request, "candidates/texts.html", {"texts": texts, "may_change": may_change})


@page(Act.SET_STANDARDS, writes=True)
@never_cache
def text_add(request: OfficeRequest) -> HttpResponse:
    """The next version of a text, written by the county."""
    cycle = current_cycle(request)
    if cycle is None:
        return render(request, "candidates/no_cycle.html")
    form = TextForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            services.save_text(
                scope=request.scope,
                cycle=cycle,
                kind=CommitmentKind(typed["kind"]),
                body=typed["body"],
                valid_from=typed["valid_from"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("candidates:text_list")
    back = reverse("candidates:text_list")
    context = {"form": form, "title": _("New version of a text"), "about": _("Texts of the commitments"), "back": back}
    return render(request, "candidates/act.html", context)
