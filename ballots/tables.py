"""The list of votes."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Act
from accounts.scope import Scope
from ballots.models import Occasion, Round, Status
from ballots.progress import STATES, state_of
from electionadmin.web.lists import Column, Filter, Table
from elections.models import Body
from people.tables import township_filter


def _state(vote: Any) -> tuple[str, Any]:
    return state_of(vote, vote.status, vote.standing)


def _by_state(votes: QuerySet[Any], state: str) -> QuerySet[Any]:
    if state in ("arranged", "open"):
        return votes.filter(state=state)
    if state in ("disputed", "restored"):
        return votes.filter(standing=state)
    if state == "void":
        return votes.filter(Q(standing="void") | Q(status=Status.VOID))
    stands = Q(standing=None) | Q(standing__in=("disputed", "restored"))
    return votes.filter(stands, status=state, state="closed")


def vote_table(scope: Scope) -> Table:
    """The list of votes for a user."""
    return Table(
        name="votes",
        columns=(
            Column(
                "township",
                _("Township"),
                lambda vote: vote.election.village.parent.name,
                sort="election__village__parent__code",
            ),
            Column(
                "village",
                _("Village"),
                lambda vote: vote.election.village.name,
                sort="election__village_id",
                link=lambda vote: reverse("ballots:vote", args=[vote.pk]),
            ),
            Column("body", _("Body"), lambda vote: vote.election.get_body_display(), sort="election__body"),
            Column("vote", _("Vote"), lambda vote: vote.label(), sort="number"),
            Column("day", _("Day"), "day", sort="day"),
            Column("electors", _("Electors"), "electors", sort="electors", numeric=True),
            Column("state", _("State"), lambda vote: _state(vote)[1], badge=_state),
        ),
        filters=(
            *township_filter(scope, Act.VIEW_VOTES, "election__village__code"),
            Filter(
                "body", _("Body"), lambda: list(Body.choices), lambda votes, body: votes.filter(election__body=body)
            ),
            Filter("round", _("Round"), lambda: list(Round.choices), lambda votes, value: votes.filter(round=value)),
            Filter(
                "occasion",
                _("Occasion"),
                lambda: list(Occasion.choices),
                lambda votes, value: votes.filter(occasion=value),
            ),
            Filter("state", _("State"), lambda: [(key, label) for key, (_kind, label) in STATES.items()], _by_state),
        ),
        search=lambda votes, text: votes.filter(
            Q(election__village__name__icontains=text) | Q(election__village__initials__istartswith=text)
        ),
        search_hint=_("village or its pinyin initials"),
        default_sort="village",
        empty=_("No votes yet. A vote is arranged from the page of its election."),
    )
