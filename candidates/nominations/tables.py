"""The list of nominations."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Act
from accounts.scope import Scope
from candidates.models import Nomination, Nominator, State
from electionadmin.web.lists import Column, Filter, Table
from elections.models import Body
from people.models import Person, Sexes
from people.queries import search as search_persons
from people.tables import age_bands, age_on, by_age, by_education, educations, township_filter
from villages.models import Post

BADGES = {
    State.RESERVE: "info",
    State.PRELIMINARY: "wait",
    State.NOMINEE: "info",
    State.FORMAL: "ok",
    State.REFUSED: "warn",
    State.WITHDRAWN: "warn",
    State.REMOVED: "block",
}


def badge_of(nomination: Nomination) -> tuple[str, Any]:
    """State of a nomination, told by shape, word and colour."""
    return BADGES[State(nomination.state)], nomination.get_state_display()


def _search(rows: QuerySet[Nomination], text: str) -> QuerySet[Nomination]:
    return rows.filter(person__in=search_persons(Person.objects.all(), text))


def _choice(key: str, label: Any, choices: Sequence[tuple[Any, Any]], field: str) -> Filter:
    return Filter(key, label, lambda: choices, lambda rows, value: rows.filter(**{field: value}))


def nomination_table(scope: Scope) -> Table:
    """All nominations for a user, township by township."""
    today = timezone.localdate()
    return Table(
        name="nominations",
        columns=(
            Column(
                "name",
                _("Name"),
                lambda row: row.person.name,
                sort="person__name_key",
                link=lambda row: reverse("candidates:nomination", args=[row.pk]),
            ),
            Column("sex", _("Sex"), lambda row: row.person.get_sex_display(), sort="person__sex"),
            Column("age", _("Age"), lambda row: age_on(row.person.birth_date, today), numeric=True),
            Column(
                "education", _("Education"), lambda row: row.person.get_education_display(), sort="person__education"
            ),
            Column(
                "township",
                _("Township"),
                lambda row: row.election.village.parent.name,
                sort="election__village__parent_id",
            ),
            Column(
                "village",
                _("Village"),
                lambda row: row.election.village.name,
                sort="election__village_id",
                link=lambda row: reverse("candidates:election", args=[row.election_id]),
            ),
            Column("body", _("Body"), lambda row: row.election.get_body_display(), sort="election__body"),
            Column("post", _("Post"), lambda row: row.get_post_display(), sort="post"),
            Column("source", _("Nominated by"), lambda row: row.get_source_display(), sort="source"),
            Column("votes", _("Votes"), "votes", sort="votes", numeric=True),
            Column("position", _("Order"), "position", sort="position", numeric=True),
            Column("state", _("State"), lambda row: row.get_state_display(), sort="state", badge=badge_of),
            Column("state_on", _("Since"), "state_on", sort="state_on"),
        ),
        filters=(
            *township_filter(scope, Act.VIEW_NOMINATIONS, "election__village__code"),
            _choice("body", _("Body"), Body.choices, "election__body"),
            _choice("post", _("Post"), Post.choices, "post"),
            _choice("state", _("State"), State.choices, "state"),
            _choice("source", _("Nominated by"), Nominator.choices, "source"),
            _choice("sex", _("Sex"), Sexes.choices, "person__sex"),
            Filter("age", _("Age"), age_bands, lambda rows, band: by_age(rows, band, field="person__birth_date")),
            Filter(
                "education",
                _("Education"),
                educations,
                lambda rows, level: by_education(rows, level, field="person__education"),
            ),
        ),
        search=_search,
        search_hint=_("name, pinyin or whole ID number"),
        default_sort="village",
        empty=_("Nobody is nominated yet. Open an election and record its meetings, or nominate somebody there."),
    )
