"""Recording meetings, and drawing up the list that follows from them."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope
from candidates.meetings import rules
from candidates.meetings.queries import newest_meetings, votes_of
from candidates.models import (
    BY_POST,
    DrawnList,
    Meeting,
    MeetingKind,
    MeetingVote,
    Nomination,
    Nominator,
    PostSeats,
    State,
)
from candidates.nominations.checks import posts_of, too_young
from candidates.nominations.services import locked_election
from candidates.nominations.states import ENDED
from electionadmin.trail import because
from electionadmin.versions import Stale
from elections.law import chapter_of, chapters_of
from elections.models import Body, Election
from elections.rules.verdict import Verdict
from people.models import Person
from villages.models import Post

FIGURES = ("due", "present", "returned")


@dataclass(frozen=True, slots=True)
class Votes:
    """Votes as typed: of a person, for a nomination meeting for a post of his."""

    person: Person
    votes: int
    post: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A list drawn up: who was put on it and in reserve, and who could not be, with the reason."""

    decision: DrawnList
    nominations: list[Nomination]
    left_out: list[str] = field(default_factory=list)


def kinds_of(election: Election) -> tuple[MeetingKind, ...]:
    """The meetings that an election knows: the Party's two recommendations, else nomination by voters and primary."""
    if election.body == Body.PARTY:
        return MeetingKind.MEMBERS, MeetingKind.VILLAGERS
    return MeetingKind.NOMINATION, MeetingKind.PRIMARY


def needed_of(election: Election) -> tuple[MeetingKind, ...]:
    """Those without which no list follows; a primary is held only where more are nominated than may stand."""
    return tuple(kind for kind in kinds_of(election) if kind != MeetingKind.PRIMARY)


@transaction.atomic
def record_meeting(
    *,
    scope: Scope,
    election: Election,
    kind: MeetingKind,
    values: Mapping[str, Any],
    votes: Sequence[Votes],
    meeting: Meeting | None = None,
    version: int = 0,
) -> Meeting:
    """A meeting with its votes, or a correction of one (`meeting`, `version`). Raises ValidationError, Stale."""
    scope.require(Act.CHANGE_NOMINATIONS, election.village_id)
    locked = locked_election(election)
    if kind not in kinds_of(locked):
        raise ValidationError(_("This election has no such meeting."))
    if meeting is None:
        row = Meeting(election=locked, kind=kind)
    else:
        row = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk, election=locked, kind=kind)
        if row.changed_since(version):
            raise Stale(row)
    for name, value in values.items():
        setattr(row, name, value)
    _check(locked, row, votes)
    row.full_clean()
    row.save()
    MeetingVote.objects.filter(meeting=row).delete()
    MeetingVote.objects.bulk_create(
        MeetingVote(meeting=row, person=one.person, post=one.post, votes=one.votes) for one in votes
    )
    return row


def _check(election: Election, meeting: Meeting, votes: Sequence[Votes]) -> None:
    errors: dict[str, list[str]] = {}
    if meeting.held_on and meeting.held_on > timezone.localdate():
        errors["held_on"] = [_("This day is still to come. Give a day that has come.")]
    elif meeting.held_on and meeting.held_on < election.cycle.starts_on:
        first = {"start": election.cycle.starts_on}
        errors["held_on"] = [_("The cycle began on %(start)s. Give that day or a later one.") % first]
    if not votes:
        errors["__all__"] = [_("Nobody has votes yet. Type the votes of each name on the papers.")]
    for one in votes:
        if meeting.returned is not None and one.votes > meeting.returned:
            figures = {"name": one.person.name, "votes": one.votes, "returned": meeting.returned}
            message = _(
                "%(name)s has %(votes)s votes, but only %(returned)s papers were returned. Correct one of the two."
            )
            errors.setdefault("__all__", []).append(message % figures)
        if one.post not in (posts_of(election) if meeting.kind in BY_POST else ("",)):
            errors.setdefault("__all__", []).append(_("The body has no such post. Choose one of its own."))
    if meeting.kind == MeetingKind.PRIMARY:
        errors.setdefault("__all__", []).extend(_not_nominated(election, votes))
        errors = {field: found for field, found in errors.items() if found}
    if errors:
        raise ValidationError(errors)


def _not_nominated(election: Election, votes: Sequence[Votes]) -> list[str]:
    """A primary chooses among those whom the nomination meeting has named for the post."""
    nomination = newest_meetings([election]).get(election.pk, {}).get(MeetingKind.NOMINATION)
    if nomination is None:
        return [_("Record the nomination meeting first: the primary chooses among those nominated there.")]
    nominated = {(one.person_id, one.post) for one in votes_of([nomination])[nomination.pk]}
    return [
        _("%(name)s was not nominated for this post. Leave the field empty, or correct the nomination meeting.")
        % {"name": one.person.name}
        for one in votes
        if (one.person.pk, one.post) not in nominated
    ]


def verdict_on(election: Election, *, places: int | None = None) -> tuple[Verdict | None, dict[str, Person]]:
    """What the newest meetings come to, by the rulebook of the cycle, and the person of each name in it.

    None as long as one of the meetings is missing.
    """
    return verdicts([election], places=places)[election.pk]


