"""Pages of the arrangement: the vote itself, its stations, near relatives, and opening it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from ballots import services, shown
from ballots.forms import ArrangeForm, KinshipForm, StationForm
from ballots.models import Occasion, Station, Vote, VoteState
from ballots.sources import basis_of
from ballots.views.found import done_or_told, election_or_404, station_or_404, vote_or_404
from electionadmin.web.forms import submit


@page(Act.ENTER_VOTES, writes=True)
def arrange(request: OfficeRequest, election: int) -> HttpResponse:
    """Arrange the first vote of an election; where it is arranged already, go there."""
    found = election_or_404(request, election)
    first = found.votes.filter(occasion=Occasion.ELECTION).order_by("number").first()
    if first:
        return redirect("ballots:vote", first.pk)
    form = ArrangeForm(request.POST or None, election=found, basis=basis_of(found))
    if form.instance.day is None and found.election_day and not form.is_bound:
        form.initial["day"] = found.election_day
    if request.method == "POST" and form.is_valid():
        try:
            vote = services.arrange_vote(scope=request.scope, election=found, plan=form.plan())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The vote is arranged. Add its stations, then open it on the day."))
            return redirect("ballots:vote", vote.pk)
    context = {"form": form, "election": found, "vote": None, "basis": form.basis}
    return render(request, "ballots/arrange.html", context)


@page(Act.ENTER_VOTES, writes=True)
def change(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change an arrangement before the vote opens."""
    vote = vote_or_404(request, pk, Act.ENTER_VOTES)
    if vote.state != VoteState.ARRANGED:
        messages.info(request, _("The vote is open; its arrangement is frozen."))
        return redirect("ballots:vote", pk)
    locked = vote.follows_id is not None or vote.occasion == Occasion.RECALL
    form = ArrangeForm(
        request.POST or None, instance=vote, election=vote.election, basis=basis_of(vote.election), locked=locked
    )
    if request.method == "POST":
        again = submit(
            form,
            lambda form: services.change_arrangement(
                scope=request.scope, vote=vote, plan=form.plan(), version=form.seen_version()
            ),
        )
        if again is None:
            messages.success(request, _("Saved."))
            return redirect("ballots:vote", pk)
        form = again
    context = {"form": form, "election": vote.election, "vote": vote, "basis": form.basis}
    return render(request, "ballots/arrange.html", context)


@page(Act.ENTER_VOTES, writes=True)
def open_count(request: OfficeRequest, pk: int) -> HttpResponse:
    """Freeze the arrangement and begin with entry and count."""
    vote = vote_or_404(request, pk, Act.ENTER_VOTES)
    return done_or_told(
        request,
        lambda: services.open_vote(scope=request.scope, vote=vote),
        done=_("The vote is open. Figures can be entered and votes be called."),
        to="ballots:vote",
        arguments=(pk,),
    )


@page(Act.ENTER_VOTES, writes=True)
def relatives(request: OfficeRequest, pk: int) -> HttpResponse:
    """Near relatives among those voted on: those on record are shown, those of others typed."""
    vote = vote_or_404(request, pk, Act.ENTER_VOTES)
    typed = list(vote.kinships.filter(on_record=False).order_by("pk"))
    form = KinshipForm(request.POST or None, initial={"relatives": KinshipForm.shown(typed)})
    if request.method == "POST" and form.is_valid():
        try:
            services.save_kinship(scope=request.scope, vote=vote, pairs=form.cleaned_data["relatives"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("ballots:vote", pk)
    known = [pair for pair in shown.kinships(vote) if pair.on_record]
    context = {"vote": vote, "form": form, "title": _("Near relatives"), "remove": "", "known": known}
    return render(request, "ballots/relatives.html", context)


@page(Act.ENTER_VOTES, writes=True)
def station_add(request: OfficeRequest, pk: int) -> HttpResponse:
    """A further station or mobile box."""
    vote = vote_or_404(request, pk, Act.ENTER_VOTES)
    return _station_page(request, vote, None)


@page(Act.ENTER_VOTES, writes=True)
def station(request: OfficeRequest, station: int) -> HttpResponse:
    """Change a station."""
    found = station_or_404(request, station)
    return _station_page(request, found.vote, found)


def _station_page(request: OfficeRequest, vote: Vote, station: Station | None) -> HttpResponse:
    form = StationForm(request.POST or None, instance=station or Station(vote=vote), joint=vote.joint_count)
    if request.method == "POST":
        again = submit(
            form,
            lambda form: services.save_station(
                scope=request.scope, vote=vote, values=form.values(), station=station, version=form.seen_version()
            ),
        )
        if again is None:
            messages.success(request, _("Saved."))
            return redirect("ballots:vote", vote.pk)
        form = again
    remove = reverse("ballots:station_remove", args=[station.pk]) if station else ""
    return _page(request, vote, form, station.name if station else _("Add a station"), remove=remove)


@page(Act.ENTER_VOTES, writes=True)
def station_remove(request: OfficeRequest, station: int) -> HttpResponse:
    """Take a station away before the vote opens."""
    found = station_or_404(request, station)
    return done_or_told(
        request,
        lambda: services.remove_station(scope=request.scope, station=found),
        done=_("The station is removed."),
        to="ballots:vote",
        arguments=(found.vote_id,),
    )


def _page(request: OfficeRequest, vote: Vote, form: Any, title: str, **more: Any) -> HttpResponse:
    return render(request, "ballots/form.html", {"vote": vote, "form": form, "title": title, "remove": "", **more})
