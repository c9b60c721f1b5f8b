"""Groups and contacts."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.codes import Level
from electionadmin.web.forms import submit
from electionadmin.web.lists import Action, list_response
from elections.groups import queries, services
from elections.groups.forms import EndDayForm, GroupForm, GroupMemberForm
from elections.groups.models import GroupKind, GroupMember, WorkGroup
from elections.groups.tables import CONTACTS
from people.forms import RevealForm
from protect.services import reveal
from villages.models import Division


@page(Act.VIEW_ELECTIONS, write=Act.CHANGE_GROUPS)
def group_list(request: OfficeRequest) -> HttpResponse:
    """The groups of the scope with their members; a county founds the customary ones with one press."""
    home = request.scope.home()
    code = home.code if home else ""
    may_found = request.scope.allows(Act.CHANGE_GROUPS, code[: Level.COUNTY])
    if request.method == "POST":
        if not may_found:
            return redirect("elections:group_list")
        county = get_object_or_404(Division, pk=code[: Level.COUNTY])
        made = services.found_customary_groups(scope=request.scope, county=county)
        text = ngettext("%(count)s group was founded.", "%(count)s groups were founded.", made)
        messages.success(request, text % {"count": made})
        return redirect("elections:group_list")
    level = Level.VILLAGE if len(code) > Level.COUNTY else Level.TOWNSHIP
    posts = queries.posts(request.scope, level)
    upper = queries.groups(request.scope).exclude(kind__in=[GroupKind.LIAISON, GroupKind.INFORMANT])
    context = {
        "groups": list(queries.with_members(upper)),
        "posts": posts,
        "of_townships": level is Level.TOWNSHIP,
        "without": sum(not post.names for post in posts),
        "villages_without": sum(not post.names for post in queries.posts(request.scope, Level.VILLAGE))
        if level is Level.TOWNSHIP
        else None,
        "may_found": may_found,
        "may_change": request.scope.allows(Act.CHANGE_GROUPS),
        "own_code": code,
    }
    return render(request, "elections/groups/list.html", context)


@page(Act.VIEW_ELECTIONS)
def contacts(request: OfficeRequest) -> HttpResponse:
    """The contact list, telephones masked."""
    actions = [Action(_("Groups"), reverse("elections:group_list"))]
    if request.scope.allows(Act.REVEAL_PERSONS):
        actions.append(Action(_("Print with telephone numbers"), reverse("elections:contact_sheet")))
    if request.scope.allows(Act.CHANGE_GROUPS):
        actions.append(Action(_("Import members"), reverse("sheets:group_members")))
    return list_response(
        request,
        table=CONTACTS,
        queryset=queries.members(request.scope),
        title=_("Contacts"),
        actions=actions,
    )


@page(Act.REVEAL_PERSONS, writes=True)
@never_cache
def contact_sheet(request: OfficeRequest) -> HttpResponse:
    """A sheet with whole telephone numbers: a reason first, then one look on record for each number shown."""
    form, numbers = RevealForm(request.POST or None), None
    members = [
        member
        for member in queries.members(request.scope).order_by(
            "group__division_id", "group__position", "group_id", queries.BY_ROLE, "position", "pk"
        )
        if request.scope.allows(Act.REVEAL_PERSONS, member.division_code)
    ]
    if request.method == "POST" and form.is_valid():
        try:
            numbers = services.reveal_contacts(
                user=request.user,
                members=members,
                reason=form.cleaned_data["reason"],
                ip=request.META.get("REMOTE_ADDR"),
            )
        except ValidationError as error:
            form.add_error(None, error)
    rows = [(member, numbers.get(member.pk, "")) for member in members] if numbers is not None else []
    context = {"form": form, "rows": rows, "shown": numbers is not None, "count": len(members)}
    return render(request, "elections/groups/sheet.html", context)


@page(Act.VIEW_ELECTIONS)
def group(request: OfficeRequest, pk: int) -> HttpResponse:
    """One group."""
    found = get_object_or_404(queries.groups(request.scope), pk=pk)
    may_reveal = request.scope.allows(Act.REVEAL_PERSONS, found.division_id)
    context = {
        "group": found,
        "members": found.members.filter(ends_on=None).order_by(queries.BY_ROLE, "position", "pk"),
        "former": found.members.filter(ends_on__isnull=False).order_by("-ends_on", "pk"),
        "may_change": request.scope.allows(Act.CHANGE_GROUPS, found.division_id) and found.ended_on is None,
        "may_reveal": may_reveal,
    }
    return render(request, "elections/groups/group.html", context)


@page(Act.CHANGE_GROUPS, writes=True)
def group_add(request: OfficeRequest, code: str) -> HttpResponse:
    """Found a group of a division; a liaison or informant for a division that has none."""
    request.scope.require(Act.CHANGE_GROUPS, code)
    division = get_object_or_404(Division, pk=code, abolished_on=None)
    if len(division.code) not in (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE):
        raise Http404
    kind = {Level.TOWNSHIP: GroupKind.LIAISON, Level.VILLAGE: GroupKind.INFORMANT}.get(Level(len(code)))
    new = WorkGroup(division=division, kind=kind or GroupKind.WORKING, name=str(kind.label) if kind else "")
    return _save_group(request, new, _("Found a group"))


@page(Act.CHANGE_GROUPS, writes=True)
def group_change(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change a group."""
    found = _own_group(request, pk)
    return _save_group(request, found, found.name)


