"""The election committees: the list, a village's committee, and what happens to it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.codes import Level
from electionadmin.web.forms import submit
from electionadmin.web.lists import list_response
from elections.calendar.queries import rulebook_body_of
from elections.committee import queries, rules, services
from elections.committee.forms import (
    AnnounceForm,
    CommitteeForm,
    DissolveForm,
    LeaveForm,
    MeetingForm,
    MemberAddForm,
    MemberChangeForm,
    SucceedForm,
)
from elections.committee.models import CommitteeMember, ElectionCommittee, Leaving
from elections.committee.tables import committee_table, with_committees
from elections.models import Body, Election
from elections.queries import current_cycle
from people import id_numbers
from people.models import Person
from people.queries import find_by_id_number, persons
from people.rules import PersonData
from people.services import create_person


@page(Act.VIEW_ELECTIONS)
def committee_list(request: OfficeRequest) -> HttpResponse:
    """Every village's election committee."""
    cycle = current_cycle(request)
    elections = queries.committee_elections(request.scope, cycle) if cycle else Election.objects.none()
    return list_response(
        request,
        table=committee_table(request.scope),
        queryset=with_committees(elections),
        title=_("Election committees"),
    )


@page(Act.VIEW_ELECTIONS)
def committee(request: OfficeRequest, pk: int) -> HttpResponse:
    """A village's committee: who sits, who stands ready, who has left, what is found of it."""
    election = _election(request, pk, Act.VIEW_ELECTIONS)
    bench = queries.present_benches([election]).get(election.pk)
    context = {
        "election": election,
        "bench": bench,
        "told": _told(election, bench),
        "former": queries.committees(request.scope).filter(election=election, ended_on__isnull=False),
        "meetings": bench.committee.meetings.prefetch_related("absences__member__person") if bench else [],
        "may_change": request.scope.allows(Act.CHANGE_COMMITTEES, election.village_id),
        "may_dissolve": request.scope.allows(Act.MANAGE_CYCLES, election.village_id),
        "open_seats": [
            member
            for member in (bench.former if bench else [])
            if member.place != "alternate" and not hasattr(member, "successor") and bench and bench.vacancies
        ],
    }
    return render(request, "elections/committee/committee.html", context)


def _told(election: Election, bench: queries.Bench | None) -> list[rules.Told]:
    """Every finding of the committee as the gates make them, the failed ones first."""
    book, body = election.cycle.law(), rulebook_body_of(election)
    found = list(rules.composition(bench.figures() if bench else None, book=book, body=body))
    if bench:
        pairs = queries.related_by_committee([bench])[bench.committee.pk]
        found += rules.relatives(pairs, book=book, body=body)
        leavers = queries.leavers({election.pk: bench}, [election]).get(election.pk, [])
        named = [
            (one.member.person.name, one.nominee.name, one.relative.title if one.relative else "") for one in leavers
        ]
        found += rules.recusal(named, book=book, body=body)
    order = {"block": 0, "warn": 1, "info": 2}
    return sorted(found, key=lambda told: (told.finding.ok, order[told.finding.severity]))


@page(Act.CHANGE_COMMITTEES, writes=True)
def committee_form(request: OfficeRequest, pk: int) -> HttpResponse:
    """Form a committee, or change what was entered of it."""
    election = _election(request, pk)
    present = _present(election)
    form = CommitteeForm(request.POST or None, instance=present)
    if request.method == "POST":

        def save(form: CommitteeForm) -> None:
            if present is None:
                services.form_committee(scope=request.scope, election=election, values=form.values())
            else:
                services.change_committee(
                    scope=request.scope, committee=present, values=form.values(), version=form.seen_version()
                )

        again = submit(form, save)
        if again is None:
            return _saved(request, election)
        form = again
    heading = _("Change the committee") if present else _("Form the committee")
    return _form_page(request, election, form, heading)


