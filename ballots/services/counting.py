"""The public count. Each stroke is an event that may arrive again, late, or from two windows: it counts once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.scope import Scope
from ballots.models import Ballot, Line, PublicCount, Sheet, Station, Stroke, StrokeKind
from ballots.services.figures import Figures, entries_of, save_sheet
from ballots.services.locks import open_station
from ballots.strokes import CountState, Paper, state_of, why_not
from ballots.sums import recount_of

MOST_EVENTS = 500
_WORD = re.compile(r"[A-Za-z0-9_-]{1,32}")
_LARGEST_SEQUENCE = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Event:
    """A call as a window sends it. `undoes` names the call it takes back: window and sequence."""

    client: str
    sequence: int
    kind: str
    line: int | None = None
    paper: str = ""
    undoes: tuple[str, int] | None = None

    @property
    def is_well_formed(self) -> bool:
        """Whether all parts are of the kind they must be."""
        return (
            bool(_WORD.fullmatch(self.client))
            and 0 < self.sequence < _LARGEST_SEQUENCE
            and self.kind in StrokeKind.values
            and (self.kind == StrokeKind.UNDO) == (self.undoes is not None)
            and (self.kind == StrokeKind.UNDO or bool(_WORD.fullmatch(self.paper)))
            and (self.kind == StrokeKind.VOTE) == (self.line is not None)
        )


@dataclass(frozen=True, slots=True)
class Struck:
    """What became of events: stored (again or before), and refused with a word for each."""

    stored: list[tuple[str, int]]
    refused: list[tuple[str, int, str]]
    state: CountState


@transaction.atomic
def open_count(*, scope: Scope, user: User, station: Station, ballot: Ballot) -> PublicCount:
    """Begin the public count of a ballot at a station, or find the one begun. Raises ValidationError, Http404."""
    station = open_station(scope=scope, station=station)
    if not station.counts or ballot.vote_id != station.vote_id:
        raise ValidationError(_("Votes are not counted at this station."))
    if entries_of(station, ballot).accepted:
        raise ValidationError(_("These figures are accepted. Another count needs an ordered recount."))
    recount = recount_of(station.vote.recounts.all(), station)
    count, _created = PublicCount.objects.get_or_create(
        station=station, ballot=ballot, recount=recount, defaults={"opened_by": user}
    )
    return count


@transaction.atomic
def strike(*, scope: Scope, user: User, count: PublicCount, events: Sequence[Event]) -> Struck:
    """Store calls in the order given; one that is stored already is told as stored and changes nothing.

    Raises ValidationError when the count is closed, Http404 out of scope.
    """
    open_station(scope=scope, station=count.station)
    locked = PublicCount.objects.select_for_update().get(pk=count.pk)
    known = {(stroke.client, stroke.sequence): stroke for stroke in locked.strokes.order_by("pk")}
    if locked.closed_at and any((event.client, event.sequence) not in known for event in events):
        raise ValidationError(_("The public count is closed; its figures are on the sheet."))
    rules = _Rules.of(locked)
    stored: list[tuple[str, int]] = []
    refused: list[tuple[str, int, str]] = []
    for event in events[:MOST_EVENTS]:
        key = (event.client, event.sequence)
        word = "" if key in known else rules.why_not(event, known)
        if word:
            refused.append((*key, word))
            continue
        if key not in known:
            known[key] = _store(locked, user, event, known)
        stored.append(key)
    return Struck(stored, refused, state_of(known.values()))


@dataclass(frozen=True, slots=True)
class _Rules:
    posts: dict[int, int]
    seats: dict[int, int]

    @classmethod
    def of(cls, count: PublicCount) -> "_Rules":
        lines = Line.objects.filter(post__ballot_id=count.ballot_id).select_related("post")
        return cls({line.pk: line.post_id for line in lines}, {line.post_id: line.post.seats for line in lines})

    def why_not(self, event: Event, known: dict[tuple[str, int], Stroke]) -> str:
        """A word for what forbids an event."""
        if not event.is_well_formed:
            return "malformed"
        if event.undoes is not None:
            target = known.get(event.undoes)
            gone = target is None or target.kind == StrokeKind.UNDO
            taken = target is not None and any(stroke.undoes_id == target.pk for stroke in known.values())
            return "gone" if gone or taken else ""
        paper = state_of(known.values()).papers.get(event.paper, Paper())
        return why_not(paper, event.kind, event.line, posts=self.posts, seats=self.seats)


def _store(count: PublicCount, user: User, event: Event, known: dict[tuple[str, int], Stroke]) -> Stroke:
    return Stroke.objects.create(
        count=count,
        client=event.client,
        sequence=event.sequence,
        kind=event.kind,
        line_id=event.line,
        paper=event.paper,
        undoes=known[event.undoes] if event.undoes else None,
        by=user,
    )


@transaction.atomic
def finish_count(*, scope: Scope, user: User, count: PublicCount) -> Sheet:
    """Close the public count: its figures become the user's sheet, beside the papers he has entered before.

    Raises ValidationError, Http404.
    """
    station = open_station(scope=scope, station=count.station)
    locked = PublicCount.objects.select_for_update().select_related("ballot").get(pk=count.pk)
    if locked.closed_at and locked.sheet:
        return locked.sheet
    state = state_of(locked.strokes.order_by("pk"))
    if not state.called:
        raise ValidationError(_("No paper has been called yet."))
    mine = entries_of(station, locked.ballot).of(user)
    papers = {name: getattr(mine, name) for name in ("printed", "issued", "voters")} if mine else {}
    papers |= {"returned": state.called, "valid": state.valid, "spoiled": state.spoiled, "blank": state.blank}
    before = {row.line_id: row.against for row in mine.lines.all()} if mine else {}
    lines = Line.objects.filter(post__ballot=locked.ballot).values_list("pk", flat=True)
    votes = {line: (state.votes[line], before.get(line)) for line in lines}
    sheet = save_sheet(
        scope=scope,
        user=user,
        station=station,
        ballot=locked.ballot,
        figures=Figures(papers, votes),
        seen=mine.revision if mine else 0,
    )
    locked.closed_at, locked.sheet = timezone.now(), sheet
    locked.save(update_fields=["closed_at", "sheet"])
    return sheet
