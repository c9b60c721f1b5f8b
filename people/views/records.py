"""Pages of what belongs to a person: CV, family, courses, capacities."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.web.forms import submit
from people import cv, services
from people.forms import CapacityForm, CvForm, ReasonForm, RelativeForm, TrainingForm
from people.models import Capacity, Kinship, Person, Training
from people.views.common import person_in_scope


@page(Act.CHANGE_PERSONS, writes=True)
@never_cache
def cv_change(request: OfficeRequest, pk: int) -> HttpResponse:
    """The CV as text."""
    person = person_in_scope(request, pk, Act.CHANGE_PERSONS)
    now = cv.written(services.cv_of(person))
    form = CvForm(request.POST or None, initial={"text": now, "before": now})
    changed = ""
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            services.save_cv(scope=request.scope, person=person, text=typed["text"], before=typed["before"])
        except services.CvChanged as error:
            changed = error.now
            form = CvForm({**typed, "before": error.now})
            form.add_error(
                None, _("Somebody else has changed the CV meanwhile. Compare below, then save again or leave.")
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("people:person", person.pk)
    return render(request, "people/cv_form.html", {"form": form, "person": person, "changed": changed})


@page(Act.CHANGE_PERSONS, writes=True)
@never_cache
def relative_add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Link a near relative."""
    person = person_in_scope(request, pk, Act.CHANGE_PERSONS)
    form = RelativeForm(request.POST or None, instance=Kinship(person=person), scope=request.scope, person=person)
    if request.method == "POST":
        again = submit(
            form, lambda form: services.add_relative(scope=request.scope, person=person, values=_relative(form))
        )
        if again is None:
            return _saved(request, person)
        form = again
    return _form(request, form, person, _("Add a near relative"))


@page(Act.CHANGE_PERSONS, writes=True)
@never_cache
def relative_change(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change a link."""
    link = get_object_or_404(Kinship.objects.select_related("person", "relative"), pk=pk)
    person = person_in_scope(request, link.person_id, Act.CHANGE_PERSONS)
    form = RelativeForm(request.POST or None, instance=link, scope=request.scope, person=person)
    if request.method == "POST":
        again = submit(
            form,
            lambda form: services.change_relative(
                scope=request.scope, link=link, values=_relative(form), version=form.seen_version()
            ),
        )
        if again is None:
            return _saved(request, person)
        form = again
    return _form(request, form, person, _("Change a near relative"), remove="people:relative_remove", row=link)


def _relative(form: RelativeForm) -> dict[str, Any]:
    return {**form.values(), "relative": form.relative()}


@page(Act.CHANGE_PERSONS, writes=True)
@never_cache
def relative_remove(request: OfficeRequest, pk: int) -> HttpResponse:
    """Remove a link that was a mistake."""
    link = get_object_or_404(Kinship.objects.select_related("person", "relative"), pk=pk)
    person = person_in_scope(request, link.person_id, Act.CHANGE_PERSONS)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.remove_relative(scope=request.scope, link=link, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _saved(request, person, _("Removed."))
    return _form(request, form, person, _("Remove a near relative"), about=str(link))


@page(Act.CHANGE_PERSONS, writes=True)
@never_cache
def training_add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Record a course."""
    return _training(request, person_in_scope(request, pk, Act.CHANGE_PERSONS), None)


@page(Act.CHANGE_PERSONS, writes=True)
@never_cache
def training_change(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change a course."""
    training = get_object_or_404(Training, pk=pk)
    return _training(request, person_in_scope(request, training.person_id, Act.CHANGE_PERSONS), training)


def _training(request: OfficeRequest, person: Person, training: Training | None) -> HttpResponse:
    form = TrainingForm(request.POST or None, instance=training or Training(person=person))
    if request.method == "POST":
        again = submit(
            form,
            lambda form: services.save_training(
                scope=request.scope,
                person=person,
                training=training,
                values=form.values(),
                version=form.seen_version(),
            ),
        )
        if again is None:
            return _saved(request, person)
        form = again
    return _form(request, form, person, _("Change a course") if training else _("Add a course"))


@page(Act.CHANGE_PERSONS, writes=True)
@never_cache
def capacity_add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Record in what capacity the county knows a person."""
    return _capacity(request, person_in_scope(request, pk, Act.CHANGE_PERSONS), None)


@page(Act.CHANGE_PERSONS, writes=True)
@never_cache
def capacity_change(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change or end a capacity."""
    capacity = get_object_or_404(Capacity, pk=pk)
    return _capacity(request, person_in_scope(request, capacity.person_id, Act.CHANGE_PERSONS), capacity)


def _capacity(request: OfficeRequest, person: Person, capacity: Capacity | None) -> HttpResponse:
    new = Capacity(person=person, division_code=person.village_code)
    form = CapacityForm(request.POST or None, instance=capacity or new, scope=request.scope)
    if request.method == "POST":
        again = submit(
            form,
            lambda form: services.save_capacity(
                scope=request.scope,
                person=person,
                capacity=capacity,
                values=form.values(),
                version=form.seen_version(),
            ),
        )
        if again is None:
            return _saved(request, person)
        form = again
    return _form(request, form, person, _("Change a capacity") if capacity else _("Add a capacity"))


def _saved(request: OfficeRequest, person: Person, word: str = "") -> HttpResponse:
    messages.success(request, word or _("Saved."))
    return redirect("people:person", person.pk)


def _form(
    request: OfficeRequest, form: Any, person: Person, title: str, *, remove: str = "", row: Any = None, about: str = ""
) -> HttpResponse:
    context = {"form": form, "person": person, "title": title, "remove": remove, "row": row, "about": about}
    return render(request, "people/record_form.html", context)
