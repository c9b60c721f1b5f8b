"""Consultations: the list, one with its participants and cases, its decisions, its closing."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.web.forms import submit
from electionadmin.web.lists import Action, list_response
from elections.queries import current_cycle
from protect.services import record_look
from vetting.forms import ConsultationForm, DecisionForm, ParticipantForm
from vetting.models import Consultation, Department, Participant, Question
from vetting.queries.cases import cases_for_consultation, undecided, with_case
from vetting.queries.law import basis_of
from vetting.services import consultations as services
from vetting.tables import CONSULTATIONS
from villages.models import Division


def visible(request: OfficeRequest) -> QuerySet[Consultation]:
    """Consultations of the counties whose minutes the user may read."""
    return Consultation.objects.filter(request.scope.within(Act.VIEW_PROBLEMS, "cycle__county__code")).select_related(
        "cycle"
    )


@page(Act.VIEW_PROBLEMS)
def consultation_list(request: OfficeRequest) -> HttpResponse:
    """All consultations, and how many cases wait for one."""
    cycle = current_cycle(request)
    may = cycle is not None and request.scope.allows(Act.CONCLUDE_REVIEWS, cycle.county_id)
    return list_response(
        request,
        table=CONSULTATIONS,
        queryset=visible(request).annotate(decided=Count("decisions")),
        title=_("Consultations"),
        actions=[Action(_("Enter a consultation"), reverse("vetting:consultation_add"), primary=True)] if may else (),
        template="vetting/consultation_list.html",
        context={"waiting": undecided(cycle).count() if cycle else 0},
    )


@page(Act.VIEW_PROBLEMS, write=Act.CONCLUDE_REVIEWS)
def consultation_add(request: OfficeRequest) -> HttpResponse:
    """Enter a meeting that was held."""
    cycle = current_cycle(request)
    if cycle is None:
        messages.error(request, _("No cycle is open. A consultation belongs to one."))
        return redirect("vetting:consultation_list")
    form = ConsultationForm(request.POST or None, instance=Consultation(cycle=cycle, created_by=request.user))
    if request.method == "POST":
        made: list[Consultation] = []

        def save(form: ConsultationForm) -> None:
            made.append(
                services.begin_consultation(scope=request.scope, user=request.user, cycle=cycle, meeting=form.meeting())
            )

        again = submit(form, save)
        if again is None:
            return redirect("vetting:consultation", made[0].pk)
        form = again
    return render(request, "vetting/consultation_form.html", {"form": form})


@page(Act.VIEW_PROBLEMS, write=Act.CONCLUDE_REVIEWS)
def consultation_change(request: OfficeRequest, pk: int) -> HttpResponse:
    """Correct the meeting's day, place, names and course while it is open."""
    found = get_object_or_404(visible(request), pk=pk)
    form = ConsultationForm(request.POST or None, instance=found)
    if request.method == "POST":

        def save(form: ConsultationForm) -> None:
            services.change_consultation(
                scope=request.scope, consultation=found, meeting=form.meeting(), version=form.seen_version()
            )

        again = submit(form, save)
        if again is None:
            messages.success(request, _("Saved."))
            return redirect("vetting:consultation", found.pk)
        form = again
    return render(request, "vetting/consultation_form.html", {"form": form, "consultation": found})


@page(Act.VIEW_PROBLEMS)
@never_cache
def consultation(request: OfficeRequest, pk: int) -> HttpResponse:
    """A consultation: who took part, how it went, what is decided, what waits; the look at its course is recorded."""
    found = get_object_or_404(visible(request), pk=pk)
    if found.course:
        record_look(user=request.user, obj=found, field="course", reason=str(found), ip=request.META.get("REMOTE_ADDR"))
    decisions = list(
        found.decisions.select_related(
            "question__entry__review__person",
            "question__entry__review__election__village",
            "question__sheet__department",
            "opinion__bar",
        )
    )
    decided = {decision.question_id for decision in decisions}
    waiting = [] if found.closed_at else [case for case in undecided(found.cycle) if case.pk not in decided]
    context = {
        "consultation": found,
        "participants": found.participants.select_related("department", "village"),
        "decisions": decisions,
        "attachments": found.attachments.select_related("added_by"),
        "waiting": waiting,
        "may_change": not found.closed_at and request.scope.allows(Act.CONCLUDE_REVIEWS, found.division_code),
        "own": found.created_by_id == request.user.pk,
    }
    return render(request, "vetting/consultation.html", context)