def _save_group(request: OfficeRequest, found: WorkGroup, heading: str) -> HttpResponse:
    division = found.division
    form = GroupForm(request.POST or None, instance=found)
    if request.method == "POST":
        saved: list[WorkGroup] = []

        def save(form: GroupForm) -> None:
            target = WorkGroup(division=division) if found.pk is None else found
            saved.append(
                services.save_group(
                    scope=request.scope, group=target, values=form.values(), version=form.seen_version()
                )
            )

        again = submit(form, save)
        if again is None:
            messages.success(request, _("Saved."))
            return redirect("elections:group", saved[-1].pk)
        form = again
    back = reverse("elections:group", args=[found.pk]) if found.pk else reverse("elections:group_list")
    return _form_page(request, form, heading=heading, place=division.name, back=back)


@page(Act.CHANGE_GROUPS, writes=True)
def group_end(request: OfficeRequest, pk: int) -> HttpResponse:
    """Dissolve a group."""
    found = _own_group(request, pk)
    form = EndDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.dissolve_group(scope=request.scope, group=found, on=form.cleaned_data["on"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The group is dissolved; it stays on record."))
            return redirect("elections:group_list")
    heading = _("Dissolve “%(name)s”") % {"name": found.name}
    back = reverse("elections:group", args=[pk])
    return _form_page(request, form, heading=heading, place=found.division.name, back=back)


@page(Act.CHANGE_GROUPS, writes=True)
@never_cache
def member_add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Somebody joins a group."""
    found = _own_group(request, pk)
    return _save_member(request, found, GroupMember(group=found), _("Add a member"))


@page(Act.CHANGE_GROUPS, writes=True)
@never_cache
def member_change(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change what is on record of a member."""
    member = _own_member(request, pk)
    return _save_member(request, member.group, member, member.name)


def _save_member(request: OfficeRequest, found: WorkGroup, member: GroupMember, heading: str) -> HttpResponse:
    form = GroupMemberForm(request.POST or None, instance=member)
    if request.method == "POST":

        def save(form: GroupMemberForm) -> None:
            target = GroupMember(group=found) if member.pk is None else GroupMember.objects.get(pk=member.pk)
            services.save_member(scope=request.scope, member=target, values=form.stored(), version=form.seen_version())

        again = submit(form, save)
        if again is None:
            messages.success(request, _("Saved."))
            return redirect("elections:group", found.pk)
        form = again
    back = reverse("elections:group", args=[found.pk])
    return _form_page(request, form, heading=heading, place=f"{found.division.name} · {found.name}", back=back)


@page(Act.CHANGE_GROUPS, writes=True)
def member_end(request: OfficeRequest, pk: int) -> HttpResponse:
    """Somebody leaves a group."""
    member = _own_member(request, pk)
    form = EndDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_member(scope=request.scope, member=member, on=form.cleaned_data["on"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The membership has ended; it stays on record."))
            return redirect("elections:group", member.group_id)
    heading = _("%(name)s leaves the group") % {"name": member.name}
    back = reverse("elections:group", args=[member.group_id])
    return _form_page(request, form, heading=heading, place=member.group.name, back=back)


@page(Act.REVEAL_PERSONS, writes=True)
@never_cache
def member_reveal(request: OfficeRequest, pk: int) -> HttpResponse:
    """Ask for a reason, record the look, show the telephone once."""
    member = get_object_or_404(queries.members(request.scope), pk=pk)
    request.scope.require(Act.REVEAL_PERSONS, member.division_code)
    if not member.telephone:
        raise Http404
    form, value = RevealForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            value = reveal(
                user=request.user,
                obj=member,
                field="telephone",
                reason=form.cleaned_data["reason"],
                ip=request.META.get("REMOTE_ADDR"),
            )
        except ValidationError as error:
            form.add_error(None, error)
    return render(request, "elections/groups/reveal.html", {"member": member, "form": form, "value": value})


def _form_page(request: OfficeRequest, form: Any, *, heading: str, place: str, back: str) -> HttpResponse:
    context = {"form": form, "heading": heading, "place": place, "back": back, "today": timezone.localdate()}
    return render(request, "elections/groups/form.html", context)


def _own_group(request: OfficeRequest, pk: int) -> WorkGroup:
    return get_object_or_404(queries.groups(request.scope, Act.CHANGE_GROUPS).filter(ended_on=None), pk=pk)


def _own_member(request: OfficeRequest, pk: int) -> GroupMember:
    own = GroupMember.objects.filter(
        request.scope.within(Act.CHANGE_GROUPS, "group__division__code"), group__ended_on=None, ends_on=None
    )
    return get_object_or_404(own.select_related("group__division"), pk=pk)