@page(Act.CHANGE_COMMITTEES, writes=True)
@never_cache
def member_add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Somebody joins the committee or its alternates."""
    election = _election(request, pk)
    present = _present(election)
    if present is None:
        return redirect("elections:committee_form", election.pk)
    form = MemberAddForm(request.POST or None, known=_known(request, election))

    def save(form: Any) -> None:
        values = {name: form.cleaned_data[name] for name in ("place", "votes", "joined_on")}
        person = _person(request, election, form.cleaned_data)
        services.add_member(scope=request.scope, committee=present, person=person, values=values)

    return _carry_out(request, election, form, save, heading=_("Add a member or an alternate"))


@page(Act.CHANGE_COMMITTEES, writes=True)
def member_change(request: OfficeRequest, pk: int) -> HttpResponse:
    """Correct what was entered of a member."""
    member, election = _member(request, pk)
    form = MemberChangeForm(request.POST or None, instance=member)
    if request.method == "POST":
        again = submit(
            form,
            lambda form: services.change_member(
                scope=request.scope, member=member, values=form.values(), version=form.seen_version()
            ),
        )
        if again is None:
            return _saved(request, election)
        form = again
    return _form_page(request, election, form, _member(request, pk)[0].person.name)


@page(Act.CHANGE_COMMITTEES, writes=True)
def member_leave(request: OfficeRequest, pk: int) -> HttpResponse:
    """Somebody leaves."""
    member, election = _member(request, pk)
    form = LeaveForm(request.POST or None, member=member)

    def save(form: Any) -> None:
        data = form.cleaned_data
        why = Leaving(data["why"])
        services.leave(scope=request.scope, member=member, on=data["left_on"], why=why, note=data["note"])

    heading = _("%(name)s leaves") % {"name": member.person.name}
    return _carry_out(request, election, form, save, heading=heading)


@page(Act.CHANGE_COMMITTEES, writes=True)
@never_cache
def succeed(request: OfficeRequest, pk: int) -> HttpResponse:
    """Somebody takes the seat of one who has left."""
    leaver, election = _member(request, pk)
    form = SucceedForm(request.POST or None, known=_known(request, election), leaver=leaver)

    def save(form: Any) -> None:
        data = form.cleaned_data
        if data["alternate"]:
            services.succeed(
                scope=request.scope,
                leaver=leaver,
                alternate=data["alternate"],
                on=data["on"],
                promoted=data.get("promoted"),
            )
            return
        services.choose_successor(
            scope=request.scope,
            leaver=leaver,
            person=_person(request, election, data),
            on=data["on"],
            chosen_by=data["chosen_by"],
            votes=data["votes"],
            promoted=data.get("promoted"),
        )

    heading = _("Successor of %(name)s") % {"name": leaver.person.name}
    return _carry_out(request, election, form, save, heading=heading)


@page(Act.CHANGE_COMMITTEES, writes=True)
def member_announce(request: OfficeRequest, pk: int) -> HttpResponse:
    """The succession was published (announcement 2-1)."""
    member, election = _member(request, pk)
    if member.succeeds_id is None:
        raise Http404
    form = AnnounceForm(request.POST or None)

    def save(form: Any) -> None:
        services.announce_change(scope=request.scope, member=member, on=form.cleaned_data["announced_on"])

    heading = _("Announcement 2-1: %(name)s") % {"name": member.person.name}
    return _carry_out(request, election, form, save, heading=heading)


@page(Act.CHANGE_COMMITTEES, writes=True)
def meeting_add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Record a meeting; absences in a row may end a membership."""
    election = _election(request, pk)
    present = _present(election)
    if present is None:
        raise Http404
    form = MeetingForm(request.POST or None, committee=present)

    def save(form: Any) -> None:
        left = services.record_meeting(scope=request.scope, committee=present, **form.cleaned_data)
        for member in left:
            text = _("%(name)s was absent too often in a row and has left (%(basis)s).")
            messages.warning(request, text % {"name": member.person.name, "basis": member.note})

    return _carry_out(request, election, form, save, heading=_("Record a meeting"))


