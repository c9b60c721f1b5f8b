"""How far the figures of a vote's stations are, for the pages: in a fixed number of queries."""

from dataclasses import dataclass
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ballots.models import Ballot, Entry, PublicCount, Sheet, Station, Vote
from ballots.sums import VoteData, recount_of

State = Literal["wait", "warn", "block", "ok", "info"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A ballot at a station: the newest entries, whether they are accepted, and the public count."""

    station: Station
    ballot: Ballot
    first: Sheet | None
    second: Sheet | None
    accepted: Sheet | None
    count: PublicCount | None

    @property
    def comparable(self) -> bool:
        """Whether both clerks have entered everything."""
        return bool(self.first and self.second and self.first.complete and self.second.complete)

    @property
    def state(self) -> tuple[State, str | Promise]:
        """Badge."""
        if self.accepted:
            settled = self.accepted.entry == Entry.SETTLED
            return ("info", _("settled")) if settled else ("ok", _("two clerks agree"))
        if self.comparable:
            return "block", _("clerks differ")
        if self.first and self.first.complete:
            return "warn", _("second clerk missing")
        if self.first:
            return "wait", _("not complete")
        return "wait", _("nothing entered")


def units_of(vote: Vote, data: VoteData) -> list[Unit]:
    """All of a vote, station by station."""
    newest: dict[tuple[int, int, int | None, str], Sheet] = {}
    for sheet in Sheet.objects.filter(station__vote=vote).select_related("clerk").order_by("pk"):
        newest[sheet.station_id, sheet.ballot_id, sheet.recount_id, sheet.entry] = sheet
    counts = {
        (count.station_id, count.ballot_id, count.recount_id): count
        for count in PublicCount.objects.filter(station__vote=vote)
    }
    units = []
    for station in data.stations:
        recount = recount_of(data.recounts, station)
        under = recount.pk if recount else None
        for ballot in data.ballots:
            key = (station.pk, ballot.pk, under)
            accepted = data.accepted.get((station.pk, ballot.pk))
            units.append(
                Unit(
                    station,
                    ballot,
                    newest.get((*key, Entry.FIRST)),
                    newest.get((*key, Entry.SECOND)),
                    accepted if accepted and accepted.recount_id == under else None,
                    counts.get(key),
                )
            )
    return units


STATES: dict[str, tuple[State, Any]] = {
    "arranged": ("wait", _("being arranged")),
    "open": ("warn", _("being counted")),
    "refused": ("block", pgettext_lazy("vote", "refused")),
    "void": ("block", _("void")),
    "further_vote": ("warn", _("further vote")),
    "complete": ("ok", pgettext_lazy("vote", "complete")),
    "disputed": ("warn", _("disputed")),
    "restored": ("ok", _("restored")),
}


def state_of(vote: Vote, status: str | None, standing: str | None) -> tuple[State, Any]:
    """Badge of a vote: how far it is, what its verdict says, and a ruling on the whole of it."""
    if vote.state != "closed":
        return STATES[vote.state]
    return STATES[standing or status or "arranged"]