def verdicts(
    elections: Sequence[Election], *, places: int | None = None
) -> dict[int, tuple[Verdict | None, dict[str, Person]]]:
    """The same for many elections, in three queries."""
    newest, chapters = newest_meetings(elections), chapters_of(elections)
    votes = votes_of(meeting for meetings in newest.values() for meeting in meetings.values())
    found: dict[int, tuple[Verdict | None, dict[str, Person]]] = {}
    for election in elections:
        meetings = newest.get(election.pk, {})
        wanted = [meetings.get(kind) for kind in needed_of(election)]
        held = [(meeting, votes[meeting.pk]) for meeting in wanted if meeting is not None]
        if len(held) < len(wanted):
            found[election.pk] = None, {}
            continue
        persons = {one.person_id: one.person for _meeting, rows in held for one in rows}
        names = rules.names_of(persons.values())
        book = election.cycle.law()
        if election.body == Body.PARTY:
            verdict = rules.judge(rules.recommendation_record(book, held, names), book=book, places=places)
        else:
            verdict = rules.nomination_verdict(book, chapters[election.pk], held[0][0])
        found[election.pk] = verdict, {names[key]: person for key, person in persons.items()}
    return found


@transaction.atomic
def draw_up(
    *, scope: Scope, user: User | None, election: Election, on: datetime.date, places: int | None = None
) -> Drawn:
    """Make the preliminary names of what the meetings came to, in order; those beyond `places` stand in reserve.

    Raises ValidationError while the meetings are void, undecided or missing.
    """
    scope.require(Act.CHANGE_NOMINATIONS, election.village_id)
    locked = locked_election(election)
    verdict, persons = verdict_on(locked, places=places)
    if verdict is None:
        raise ValidationError(_("Not every meeting has been recorded yet."))
    if verdict.status != "complete":
        failed = [finding for finding in verdict.findings if not finding.ok and finding.severity != "info"]
        raise ValidationError(
            [
                _("No list follows: %(detail)s (%(basis)s).") % {"detail": one.detail, "basis": one.basis}
                for one in failed
            ]
        )
    book = locked.cycle.law()
    decision = DrawnList.objects.create(
        election=locked,
        verdict=verdict.as_dict(),
        places=places,
        rulebook=book.id,
        rulebook_version=book.version,
        drawn_on=on,
        by=user,
    )
    ranked = _recommended(locked, verdict, persons, places) if locked.body == Body.PARTY else _nominated(locked, places)
    with because(_("list drawn up from the meetings")):
        made, left_out = _put_on_list(locked, ranked, on)
    return Drawn(decision, made, left_out)


@dataclass(frozen=True, slots=True)
class _Ranked:
    person: Person
    post: str
    votes: int
    position: int
    goes_on: bool
    source: Nominator


def _recommended(
    election: Election, verdict: Verdict, persons: Mapping[str, Person], places: int | None
) -> list[_Ranked]:
    """By score: those whom the verdict names, then those with enough votes and no place left."""
    chosen = verdict.extra["recommended"]
    full, _persons = verdict_on(election) if places is not None else (verdict, persons)
    everybody: Any = full.extra["recommended"] if full else chosen
    going = {entry["name"] for entry in chosen}  # type: ignore[attr-defined]
    return [
        _Ranked(
            persons[entry["name"]],
            Post.MEMBER,
            max(entry["votes"].values()),
            place,
            entry["name"] in going,
            Nominator.RECOMMENDATION,
        )
        for place, entry in enumerate(everybody, 1)
    ]


def _nominated(election: Election, places: int | None) -> list[_Ranked]:
    """By votes for each post, the primary's where one was held; as many go on as the rulebook lets stand for it, or
    `places` beyond the seats.
    """
    book, chapter = election.cycle.law(), chapter_of(election)
    seats = dict(PostSeats.objects.filter(election=election).values_list("post", "number"))
    meetings = newest_meetings([election])[election.pk]
    meeting = meetings.get(MeetingKind.PRIMARY) or meetings[MeetingKind.NOMINATION]
    by_post: dict[str, list[MeetingVote]] = {}
    for one in votes_of([meeting])[meeting.pk]:
        by_post.setdefault(one.post, []).append(one)
    ranked = []
    for post, rows in by_post.items():
        limit = rules.most_standing(book, chapter, post, seats.get(post), places)
        rows.sort(key=lambda one: (-one.votes, one.person.name_key, one.person_id))
        tied = limit is not None and len(rows) > limit > 0 and rows[limit - 1].votes == rows[limit].votes
        if tied and limit is not None:
            names = "、".join(one.person.name for one in rows if one.votes == rows[limit].votes)
            message = _(
                "%(names)s have equal votes at the last place. Let the meeting vote on them again, and record that."
            )
            raise ValidationError(message % {"names": names})
        ranked += [
            _Ranked(one.person, post, one.votes, place, limit is None or place <= limit, Nominator.VOTERS)
            for place, one in enumerate(rows, 1)
        ]
    return ranked


def _put_on_list(
    election: Election, ranked: Sequence[_Ranked], on: datetime.date
) -> tuple[list[Nomination], list[str]]:
    """New nominations; one there already takes its votes and order. Whoever cannot stand is left out and told."""
    known = {
        (row.person_id, row.post): row for row in Nomination.objects.filter(election=election).exclude(state__in=ENDED)
    }
    book, chapter = election.cycle.law(), chapter_of(election)
    made: list[Nomination] = []
    left_out: list[str] = []
    for one in ranked:
        nomination = known.get((one.person.pk, one.post)) or Nomination(
            election=election,
            person=one.person,
            post=one.post,
            source=one.source,
            nominated_on=on,
            state_on=on,
            state=State.PRELIMINARY if one.goes_on else State.RESERVE,
        )
        nomination.votes, nomination.position = one.votes, one.position
        problems = too_young(nomination, book, chapter)
        if election.body == Body.PARTY and one.person.party_joined is None:
            problems.append(_("%(name)s is not a Party member on record.") % {"name": one.person.name})
        if problems and nomination.pk is None:
            left_out += problems
            continue
        nomination.full_clean()
        nomination.save()
        made.append(nomination)
    return made, left_out
