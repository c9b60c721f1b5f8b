"""Figures of two clerks, the second blind; what differs is settled with a reason; corrections only by a recount."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope
from ballots.models import (
    PAPERS,
    Accepted,
    Ballot,
    DoubtfulPaper,
    Entry,
    Line,
    Occasion,
    Recount,
    Sheet,
    SheetLine,
    Station,
    Vote,
    VotePost,
    VoteState,
)
from ballots.queries import elected
from ballots.services.locks import locked_vote, open_station
from ballots.sums import recount_of
from electionadmin.trail import because
from electionadmin.versions import Stale
from elections.chain.services import require_open
from elections.steps import Step
from people.models import Person

Pair = tuple[int | None, int | None]
"""Votes for and against; None is empty, which is not zero."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What stands on a paper form: papers by name, votes by line."""

    papers: Mapping[str, int | None]
    votes: Mapping[int, Pair] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entries:
    """The newest sheets of a station and ballot under the recount in force."""

    recount: Recount | None
    first: Sheet | None
    second: Sheet | None
    accepted: Accepted | None

    @property
    def both_complete(self) -> bool:
        """Whether two clerks have entered everything: their figures can be compared and are no longer changed."""
        return bool(self.first and self.second and self.first.complete and self.second.complete)

    def of(self, user: User) -> Sheet | None:
        """The newest sheet of a clerk."""
        return next((sheet for sheet in (self.first, self.second) if sheet and sheet.clerk_id == user.pk), None)


def entries_of(station: Station, ballot: Ballot) -> Entries:
    """Read the entries of a station and ballot."""
    recount = recount_of(station.vote.recounts.all(), station)
    sheets = Sheet.objects.filter(station=station, ballot=ballot, recount=recount).prefetch_related("lines")
    newest: dict[str, Sheet] = {}
    for sheet in sheets.select_related("clerk").order_by("pk"):
        newest[sheet.entry] = sheet
    accepted = Accepted.objects.filter(station=station, ballot=ballot, sheet__recount=recount).order_by("-pk").first()
    return Entries(recount, newest.get(Entry.FIRST), newest.get(Entry.SECOND), accepted)


@transaction.atomic
def save_sheet(*, scope: Scope, user: User, station: Station, ballot: Ballot, figures: Figures, seen: int = 0) -> Sheet:
    """Keep what a clerk has typed as a new revision of his entry; where two clerks agree it counts.

    `seen` is the revision the form was filled from, 0 for none: Stale when the clerk has saved another one since.
    Raises ValidationError, Http404.
    """
    station = open_station(scope=scope, station=station)
    entries = entries_of(station, ballot)
    mine = entries.of(user)
    if mine and mine.revision != seen:
        raise Stale(mine)
    _check_may_enter(entries, mine)
    entry = Entry(mine.entry) if mine else (Entry.FIRST if entries.first is None else Entry.SECOND)
    revision = (mine.revision if mine else 0) + 1
    sheet = _write(station, ballot, figures, recount=entries.recount, entry=entry, user=user, revision=revision)
    entries = entries_of(station, ballot)
    if entries.both_complete and entries.first and entries.second and not differences(entries.first, entries.second):
        Accepted.objects.create(station=station, ballot=ballot, sheet=entries.first, other=entries.second)
    return sheet


def _check_may_enter(entries: Entries, mine: Sheet | None) -> None:
    if entries.accepted:
        raise ValidationError(_("These figures are accepted. Another count needs an ordered recount."))
    if entries.both_complete:
        raise ValidationError(
            _("Two clerks have entered their figures. What differs is settled on the comparison, with a reason.")
        )
    if mine is None and entries.first and entries.second:
        raise ValidationError(_("Two clerks are entering these figures already."))


def _write(
    station: Station,
    ballot: Ballot,
    figures: Figures,
    *,
    recount: Recount | None,
    entry: Entry,
    user: User,
    **more: Any,
) -> Sheet:
    """Store a sheet; `more` holds its revision, and the reason of one that settles a difference."""
    asked = station.papers()
    lines = _lines(station, ballot) if station.counts else []
    rows = [(line, figures.votes.get(line.pk, (None, None))) for line in lines]
    # A name written in stands only on the forms of stations where somebody wrote it.
    rows = [(line, pair) for line, pair in rows if not (line.write_in and not pair[0] and not pair[1])]
    against = station.vote.counts_against
    complete = all(figures.papers.get(name) is not None for name in asked) and all(
        pair[0] is not None and (pair[1] is not None or not against) for _line, pair in rows
    )
    sheet = Sheet.objects.create(
        station=station,
        ballot=ballot,
        recount=recount,
        entry=entry,
        clerk=user,
        complete=complete,
        **{name: figures.papers.get(name) for name in asked},
        **more,
    )
    SheetLine.objects.bulk_create(
        SheetLine(sheet=sheet, line=line, votes=pair[0], against=pair[1] if against else None) for line, pair in rows
    )
    return sheet


def _lines(station: Station, ballot: Ballot) -> QuerySet[Line]:
    if ballot.vote_id != station.vote_id:
        raise ValidationError(_("This ballot belongs to another vote."))
    return Line.objects.filter(post__ballot=ballot)


