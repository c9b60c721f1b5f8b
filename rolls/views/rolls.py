"""The rolls of the villages, one roll, and its way from draft to frozen."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.web.lists import Action, list_response
from elections.law import chapters_of
from elections.models import Election
from elections.queries import current_cycle
from elections.rules.titles import title_of
from rolls import queries
from rolls.findings import facts_of, list_findings, roll_findings
from rolls.forms.days import AnnounceForm, FreezeForm, PublishForm
from rolls.forms.rolls import DecisionForm, ResolutionForm, RollForm
from rolls.models import Edition, Roll, State
from rolls.rules import Law, last_objection_day, latest_publication
from rolls.services import decisions, entries
from rolls.services.common import edition_in_preparation, law_of, set_method
from rolls.tables.rolls import roll_table
from rolls.views.common import election_or_404, form_page, roll_or_404, save


@page(Act.VIEW_ROLLS)
def roll_list(request: OfficeRequest) -> HttpResponse:
    """The villages with their rolls."""
    cycle = current_cycle(request)
    elections = queries.rolls_in(request.scope, cycle) if cycle else Election.objects.none()
    actions = [Action(_("Import rolls"), reverse("sheets:rolls"), primary=True)]
    return list_response(
        request,
        table=roll_table(request.scope),
        queryset=elections,
        title=_("Electorate rolls"),
        subtitle=_("Who may vote in each village; registered voters are the base of the turnout."),
        actions=actions if request.scope.allows(Act.CHANGE_ROLLS) else (),
    )


@page(Act.VIEW_ROLLS)
@never_cache
def roll(request: OfficeRequest, pk: int) -> HttpResponse:
    """One roll: how far it is, what is found, figures, editions, and the next thing to do."""
    election = election_or_404(request, pk, Act.VIEW_ROLLS)
    [facts] = facts_of([election], today=timezone.localdate())
    law, shown = facts.law, facts.roll
    findings = roll_findings(facts, today=timezone.localdate())
    if shown is not None and shown.state != State.DRAFT:
        findings += list_findings([election])[election.pk]
    day = election.election_day
    context: dict[str, Any] = {
        "election": election,
        "roll": shown,
        "law": law,
        "findings": [(finding, title_of(finding.rule)) for finding in findings],
        "figures": queries.figures_of(shown, on=day or timezone.localdate()) if shown else None,
        "editions": list(shown.editions.order_by("number")) if shown else [],
        "resolutions": list(shown.resolutions.all()) if shown else [],
        "open_objections": sum(objection.announced_on is None for objection in facts.objections),
        "objections": len(facts.objections),
        "latest": latest_publication(day, law) if day else None,
        "last_objection": last_objection_day(shown.published_on, law) if shown and shown.published_on else None,
        "lists": _list_counts(shown),
        "may_change": request.scope.allows(Act.CHANGE_ROLLS, election.village_id),
        "may_decide": request.scope.allows(Act.DECIDE_ROLLS, election.village_id),
        "today": timezone.localdate(),
    }
    context["preparing"] = next((edition for edition in context["editions"] if edition.announced_on is None), None)
    return render(request, "rolls/roll.html", context)


def _list_counts(roll: Roll | None) -> list[tuple[str, Any, int, int]]:
    """Kind, name, how many are on it and how many of them are not published yet."""
    if roll is None or roll.state == State.DRAFT:
        return []
    return queries.list_counts(roll)


@page(Act.DECIDE_ROLLS, writes=True)
def publish(request: OfficeRequest, pk: int) -> HttpResponse:
    """Record that the roll was posted."""
    roll = roll_or_404(request, pk, Act.DECIDE_ROLLS)
    form, law, back = PublishForm(request.POST or None), law_of(roll.election), reverse("rolls:roll", args=[pk])
    day = roll.election.election_day
    hint = _("The election has no day yet. Set it first: the roll is published before it.")
    if day:
        hint = _(
            "For the election day %(day)s the last day is %(latest)s (%(basis)s); the Civil Code asks for one day more."
        ) % {
            "day": day,
            "latest": latest_publication(day, law),
            "basis": law.basis("roll_days"),
        }

    def publish_it() -> None:
        decisions.publish(
            scope=request.scope,
            roll=roll,
            on=form.cleaned_data["published_on"],
            document=form.cleaned_data["document"],
        )

    saved = save(request, form, publish_it, done=_("The roll is published."), back=back)
    return saved or form_page(
        request, form, title=_("Publish the roll"), back=back, place=roll, button=_("Publish the roll"), hint=hint
    )


@page(Act.DECIDE_ROLLS, writes=True)
def freeze(request: OfficeRequest, pk: int) -> HttpResponse:
    """Freeze the roll once the objections are over."""
    roll = roll_or_404(request, pk, Act.DECIDE_ROLLS)
    form, back = FreezeForm(request.POST or None), reverse("rolls:roll", args=[pk])

    def freeze_it() -> None:
        decisions.freeze(scope=request.scope, roll=roll, on=form.cleaned_data["frozen_on"])

    saved = save(request, form, freeze_it, done=_("The roll is frozen."), back=back)
    hint = _(
        "A frozen roll changes only by a decision of the election committee with its reason: the four increases and the four decreases."
    )
    return saved or form_page(
        request, form, title=_("Freeze the roll"), back=back, place=roll, button=_("Freeze the roll"), hint=hint
    )


@page(Act.DECIDE_ROLLS, writes=True)
def decision(request: OfficeRequest, pk: int) -> HttpResponse:
    """Begin a decision that changes a published roll."""
    roll = roll_or_404(request, pk, Act.DECIDE_ROLLS)
    form, back = DecisionForm(request.POST or None), reverse("rolls:roll", args=[pk])

    def prepare() -> None:
        decisions.prepare(scope=request.scope, roll=roll, **form.cleaned_data)

    done = _("The decision is in preparation. Add, strike off or correct the voters it concerns, then announce it.")
    saved = save(request, form, prepare, done=done, back=back)
    title = _("Later change of the frozen roll") if roll.state == State.FROZEN else _("Correction or supplement")
    return saved or form_page(request, form, title=title, back=back, place=roll, button=_("Begin the decision"))


@page(Act.DECIDE_ROLLS, writes=True)
def announce(request: OfficeRequest, pk: int) -> HttpResponse:
    """Announce the decision in preparation."""
    roll = roll_or_404(request, pk, Act.DECIDE_ROLLS)
    form, back = AnnounceForm(request.POST or None), reverse("rolls:roll", args=[pk])

    def announce_it() -> None:
        decisions.announce(scope=request.scope, roll=roll, on=form.cleaned_data["announced_on"])

    saved = save(
        request, form, announce_it, done=_("The decision is announced; the roll has a new edition."), back=back
    )
    edition = edition_in_preparation(roll)
    return saved or form_page(
        request,
        form,
        title=_("Announce the decision"),
        back=back,
        place=roll,
        button=_("Announce the decision"),
        hint=edition.reason if edition else "",
        changes=_changes(roll, edition),
    )


def _changes(roll: Roll, edition: Edition | None) -> list[tuple[str, list[Any]]]:
    if edition is None:
        return []
    lists = (
        (_("Added"), roll.entries.filter(added_in=edition.number)),
        (_("Struck off"), roll.entries.filter(removed_in=edition.number)),
        (_("Corrected"), roll.entries.filter(corrected_in=edition.number)),
    )
    return [(title, list(queries.in_order(found))) for title, found in lists]


@page(Act.DECIDE_ROLLS, writes=True)
def drop(request: OfficeRequest, pk: int) -> HttpResponse:
    """Drop the decision in preparation."""
    roll = roll_or_404(request, pk, Act.DECIDE_ROLLS)
    if request.method == "POST":
        try:
            decisions.drop(scope=request.scope, roll=roll)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The decision is dropped; the roll is as it was announced."))
        return redirect("rolls:roll", pk)
    return form_page(
        request,
        None,
        title=_("Drop the decision"),
        back=reverse("rolls:roll", args=[pk]),
        place=roll,
        button=_("Drop the decision"),
        hint=_("Additions and strikings-off of this decision are taken back; they stay in the history."),
        danger=True,
    )


@page(Act.CHANGE_ROLLS, writes=True)
def settings(request: OfficeRequest, pk: int) -> HttpResponse:
    """Who elects a residents' committee."""
    roll = roll_or_404(request, pk, Act.CHANGE_ROLLS)
    form, back = RollForm(request.POST or None, instance=roll), reverse("rolls:roll", args=[pk])

    def set_it() -> None:
        set_method(
            scope=request.scope, roll=roll, **{name: form.cleaned_data[name] for name in ("method", "delegates")}
        )

    saved = save(request, form, set_it, done=_("Saved."), back=back)
    return saved or form_page(request, form, title=_("Who elects"), back=back, place=roll, button=_("Save"))


