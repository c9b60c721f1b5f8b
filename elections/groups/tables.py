"""The contact list: who works in which group."""

from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.codes import Level
from electionadmin.web.lists import Column, Filter, Table
from elections.groups.models import GroupKind, GroupMember

_LEVELS = [
    (str(Level.COUNTY.value), pgettext_lazy("level", "county")),
    (str(Level.TOWNSHIP.value), pgettext_lazy("level", "township")),
    (str(Level.VILLAGE.value), pgettext_lazy("level", "village")),
]


def _place(member: GroupMember) -> str:
    division = member.group.division
    above = division.parent
    return f"{above.name} {division.name}" if above and len(division.code) == Level.VILLAGE else division.name


def _by_level(rows: QuerySet[Any], level: str) -> QuerySet[Any]:
    narrowed: QuerySet[Any] = rows.alias(digits=Length("group__division__code")).filter(digits=int(level))
    return narrowed


CONTACTS = Table(
    name="contacts",
    columns=(
        Column("division", _("Division"), _place, sort="group__division_id"),
        Column(
            "group",
            _("Group"),
            lambda member: member.group.name,
            sort="group__name",
            link=lambda member: reverse("elections:group", args=[member.group_id]),
        ),
        Column("role", pgettext_lazy("group", "Role"), lambda member: member.get_role_display()),
        Column("name", pgettext_lazy("person", "Name"), "name", sort="name"),
        Column("office", _("Work unit and post"), "office", sort="office"),
        Column("duties", _("Duties in the group"), "duties"),
        Column("telephone", _("Telephone"), "masked_telephone"),
    ),
    filters=(
        Filter("level", _("Level"), lambda: _LEVELS, _by_level),
        Filter("kind", _("Kind"), lambda: list(GroupKind.choices), lambda rows, kind: rows.filter(group__kind=kind)),
    ),
    search=lambda rows, text: rows.filter(
        Q(name__icontains=text)
        | Q(office__icontains=text)
        | Q(group__name__icontains=text)
        | Q(group__division__name__icontains=text)
    ),
    search_hint=_("name, work unit, group or place"),
    default_sort="division",
    empty=_("Nobody is in a group yet. Found the customary groups, then add members or import them."),
)
