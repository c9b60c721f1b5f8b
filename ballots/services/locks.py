"""Rows that a change locks: whoever comes second waits, and then sees what the first has done."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.roles import Act
from accounts.scope import Scope
from ballots.models import Station, Vote, VoteState


def locked_vote(*, scope: Scope, pk: int, act: Act = Act.ENTER_VOTES) -> Vote:
    """The vote, locked: figures, strokes and the end of the count come one after the other. Raises Http404 out of scope."""
    vote = (
        Vote.objects.select_for_update(of=("self",), no_key=True)
        .select_related("election__cycle", "election__village")
        .get(pk=pk)
    )
    scope.require(act, vote.election.village_id)
    return vote


def open_station(*, scope: Scope, station: Station, act: Act = Act.ENTER_VOTES) -> Station:
    """A station whose vote is being counted, with that vote locked. Raises ValidationError, Http404."""
    vote = locked_vote(scope=scope, pk=station.vote_id, act=act)
    if vote.state != VoteState.OPEN:
        raise ValidationError(
            _("The vote is not being counted. Figures are entered while it is; afterwards a recount is ordered first.")
        )
    station = Station.objects.get(pk=station.pk)
    station.vote = vote
    return station
