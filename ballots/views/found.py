"""What an address names, within the scope: 404 for anything else."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from accounts.pages import OfficeRequest
from accounts.roles import Act
from ballots.models import Ballot, PublicCount, Station, Vote
from ballots.queries import votes_in
from elections.models import Election


def election_or_404(request: OfficeRequest, pk: int, act: Act = Act.ENTER_VOTES) -> Election:
    """An election in the scope."""
    elections = Election.objects.filter(request.scope.within(act, "village__code"))
    return get_object_or_404(elections.select_related("village__parent", "cycle"), pk=pk)


def vote_or_404(request: OfficeRequest, pk: int, act: Act = Act.VIEW_VOTES) -> Vote:
    """A vote in the scope."""
    vote = get_object_or_404(votes_in(request.scope), pk=pk)
    request.scope.require(act, vote.election.village_id)
    return vote


def station_or_404(request: OfficeRequest, pk: int, act: Act = Act.ENTER_VOTES) -> Station:
    """A station in the scope, with its vote."""
    stations: QuerySet[Station] = Station.objects.filter(request.scope.within(act, "vote__election__village__code"))
    return get_object_or_404(stations.select_related("vote__election__village__parent", "vote__election__cycle"), pk=pk)


def ballot_or_404(station: Station, pk: int) -> Ballot:
    """A ballot of a station's vote, with posts and lines."""
    found = station.vote.ballots.prefetch_related("posts__lines")
    return get_object_or_404(found, pk=pk)


def count_or_404(request: OfficeRequest, pk: int, act: Act = Act.VIEW_VOTES) -> PublicCount:
    """A public count in the scope, with station and vote."""
    counts = PublicCount.objects.filter(request.scope.within(act, "station__vote__election__village__code"))
    return get_object_or_404(
        counts.select_related("ballot", "station__vote__election__village__parent", "station__vote__election__cycle"),
        pk=pk,
    )


def done_or_told(
    request: OfficeRequest, act: Callable[[], object], *, done: str, to: str, arguments: tuple[object, ...]
) -> HttpResponse:
    """Do what a button asks for and go on; what forbids it is told on the page where it leads."""
    if request.method == "POST":
        try:
            act()
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
        else:
            messages.success(request, done)
    return redirect(to, *arguments)
