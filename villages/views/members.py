"""Members of bodies: the list over all villages; seating, changing and ending."""

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.codes import Level
from electionadmin.web.forms import submit
from electionadmin.web.lists import Action, list_response
from people import id_numbers
from people.forms import PersonForm
from people.models import Person
from people.queries import find_by_id_number, persons
from people.services import create_person
from villages import queries, services
from villages.forms import EndForm, FindForm, MemberForm, MembershipForm
from villages.labels import body_label
from villages.models import BodyKind, Division, Member
from villages.tables import member_table
from villages.views.villages import changeable_or_404, kind_or_404

_SALT = "villages.member_add"


@page(Act.VIEW_VILLAGES)
def member_list(request: OfficeRequest) -> HttpResponse:
    """The present members of all bodies in the scope."""
    members = Member.objects.filter(
        request.scope.within(Act.VIEW_VILLAGES, "body__village__code"), ends_on=None, body__village__abolished_on=None
    ).select_related("person", "body__village__parent", "body__village__profile")
    actions = [Action(_("Import members"), reverse("sheets:members"))]
    return list_response(
        request,
        table=member_table(request.scope),
        queryset=members,
        title=_("Members"),
        actions=actions if request.scope.allows(Act.CHANGE_PERSONS) else (),
    )


@page(Act.CHANGE_PERSONS, writes=True)
@never_cache
def member_add(request: OfficeRequest, code: str, kind: str) -> HttpResponse:
    """Seat somebody: first who it is, then his post; whoever is not on record yet is entered on the way."""
    village, body_kind = changeable_or_404(request, code), kind_or_404(kind)
    request.scope.require(Act.CHANGE_PERSONS, village.code)
    step = request.POST.get("step")
    if step == "seat":
        return _seat_found(request, village, body_kind)
    if step == "enter":
        return _enter_and_seat(request, village, body_kind)
    return _find(request, village, body_kind)


def _find(request: OfficeRequest, village: Division, kind: BodyKind) -> HttpResponse:
    form = FindForm(request.POST or None, known=_known(request, village, kind))
    if request.method != "POST" or not form.is_valid():
        return _add_page(request, village, kind, step="find", form=form)
    person, text = form.cleaned_data["known"], form.cleaned_data["id_number"]
    if person is None and text:
        checked = id_numbers.check(text, on=timezone.localdate())
        if isinstance(checked, id_numbers.Problem):
            form.add_error("id_number", checked.message)
            return _add_page(request, village, kind, step="find", form=form)
        county = Person.objects.filter(county_code=village.code[: Level.COUNTY])
        person = find_by_id_number(county, checked.number).first()
    if person is not None:
        return _add_page(request, village, kind, step="seat", form=MembershipForm(kind=kind), person=person)
    new = PersonForm(
        initial={"id_number": text},
        scope=request.scope,
        county_code=village.code[: Level.COUNTY],
        village_code=village.code,
    )
    return _add_page(request, village, kind, step="enter", form=MembershipForm(kind=kind), person_form=new)


