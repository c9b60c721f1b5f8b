"""The list of election committees: one line for each village."""

from typing import Any

from django.db.models import Count, DateField, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.web.lists import Column, Filter, Table
from elections.committee.models import SITTING, CommitteeMember, ElectionCommittee, Place
from elections.models import Election
from people.tables import township_filter


def with_committees(elections: QuerySet[Election]) -> QuerySet[Election]:
    """Elections with the figures of their committee in office: seats, sitting, alternates, chair, days."""
    present = ElectionCommittee.objects.filter(election=OuterRef("pk"), ended_on=None)
    members = CommitteeMember.objects.filter(committee__election=OuterRef("pk"), committee__ended_on=None, left_on=None)

    def of(field: str, kind: Any) -> Subquery:
        return Subquery(present.values(field)[:1], output_field=kind)

    def count(**conditions: Any) -> Subquery:
        counted = members.filter(**conditions).order_by().values("committee").annotate(number=Count("pk"))
        return Subquery(counted.values("number"), output_field=IntegerField())

    return elections.annotate(
        seats=of("seats", IntegerField()),
        chosen_on=of("chosen_on", DateField()),
        announced_on=of("announced_on", DateField()),
        filed_on=of("filed_on", DateField()),
        sitting=count(place__in=SITTING),
        alternates=count(place=Place.ALTERNATE),
        chair=Subquery(members.filter(place=Place.CHAIR).values("person__name")[:1]),
    )


def state_of(election: Any) -> tuple[str, Any]:
    """Badge of a village's committee."""
    if election.seats is None:
        return "block", _("not formed")
    if (election.sitting or 0) < election.seats or not election.chair:
        return "block", _("incomplete")
    if election.announced_on is None or election.filed_on is None:
        return "warn", _("not published or filed")
    return "ok", _("in office")


def _by_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    complete = Q(sitting__gte=F("seats"), chair__isnull=False)
    known = Q(announced_on__isnull=False, filed_on__isnull=False)
    match state:
        case "none":
            return rows.filter(seats=None)
        case "incomplete":
            return rows.filter(Q(sitting=None) | Q(sitting__lt=F("seats")) | Q(chair=None), seats__isnull=False)
        case "unfiled":
            return rows.filter(complete & (Q(announced_on=None) | Q(filed_on=None)))
        case _:
            return rows.filter(complete & known)


def committee_table(scope: Scope) -> Table:
    """The list for a user."""
    return Table(
        name="committees",
        columns=(
            Column("township", _("Township"), lambda row: row.village.parent.name, sort="village__parent__code"),
            Column(
                "village",
                _("Village"),
                lambda row: row.village.name,
                sort="village_id",
                link=lambda row: reverse("elections:committee", args=[row.pk]),
            ),
            Column("chair", _("Chair"), "chair", sort="chair"),
            Column("seats", _("Decided on"), "seats", sort="seats", numeric=True),
            Column("sitting", _("Sitting"), "sitting", sort="sitting", numeric=True),
            Column("alternates", _("Alternates"), "alternates", sort="alternates", numeric=True),
            Column("chosen_on", _("Chosen on"), "chosen_on", sort="chosen_on"),
            Column("announced_on", _("Published on"), "announced_on", sort="announced_on"),
            Column("filed_on", _("Filed on"), "filed_on", sort="filed_on"),
            Column("state", _("State"), lambda row: state_of(row)[1], badge=state_of),
        ),
        filters=(
            *township_filter(scope, Act.VIEW_ELECTIONS, "village_id"),
            Filter(
                "state",
                _("State"),
                lambda: [
                    ("none", _("not formed")),
                    ("incomplete", _("incomplete")),
                    ("unfiled", _("not published or filed")),
                    ("office", _("in office")),
                ],
                _by_state,
            ),
        ),
        search=lambda rows, text: rows.filter(
            Q(village__name__icontains=text) | Q(village__initials__istartswith=text) | Q(chair__icontains=text)
        ),
        search_hint=_("village, its pinyin initials, or the chair"),
        default_sort="village",
        empty=_("No villages elect a committee in this cycle."),
    )