def differences(one: Sheet, other: Sheet) -> list[str]:
    """Keys of the cells in which two sheets differ: a figure's name, or `for:LINE`, `against:LINE`."""
    keys = [name for name in PAPERS if getattr(one, name) != getattr(other, name)]
    left = {row.line_id: (row.votes, row.against) for row in one.lines.all()}
    right = {row.line_id: (row.votes, row.against) for row in other.lines.all()}
    for line in sorted(left.keys() | right.keys()):
        here, there = left.get(line, (None, None)), right.get(line, (None, None))
        keys += [f"for:{line}"] if here[0] != there[0] else []
        keys += [f"against:{line}"] if here[1] != there[1] else []
    return keys


@transaction.atomic
def settle(
    *, scope: Scope, user: User, station: Station, ballot: Ballot, figures: Mapping[str, int], reason: str
) -> Accepted:
    """Settle each cell in which two clerks differ, by its key (see `differences`). Raises ValidationError, Http404."""
    station = open_station(scope=scope, station=station, act=Act.DECIDE_VOTES)
    entries = entries_of(station, ballot)
    first, second = entries.first, entries.second
    if entries.accepted:
        raise ValidationError(_("These figures are accepted. Another count needs an ordered recount."))
    if not entries.both_complete or first is None or second is None:
        raise ValidationError(_("There is nothing to settle until two clerks have entered everything."))
    missing = [key for key in differences(first, second) if key not in figures]
    errors = {key: _("Type the figure that stands on the paper form.") for key in missing}
    if not reason:
        errors["reason"] = _("Say how the difference arose and how it was settled.")
    if errors:
        raise ValidationError(errors)
    papers = {name: figures.get(name, getattr(first, name)) for name in PAPERS}
    votes: dict[int, Pair] = {row.line_id: (row.votes, row.against) for row in first.lines.all()}
    for row in second.lines.all():
        votes.setdefault(row.line_id, (row.votes, row.against))
    for line, pair in votes.items():
        votes[line] = (figures.get(f"for:{line}", pair[0]), figures.get(f"against:{line}", pair[1]))
    with because(reason):
        sheet = _write(
            station,
            ballot,
            Figures(papers, votes),
            recount=entries.recount,
            entry=Entry.SETTLED,
            user=user,
            revision=1,
            reason=reason,
        )
        return Accepted.objects.create(station=station, ballot=ballot, sheet=sheet, other=None)


@transaction.atomic
def add_write_in(*, scope: Scope, vote: Vote, post: VotePost, name: str, person: Person | None, sex: str = "") -> Line:
    """A name that was written on ballots, for a post of a vote that is being counted. Raises ValidationError, Http404."""
    locked = locked_vote(scope=scope, pk=vote.pk)
    if locked.state != VoteState.OPEN:
        raise ValidationError(_("Names are written in while the vote is counted."))
    line = Line(post=post, name=name, person=person, sex=sex or (person.sex if person else ""), write_in=True)
    line.position = post.lines.count()
    other = Line.objects.filter(post__ballot__vote=locked, name=name).exclude(post=post).first()
    if other:
        line.person, line.sex = line.person or other.person, line.sex or other.sex
    line.full_clean()
    line.save()
    return line


@transaction.atomic
def record_doubtful_paper(
    *,
    scope: Scope,
    user: User,
    station: Station,
    ballot: Ballot,
    description: str,
    decision: str,
    members_for: int,
    members_against: int,
    reason: str,
) -> DoubtfulPaper:
    """Record what the election committee decided on a doubtful paper, by majority. Raises ValidationError, Http404."""
    station = open_station(scope=scope, station=station)
    if members_for <= members_against:
        raise ValidationError(
            {"members_for": _("The committee decides by majority: more members for the decision than against it.")}
        )
    return DoubtfulPaper.objects.create(
        station=station,
        ballot=ballot,
        number=station.doubtful.filter(ballot=ballot).count() + 1,
        description=description,
        decision=decision,
        members_for=members_for,
        members_against=members_against,
        reason=reason,
        by=user,
    )


@transaction.atomic
def order_recount(
    *,
    scope: Scope,
    user: User,
    vote: Vote,
    station: Station | None,
    ordered_on: datetime.date,
    ordered_by: str,
    document: str,
    reason: str,
) -> Recount:
    """Record an ordered recount: two clerks enter the figures anew, the earlier ones are kept.

    Raises ValidationError, Http404.
    """
    locked = locked_vote(scope=scope, pk=vote.pk, act=Act.DECIDE_VOTES)
    if locked.state == VoteState.ARRANGED:
        raise ValidationError(_("Nothing has been counted yet."))
    if ordered_on > timezone.localdate():
        raise ValidationError({"ordered_on": _("This day is still to come. Give the day of the order.")})
    if locked.occasion == Occasion.ELECTION:
        require_open(locked.election, Step.RESULT)
    if locked.following.exists():
        raise ValidationError(_("Another vote rests on this result. Its outcome cannot be counted anew."))
    if locked.election.votes.exclude(pk=locked.pk).exclude(state=VoteState.CLOSED).exists():
        raise ValidationError(_("Another vote of this election is not counted yet. Finish it first."))
    _check_no_certificate(locked)
    with because(reason):
        recount = Recount.objects.create(
            vote=locked,
            station=station,
            ordered_on=ordered_on,
            ordered_by=ordered_by,
            document=document,
            reason=reason,
            by=user,
        )
        locked.state = VoteState.OPEN
        locked.save(update_fields=["state"])
    return recount


def _check_no_certificate(vote: Vote) -> None:
    standing = elected().filter(result__vote=vote, certificate__isnull=False, standing__in=("", "restored"))
    if standing.exists():
        raise ValidationError(
            _("Certificates are issued on this result. Record first the ruling that puts it in dispute.")
        )
