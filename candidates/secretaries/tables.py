"""The list of filings."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Act
from accounts.scope import Scope
from candidates.secretaries.models import FilingState, Matter, SecretaryFiling
from electionadmin.web.lists import Column, Filter, Table
from people.models import Person
from people.queries import search
from people.tables import township_filter

_BADGES = {
    FilingState.DRAFT: "info",
    FilingState.SUBMITTED: "wait",
    FilingState.RETURNED: "warn",
    FilingState.AGREED: "ok",
    FilingState.REFUSED: "block",
    FilingState.FILED: "ok",
    FilingState.WITHDRAWN: "info",
}


def filing_badge(filing: SecretaryFiling) -> tuple[str, Any]:
    """State of a filing."""
    return _BADGES[FilingState(filing.state)], filing.get_state_display()


def _found(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(person__in=search(Person.objects.all(), text))


def filing_table(scope: Scope) -> Table:
    """All filings for a user."""
    return Table(
        name="secretaries",
        columns=(
            Column(
                "person",
                _("Name"),
                lambda row: row.person.name,
                sort="person__name_key",
                link=lambda row: reverse("candidates:secretary_filing", args=[row.pk]),
            ),
            Column("township", _("Township"), lambda row: row.village.parent.name, sort="village__parent_id"),
            Column("village", _("Village"), lambda row: row.village.name, sort="village_id"),
            Column("matter", _("Matter"), lambda row: row.get_matter_display(), sort="matter"),
            Column("post", _("Post"), lambda row: row.get_post_display(), sort="post"),
            Column("effective_on", pgettext_lazy("secretary", "Day"), "effective_on", sort="effective_on"),
            Column("submitted_on", _("Submitted on"), "submitted_on", sort="submitted_on"),
            Column("state", _("State"), lambda row: filing_badge(row)[1], sort="state", badge=filing_badge),
        ),
        filters=(
            *township_filter(scope, Act.VIEW_SECRETARIES, "village_id"),
            Filter("matter", _("Matter"), lambda: list(Matter.choices), lambda rows, m: rows.filter(matter=m)),
            Filter("state", _("State"), lambda: list(FilingState.choices), lambda rows, s: rows.filter(state=s)),
        ),
        search=_found,
        search_hint=_("name, pinyin, ID number"),
        default_sort="-effective_on",
        empty=_("No filings yet. Start one for the secretary of a village."),
    )