@page(Act.MANAGE_CYCLES, writes=True)
def dissolve(request: OfficeRequest, pk: int) -> HttpResponse:
    """The county dissolves a committee that failed."""
    election = _election(request, pk, Act.MANAGE_CYCLES)
    present = _present(election)
    if present is None:
        raise Http404
    form = DissolveForm(request.POST or None, instance=present)

    def save(form: Any) -> None:
        services.dissolve_committee(scope=request.scope, committee=present, **form.cleaned_data)

    return _carry_out(request, election, form, save, heading=_("Dissolve the committee"))


def _carry_out(
    request: OfficeRequest, election: Election, form: Any, save: Callable[[Any], None], *, heading: str
) -> HttpResponse:
    """Show a form, or do what it says and return to the committee."""
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                save(form)
        except ValidationError as error:
            _tell(form, error)
        else:
            return _saved(request, election)
    return _form_page(request, election, form, heading)


def _tell(form: forms.BaseForm, error: ValidationError) -> None:
    """Put what a service or a constraint refuses at the field it names, else above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, problems in error.error_dict.items():
        for problem in problems:
            place = field if field in form.fields else problem.code if problem.code in form.fields else None
            form.add_error(place, problem)


def _saved(request: OfficeRequest, election: Election) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("elections:committee", election.pk)


def _form_page(request: OfficeRequest, election: Election, form: Any, heading: str) -> HttpResponse:
    context = {"election": election, "form": form, "heading": heading}
    return render(request, "elections/committee/form.html", context)


def _election(request: OfficeRequest, pk: int, act: Act = Act.CHANGE_COMMITTEES) -> Election:
    elections = Election.objects.filter(request.scope.within(act, "village__code"), body=Body.COMMITTEE)
    return get_object_or_404(elections.select_related("cycle", "village__parent", "village__profile"), pk=pk)


def _present(election: Election) -> ElectionCommittee | None:
    return ElectionCommittee.objects.filter(election=election, ended_on=None).first()


def _member(request: OfficeRequest, pk: int) -> tuple[CommitteeMember, Election]:
    """A member of a committee in office, and its election; 404 outside the scope."""
    members = CommitteeMember.objects.filter(
        request.scope.within(Act.CHANGE_COMMITTEES, "committee__election__village__code"), committee__ended_on=None
    ).select_related("person", "committee__election__cycle", "committee__election__village__parent")
    member = get_object_or_404(members, pk=pk)
    return member, member.committee.election


def _known(request: OfficeRequest, election: Election) -> QuerySet[Person]:
    """Persons of the village, and those on its bodies, who are not on the committee yet."""
    here = Q(village_code=election.village_id) | Q(seats__body__village=election.village_id)
    present = CommitteeMember.objects.filter(committee__election=election, committee__ended_on=None, left_on=None)
    return (
        persons(request.scope)
        .filter(here)
        .exclude(pk__in=present.values("person_id"))
        .order_by("name_key", "pk")
        .distinct()
    )


def _person(request: OfficeRequest, election: Election, data: dict[str, Any]) -> Person:
    """The person chosen, found by ID number, or entered anew. Raises ValidationError at the field."""
    if data["person"]:
        chosen: Person = data["person"]
        return chosen
    county = election.village_id[: Level.COUNTY]
    if data["id_number"]:
        checked = id_numbers.check(data["id_number"], on=timezone.localdate())
        if isinstance(checked, id_numbers.Problem):
            raise ValidationError({"id_number": checked.message})
        found = find_by_id_number(Person.objects.filter(county_code=county), checked.number).first()
        if found is not None:
            return found
    if not data["name"]:
        message = _("Nobody on record in the county has this number. Type the name too.")
        raise ValidationError({"name": message})
    person = PersonData(name=data["name"], id_number=data["id_number"], village_code=election.village_id)
    return create_person(scope=request.scope, county_code=county, data=person)