@page(Act.VIEW_PROBLEMS, write=Act.CONCLUDE_REVIEWS)
def participant_add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Add somebody who took part."""
    found = get_object_or_404(visible(request), pk=pk)
    county = found.division_code
    form = ParticipantForm(
        request.POST or None,
        departments=Department.objects.filter(county=county),
        villages=Division.objects.filter(code__startswith=county, code__regex=r"^\d{12}$", abolished_on=None).order_by(
            "code"
        ),
    )

    def save() -> None:
        services.add_participant(
            scope=request.scope,
            consultation=found,
            values=form.participant(),
            id_number=form.cleaned_data["id_number"],
            village=form.cleaned_data["village"],
        )

    if request.method == "POST" and _saved(form, save):
        return redirect("vetting:consultation", found.pk)
    context = {"form": form, "consultation": found, "basis": basis_of("reviewer_recusal", found.cycle.law())}
    return render(request, "vetting/participant.html", context)


@page(Act.CONCLUDE_REVIEWS, writes=True)
def participant_remove(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take out somebody who did not take part after all."""
    participants = Participant.objects.filter(consultation__in=visible(request)).select_related("consultation__cycle")
    found = get_object_or_404(participants, pk=pk)
    if request.method == "POST":
        try:
            services.remove_participant(scope=request.scope, participant=found)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect("vetting:consultation", found.consultation_id)


@page(Act.VIEW_PROBLEMS, write=Act.CONCLUDE_REVIEWS)
@never_cache
def decision(request: OfficeRequest, pk: int, question: int) -> HttpResponse:
    """What the consultation finds about one answer; to open it is a look at its reasons, which is recorded."""
    found = get_object_or_404(visible(request), pk=pk)
    made = found.decisions.filter(question=question).first()
    case = _case(found, question)
    initial = {"found": made.found, "reasons": made.reasons} if made else None
    form = DecisionForm(request.POST or None, initial=initial)
    if request.method == "POST" and "withdraw" in request.POST and made:
        if _saved(form, lambda: services.withdraw_decision(scope=request.scope, decision=made), typed=False):
            return redirect("vetting:consultation", found.pk)
    elif request.method == "POST":

        def save() -> None:
            services.decide(scope=request.scope, consultation=found, question=case, **form.cleaned_data)

        if _saved(form, save):
            return redirect("vetting:consultation", found.pk)
    if made and request.method != "POST":
        record_look(user=request.user, obj=made, field="reasons", reason=str(found), ip=request.META.get("REMOTE_ADDR"))
    context: dict[str, Any] = {"form": form, "consultation": found, "case": case, "decision": made}
    context["may_change"] = not found.closed_at and request.scope.allows(Act.CONCLUDE_REVIEWS, found.division_code)
    return render(request, "vetting/decision.html", context)


def _case(consultation: Consultation, pk: int) -> Question:
    """A case that can be decided, or one that this consultation has decided. Raises Http404."""
    here = Q(decisions__consultation=consultation) | Q(pk__in=cases_for_consultation(consultation.cycle))
    return get_object_or_404(with_case(Question.objects.filter(here, pk=pk).distinct()))


@page(Act.CONCLUDE_REVIEWS, writes=True)
def consultation_close(request: OfficeRequest, pk: int) -> HttpResponse:
    """Close the minutes."""
    found = get_object_or_404(visible(request), pk=pk)
    if request.method == "POST":
        try:
            services.close_consultation(scope=request.scope, user=request.user, consultation=found)
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
        else:
            messages.success(request, _("The minutes are closed. The decisions count from now on."))
    return redirect("vetting:consultation", found.pk)


def _saved(form: forms.BaseForm, save: Callable[[], object], *, typed: bool = True) -> bool:
    """Whether a form was saved; else it says why."""
    if typed and not form.is_valid():
        return False
    try:
        save()
    except ValidationError as error:
        form.is_valid()
        form.add_error(None, error)
        return False
    return True
