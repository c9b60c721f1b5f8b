"""The rolls of a cycle, a line an election."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.web.lists import Column, Filter, Table
from elections.law import chapter
from people.tables import township_filter
from rolls.models import Roll, State
from rolls.rules import Law, last_objection_day
from villages.labels import guess_kind


def roll_of(election: Any) -> Roll | None:
    """The roll of an election, None where nothing has been entered."""
    return getattr(election, "roll", None)


def _law_of(election: Any) -> Law:
    """The law of a listed election, from what the list has loaded."""
    village = election.village
    profile = getattr(village, "profile", None)
    kind = profile.kind if profile else guess_kind(village.name)
    return Law(election.cycle.law(), chapter(election.body, kind))


def roll_state(election: Any) -> tuple[str, Any]:
    """Badge of a village's roll: what it waits for."""
    roll, today = roll_of(election), timezone.localdate()
    if roll is None or (not election.listed and roll.state == State.DRAFT):
        return "block", _("nothing entered")
    if roll.state == State.FROZEN:
        return ("ok", _("frozen")) if (election.edition or 1) == 1 else ("ok", _("frozen, changed"))
    if roll.published_on is None:
        return "wait", pgettext_lazy("roll", "being drawn up")
    if election.open_objections:
        return "warn", _("objection to be decided")
    if today <= last_objection_day(roll.published_on, _law_of(election)):
        return "info", _("open to objections")
    return ("info", pgettext_lazy("roll", "corrected")) if election.edition > 1 else ("info", _("to be frozen"))


def _by_state(elections: QuerySet[Any], state: str) -> QuerySet[Any]:
    conditions = {
        "none": Q(roll=None) | Q(roll__state=State.DRAFT, listed=None),
        "draft": Q(roll__state=State.DRAFT, listed__gt=0),
        "published": Q(roll__state=State.PUBLISHED),
        "objected": Q(open_objections__gt=0),
        "corrected": Q(edition__gt=1),
        "frozen": Q(roll__state=State.FROZEN),
    }
    return elections.filter(conditions[state])


def _days_before(election: Any) -> int | None:
    roll = roll_of(election)
    if roll is None or roll.published_on is None or election.election_day is None:
        return None
    return int((election.election_day - roll.published_on).days)


def roll_table(scope: Scope) -> Table:
    """The villages with their rolls."""
    return Table(
        name="rolls",
        columns=(
            Column("township", _("Township"), lambda election: election.village.parent.name, sort="village__parent_id"),
            Column(
                "village",
                _("Village"),
                lambda election: election.village.name,
                sort="village_id",
                link=lambda election: reverse("rolls:roll", args=[election.pk]),
            ),
            Column("state", _("Roll"), lambda election: roll_state(election)[1], badge=roll_state),
            Column("listed", _("Registered voters"), "listed", sort="listed", numeric=True),
            Column("unlisted", _("Not listed"), "unlisted", sort="unlisted", numeric=True),
            Column(
                "published_on",
                _("Published on"),
                lambda e: getattr(roll_of(e), "published_on", None),
                sort="roll__published_on",
            ),
            Column("election_day", _("Election day"), "election_day", sort="election_day"),
            Column("days", _("Days between"), _days_before, numeric=True),
            Column("objections", _("Open objections"), "open_objections", sort="open_objections", numeric=True),
            Column("edition", _("Edition"), "edition", sort="edition", numeric=True),
        ),
        filters=(
            *township_filter(scope, Act.VIEW_ROLLS, "village_id"),
            Filter(
                "state",
                _("Roll"),
                lambda: [
                    ("none", _("nothing entered")),
                    ("draft", pgettext_lazy("roll", "being drawn up")),
                    ("published", pgettext_lazy("roll", "published")),
                    ("objected", _("objection to be decided")),
                    ("corrected", pgettext_lazy("roll", "corrected")),
                    ("frozen", pgettext_lazy("roll", "frozen")),
                ],
                _by_state,
            ),
        ),
        search=lambda elections, text: (
            elections.filter(village__name__icontains=text) | elections.filter(village__initials__istartswith=text)
        ),
        search_hint=_("village or its pinyin initials"),
        default_sort="village",
        empty=_("No elections of committees here yet. They are made when the county opens a cycle."),
    )
