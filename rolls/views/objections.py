"""Objections to a roll."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.web.forms import submit
from electionadmin.web.lists import Action, list_response
from rolls.forms.objections import AnnounceDecisionForm, DecideForm, ObjectionForm
from rolls.models import Objection
from rolls.rules import decision_due, last_objection_day
from rolls.services import objections
from rolls.services.common import law_of
from rolls.tables.objections import objection_table
from rolls.views.common import form_page, roll_or_404, save


@page(Act.VIEW_ROLLS)
def objection_list(request: OfficeRequest, pk: int) -> HttpResponse:
    """All objections to a roll."""
    roll = roll_or_404(request, pk, Act.VIEW_ROLLS)
    law = law_of(roll.election)
    may_change = request.scope.allows(Act.CHANGE_ROLLS, roll.election.village_id)
    add = Action(_("Record an objection"), reverse("rolls:objection_add", args=[pk]), primary=True)
    actions = [Action(_("Roll"), reverse("rolls:roll", args=[pk])), *([add] if may_change else [])]
    subtitle = ""
    if roll.published_on:
        last = last_objection_day(roll.published_on, law)
        subtitle = _("Received until %(last)s (%(basis)s)") % {"last": last, "basis": law.basis("objection_days")}
    return list_response(
        request,
        table=objection_table(law),
        queryset=roll.objections.all(),
        title=_("Objections to the roll of %(village)s") % {"village": roll.election.village.name},
        subtitle=subtitle,
        actions=actions,
    )


@page(Act.CHANGE_ROLLS, writes=True)
@never_cache
def objection_add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Record an objection as it was received."""
    roll = roll_or_404(request, pk, Act.CHANGE_ROLLS)
    form, law = ObjectionForm(request.POST or None, roll=roll), law_of(roll.election)
    back = reverse("rolls:objection_list", args=[pk])

    def receive() -> None:
        objections.receive_objection(scope=request.scope, roll=roll, values=form.cleaned_data)

    saved = save(request, form, receive, done=_("The objection is recorded."), back=back)
    hint = _("The election committee decides within %(days)s days from the reception (%(basis)s).") % {
        "days": law.count("decision_days"),
        "basis": law.basis("decision_days"),
    }
    return saved or form_page(
        request, form, title=_("Record an objection"), back=back, place=roll, button=_("Save"), hint=hint
    )


@page(Act.VIEW_ROLLS, write=Act.DECIDE_ROLLS)
@never_cache
def objection(request: OfficeRequest, pk: int) -> HttpResponse:
    """One objection, its decision, its announcement."""
    found = _objection(request, pk)
    may_decide = request.scope.allows(Act.DECIDE_ROLLS, found.division_code) and found.announced_on is None
    form = DecideForm(request.POST or None, instance=found)
    if request.method == "POST":
        request.scope.require(Act.DECIDE_ROLLS, found.division_code)
        again = submit(
            form,
            lambda form: objections.decide_objection(
                scope=request.scope, objection=found, version=form.seen_version(), **form.values()
            ),
        )
        if again is None:
            messages.success(request, _("The decision is recorded. Announce it."))
            return redirect("rolls:objection", pk)
        form = again
    law = law_of(found.roll.election)
    context = {
        "objection": _objection(request, pk),
        "form": form,
        "law": law,
        "due": decision_due(found.received_on, law),
        "may_decide": may_decide,
        "sees_objector": request.scope.allows(Act.DECIDE_ROLLS, found.division_code),
    }
    return render(request, "rolls/objection.html", context)


@page(Act.DECIDE_ROLLS, writes=True)
def objection_announce(request: OfficeRequest, pk: int) -> HttpResponse:
    """Record that the decision was announced."""
    found = _objection(request, pk, Act.DECIDE_ROLLS)
    form = AnnounceDecisionForm(request.POST or None, initial={"version": found.version})
    back = reverse("rolls:objection", args=[pk])

    def announce() -> None:
        objections.announce_decision(
            scope=request.scope,
            objection=found,
            on=form.cleaned_data["announced_on"],
            version=form.cleaned_data["version"],
        )

    saved = save(request, form, announce, done=_("The decision is announced."), back=back)
    return saved or form_page(
        request, form, title=_("Announce the decision"), back=back, place=found.roll, button=_("Announce the decision")
    )


def _objection(request: OfficeRequest, pk: int, act: Act = Act.VIEW_ROLLS) -> Objection:
    found = Objection.objects.filter(request.scope.within(act, "roll__election__village__code")).select_related(
        "roll__election__village__parent",
        "roll__election__village__profile",
        "roll__election__cycle",
        "entry",
        "edition",
    )
    return get_object_or_404(found, pk=pk)