def _seat_found(request: OfficeRequest, village: Division, kind: BodyKind) -> HttpResponse:
    person = _unsigned(request, village)
    form = MembershipForm(request.POST, kind=kind)
    if form.is_valid():
        try:
            services.add_member(scope=request.scope, village=village, kind=kind, person=person, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _seated(request, village, person)
    return _add_page(request, village, kind, step="seat", form=form, person=person)


def _enter_and_seat(request: OfficeRequest, village: Division, kind: BodyKind) -> HttpResponse:
    county_code = village.code[: Level.COUNTY]
    person_form = PersonForm(request.POST, scope=request.scope, county_code=county_code, village_code=village.code)
    form = MembershipForm(request.POST, kind=kind)
    if all([person_form.is_valid(), form.is_valid()]):  # both tell what is wrong
        try:
            with transaction.atomic():
                data = person_form.data_of(person_form.values())
                person = create_person(scope=request.scope, county_code=county_code, data=data)
                services.add_member(scope=request.scope, village=village, kind=kind, person=person, **form.cleaned_data)
        except ValidationError as error:
            (form if _concerns(error, form) else person_form).add_error(None, error)
        else:
            return _seated(request, village, person)
    return _add_page(request, village, kind, step="enter", form=form, person_form=person_form)


def _concerns(error: ValidationError, form: MembershipForm) -> bool:
    """Whether an error belongs to the membership rather than to the person."""
    fields = set(getattr(error, "error_dict", {}))
    codes = {problem.code for problems in getattr(error, "error_dict", {}).values() for problem in problems}
    return bool((fields | codes) & set(form.fields))


def _seated(request: OfficeRequest, village: Division, person: Person) -> HttpResponse:
    messages.success(request, _("%(name)s has been added.") % {"name": person.name})
    return redirect("villages:village", village.code)


def _add_page(
    request: OfficeRequest, village: Division, kind: BodyKind, *, step: str, form: object, **more: object
) -> HttpResponse:
    profile = queries.profile_of(village)
    person = more.get("person")
    context = {
        "village": village,
        "label": body_label(kind, profile.kind if profile else None),
        "step": step,
        "form": form,
        "person": person,
        "person_form": more.get("person_form"),
        "found": signing.dumps([person.pk, village.code], salt=_SALT) if isinstance(person, Person) else "",
    }
    return render(request, "villages/member_add.html", context)


def _unsigned(request: OfficeRequest, village: Division) -> Person:
    """The person found in the step before: only what that step has found can be seated."""
    try:
        pk, code = signing.loads(request.POST.get("found", ""), salt=_SALT, max_age=24 * 60 * 60)
    except signing.BadSignature:
        pk, code = None, ""
    return get_object_or_404(Person, pk=pk if code == village.code else None)


def _known(request: OfficeRequest, village: Division, kind: BodyKind) -> QuerySet[Person]:
    """Persons of the village, and those who sit on its other bodies; without those who sit on this one."""
    here = Q(village_code=village.code) | Q(seats__body__village=village)
    seated = Member.objects.filter(body__village=village, body__kind=kind, ends_on=None)
    return (
        persons(request.scope)
        .filter(here)
        .exclude(pk__in=seated.values("person_id"))
        .order_by("name_key", "pk")
        .distinct()
    )


@page(Act.CHANGE_VILLAGES, writes=True)
def member(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change or correct a membership."""
    member = _member(request, pk)
    form = MemberForm(request.POST or None, instance=member, kind=member.body.kind)
    if request.method == "POST":
        again = submit(
            form,
            lambda form: services.change_member(
                scope=request.scope, member=member, values=form.values(), version=form.seen_version()
            ),
        )
        if again is None:
            messages.success(request, _("Saved."))
            return redirect("villages:village", member.body.village_id)
        form = again
    return render(request, "villages/member.html", {"member": _member(request, pk), "form": form})


@page(Act.CHANGE_VILLAGES, writes=True)
def member_end(request: OfficeRequest, pk: int) -> HttpResponse:
    """End a membership; it stays on record."""
    member = _member(request, pk)
    form = EndForm(request.POST or None, instance=member)
    if request.method == "POST":
        again = submit(
            form,
            lambda form: services.end_membership(
                scope=request.scope, member=member, on=form.cleaned_data["ends_on"], version=form.seen_version()
            ),
        )
        if again is None:
            messages.success(request, _("The membership has ended; it stays on record."))
            return redirect("villages:village", member.body.village_id)
        form = again
    return render(request, "villages/member_end.html", {"member": _member(request, pk), "form": form})


def _member(request: OfficeRequest, pk: int) -> Member:
    """A membership in a village in force that the user may change; 404 for any other."""
    members = Member.objects.filter(
        request.scope.within(Act.CHANGE_VILLAGES, "body__village__code"), body__village__abolished_on=None
    )
    return get_object_or_404(members.select_related("person", "body__village__parent"), pk=pk)
