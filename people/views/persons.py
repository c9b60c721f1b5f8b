"""Pages of persons: list, one person, editing, the look at a masked number."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.codes import Level
from electionadmin.web.forms import submit
from electionadmin.web.lists import Action, list_response
from people import cv, queries, services
from people.forms import PersonForm, RevealForm
from people.models import AttachmentKind, Person
from people.places import with_division_names, with_village_names
from people.tables import age_on, person_table
from people.views.common import person_in_scope
from protect.services import reveal as reveal_field


@page(Act.VIEW_PERSONS)
def person_list(request: OfficeRequest) -> HttpResponse:
    """All persons in the scope."""
    actions = []
    if request.scope.allows(Act.MERGE_PERSONS):
        actions.append(Action(_("Possible duplicates"), reverse("people:duplicate_list")))
    if request.scope.allows(Act.CHANGE_PERSONS):
        actions.append(Action(_("Paste rows"), reverse("people:paste")))
        actions.append(Action(_("Add a person"), reverse("people:person_add"), primary=True))
    return list_response(
        request,
        table=person_table(request.scope),
        queryset=with_village_names(queries.persons(request.scope)),
        title=_("Persons"),
        actions=actions,
    )


@page(Act.VIEW_PERSONS)
@never_cache
def person(request: OfficeRequest, pk: int) -> HttpResponse:
    """One person on one page: who he is, numbers masked, and all that belongs to him."""
    person = person_in_scope(request, pk)
    seats = person.seats.select_related("body__village__parent").order_by("-ends_on", "body__kind", "pk")
    lines = services.cv_of(person)
    attachments = list(person.attachments.filter(removed_at=None))
    context = {
        "person": person,
        "age": age_on(person.birth_date, timezone.localdate()),
        "seats": seats,
        "cv": [(cv.period(line.starts_on, line.ends_on), line.text) for line in lines],
        "gaps": [cv.period(*gap) for gap in cv.gaps(lines)],
        "family": queries.near_relatives_of([person])[person.pk],
        "capacities": with_division_names(person.capacities.all()),
        "trainings": person.trainings.all(),
        "attachments": attachments,
        "photograph": next((file for file in attachments if file.kind == AttachmentKind.PHOTOGRAPH), None),
        "merges": person.merges.all(),
        "may_change": request.scope.allows(Act.CHANGE_PERSONS, person.division_code),
        "may_reveal": request.scope.allows(Act.REVEAL_PERSONS, person.division_code),
        "may_merge": request.scope.allows(Act.MERGE_PERSONS, person.division_code),
    }
    return render(request, "people/person.html", context)


@page(Act.CHANGE_PERSONS, writes=True)
def person_add(request: OfficeRequest) -> HttpResponse:
    """A new person."""
    county_code = request.scope.prefixes(Act.CHANGE_PERSONS)[0][: Level.COUNTY]
    form = PersonForm(request.POST or None, scope=request.scope, county_code=county_code)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.data_of(form.values())
            person = services.create_person(scope=request.scope, county_code=county_code, data=data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(name)s is on record.") % {"name": person.name})
            return redirect("people:person", person.pk)
    return _form_page(request, form, None)


@page(Act.CHANGE_PERSONS, writes=True)
@never_cache
def person_change(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change a person's data."""
    person = person_in_scope(request, pk, Act.CHANGE_PERSONS)
    form = PersonForm(request.POST or None, instance=person, scope=request.scope, county_code=person.county_code)
    if request.method == "POST":
        again = submit(
            form,
            lambda form: services.update_person(
                scope=request.scope, person=person, data=form.data_of(form.values()), version=form.seen_version()
            ),
        )
        if again is None:
            messages.success(request, _("Saved."))
            return redirect("people:person", person.pk)
        form = again
    return _form_page(request, form, person)


@page(Act.REVEAL_PERSONS, writes=True)
@never_cache
def reveal(request: OfficeRequest, pk: int, field: str) -> HttpResponse:
    """Ask for a reason, record the look, show the number once."""
    person = person_in_scope(request, pk, Act.REVEAL_PERSONS)
    if not getattr(person, field):
        raise Http404
    form, value = RevealForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            value = reveal_field(
                user=request.user,
                obj=person,
                field=field,
                reason=form.cleaned_data["reason"],
                ip=request.META.get("REMOTE_ADDR"),
            )
        except ValidationError as error:
            form.add_error(None, error)
    label = Person._meta.get_field(field).verbose_name  # type: ignore[union-attr]  # a plain field
    return render(request, "people/reveal.html", {"person": person, "form": form, "label": label, "value": value})


def _form_page(request: OfficeRequest, form: Any, person: Person | None) -> HttpResponse:
    return render(request, "people/person_form.html", {"form": form, "person": person})
