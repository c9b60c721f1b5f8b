"""Lists of inspections and teams."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Act
from accounts.scope import Scope
from candidates.models import Conclusion, Inspection
from electionadmin.web.lists import Column, Filter, Table
from people.models import Person
from people.queries import search
from people.tables import township_filter


def _found(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(person__in=search(Person.objects.all(), text))


def state(inspection: Inspection) -> tuple[str, Any]:
    """Badge of an inspection: concluded how, or under way."""
    if inspection.conclusion == Conclusion.AGREE:
        return "ok", inspection.get_conclusion_display()
    if inspection.conclusion == Conclusion.DISAGREE:
        return "block", inspection.get_conclusion_display()
    return "wait", _("under way")


def _states() -> list[tuple[str, Any]]:
    return [("open", _("under way")), *Conclusion.choices]


def _by_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(conclusion="" if value == "open" else value)


def inspection_table(scope: Scope) -> Table:
    """The inspections of a cycle."""
    return Table(
        name="inspections",
        columns=(
            Column(
                "person",
                _("Name"),
                lambda row: row.person.name,
                sort="person__name_key",
                link=lambda row: reverse("candidates:inspection", args=[row.pk]),
            ),
            Column("village", _("Village"), lambda row: row.village.name, sort="village_id"),
            Column("township", _("Township"), lambda row: row.village.parent.name),
            Column("team", _("Team"), lambda row: row.team.name, sort="team__name"),
            Column("begun_on", _("Begun on"), "begun_on", sort="begun_on"),
            Column("heard", _("Talks"), "heard", sort="heard", numeric=True),
            Column("concluded_on", _("Concluded on"), "concluded_on", sort="concluded_on"),
            Column("state", _("Conclusion"), lambda row: state(row)[1], sort="conclusion", badge=state),
        ),
        filters=(
            *township_filter(scope, Act.VIEW_INSPECTIONS, "village_id"),
            Filter("state", _("Conclusion"), _states, _by_state),
        ),
        search=_found,
        search_hint=_("name, pinyin, ID number"),
        default_sort="village",
        empty=_("No inspections yet. Make a team, then begin with those who stand."),
    )


TEAMS = Table(
    name="teams",
    columns=(
        Column(
            "name",
            pgettext_lazy("thing", "Name"),
            "name",
            sort="name",
            link=lambda team: reverse("candidates:team", args=[team.pk]),
        ),
        Column("division", _("Where it works"), lambda team: team.division.name, sort="division_id"),
        Column("officers", _("Officers"), "serving", numeric=True),
        Column("inspections", _("Inspections"), "started", numeric=True),
    ),
    default_sort="division",
    empty=_(
        "No teams yet. A team has officers of the organisation department, the discipline commission and the township."
    ),
)
