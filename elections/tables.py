"""The list of elections."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from electionadmin.web.lists import Column, Filter, Table
from elections.models import Body, Election


def state_of(election: Election) -> tuple[str, Any]:
    """Badge of an election: held, overdue, planned, without a day."""
    if election.held_on:
        return "ok", _("held")
    if election.election_day is None:
        return "wait", _("no day yet")
    if election.election_day < timezone.localdate():
        return "block", _("overdue")
    return "info", _("planned")


def _by_state(elections: QuerySet[Election], state: str) -> QuerySet[Election]:
    today: datetime.date = timezone.localdate()
    if state == "held":
        return elections.exclude(held_on=None)
    waiting = elections.filter(held_on=None)
    if state == "overdue":
        return waiting.filter(election_day__lt=today)
    return waiting.filter(election_day=None) if state == "undated" else waiting.filter(election_day__gte=today)


ELECTIONS = Table(
    name="elections",
    columns=(
        Column("township", _("Township"), lambda election: election.village.parent.name, sort="village__parent__code"),
        Column(
            "village",
            _("Village"),
            lambda election: election.village.name,
            sort="village_id",
            link=lambda election: reverse("elections:election", args=[election.pk]),
        ),
        Column("body", _("Body"), lambda election: election.get_body_display(), sort="body"),
        Column("election_day", _("Election day"), "election_day", sort="election_day"),
        Column("held_on", _("Held on"), "held_on", sort="held_on"),
        Column("state", _("State"), lambda election: state_of(election)[1], badge=state_of),
    ),
    filters=(
        Filter("body", _("Body"), lambda: list(Body.choices), lambda elections, body: elections.filter(body=body)),
        Filter(
            "state",
            _("State"),
            lambda: [
                ("held", _("held")),
                ("overdue", _("overdue")),
                ("planned", _("planned")),
                ("undated", _("no day yet")),
            ],
            _by_state,
        ),
    ),
    search=lambda elections, text: (
        elections.filter(village__name__icontains=text) | elections.filter(village__initials__istartswith=text)
    ),
    search_hint=_("village or its pinyin initials"),
    default_sort="village",
    empty=_("No elections yet. They are made when the county opens a cycle."),
)