@page(Act.CHANGE_ROLLS, writes=True)
def resolution_add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Record a meeting that agreed to register people from outside."""
    roll = roll_or_404(request, pk, Act.CHANGE_ROLLS)
    form, back = ResolutionForm(request.POST or None), reverse("rolls:roll", args=[pk])

    def record() -> None:
        entries.record_resolution(scope=request.scope, roll=roll, values=form.cleaned_data)

    saved = save(request, form, record, done=_("The resolution is recorded."), back=back)
    return saved or form_page(request, form, title=_("Record a resolution"), back=back, place=roll, button=_("Save"))


@page(Act.VIEW_ROLLS)
@never_cache
def posting(request: OfficeRequest, pk: int) -> HttpResponse:
    """The roll as it is posted: by group, in the order of strokes, names alone."""
    roll = roll_or_404(request, pk, Act.VIEW_ROLLS)
    law: Law = law_of(roll.election)
    context = {
        "roll": roll,
        "election": roll.election,
        "community": chapters_of([roll.election])[pk] == "residents_committee",
        "groups": queries.posted(roll),
        "edition": queries.edition_on(roll),
        "last_objection": last_objection_day(roll.published_on, law) if roll.published_on else None,
        "law": law,
    }
    return render(request, "rolls/posting.html", context)
