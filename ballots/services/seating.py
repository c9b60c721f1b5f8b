"""Who sits: once the handover is held the old body's term ends and those elected sit on it (OLVC-2025, art. 24).

Afterwards every further result moves seats: by-elections (art. 23: to the end of the body's term), recall (art. 19),
recounts, rulings of the authorities.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from ballots.models import Elected as ElectedPerson
from ballots.models import Handover, Line, Occasion, Vote
from ballots.queries import results_in_force, winners_of
from elections.models import Body as Elected
from elections.models import Election
from villages.models import Body, BodyKind, Member

_KINDS = {
    Elected.PARTY: BodyKind.PARTY,
    Elected.COMMITTEE: BodyKind.COMMITTEE,
    Elected.SUPERVISORY: BodyKind.SUPERVISORY,
}


@dataclass(frozen=True, slots=True)
class Seat:
    """What somebody on record has won and still holds: the post, and the day of the vote (None while it has none)."""

    person: int
    post: str
    day: datetime.date | None


def seat_elected(handover: Handover) -> None:
    """End the seats of the old body on the day on which the new one was formed, and seat who was elected and is on record.

    A seat that began later stays.
    """
    election, day = handover.election, handover.formed_on
    body = _body_of(election)
    began_before = Q(starts_on=None) | Q(starts_on__lte=day)
    for old in Member.objects.select_for_update(of=("self",)).filter(began_before, body=body, ends_on=None):
        _end(old, day)
    body.term_starts_on = day
    body.save()
    move_seats(election, on=day)


def move_seats(election: Election, *, on: datetime.date) -> None:
    """Let those sit on the body whose seats stand by all results and rulings, and nobody else of those voted on.

    Who sits there without having been voted on in this election is left alone. `on` is the day of the vote or act that
    moves them. Before the handover is held nobody moves.
    """
    if not Handover.objects.filter(election=election).exclude(held_on=None).exists():
        return
    body, won = _body_of(election), {seat.person: seat for seat in seats_of(election)}
    sitting = list(Member.objects.select_for_update(of=("self",)).filter(body=body, ends_on=None))
    concerned = _voted_on(election)
    for member in sitting:
        seat = won.get(member.person_id)
        if member.person_id in concerned and (seat is None or seat.post != member.post):
            _end(member, on)
    staying = {member.person_id: member.position for member in sitting if member.ends_on is None}
    new = [seat for seat in won.values() if seat.person not in staying]
    for place, seat in enumerate(new, start=max(staying.values(), default=0) + 1):
        member = Member(body=body, person_id=seat.person, post=seat.post, position=place)
        member.starts_on = max(seat.day or on, on)
        member.full_clean()
        member.save()


def seats_of(election: Election) -> list[Seat]:
    """Seats that stand, vote by vote: who was recalled has lost his, until a later vote gives him another."""
    won: dict[int, list[Seat]] = defaultdict(list)
    winners = winners_of([election]).filter(person__isnull=False)
    for one in winners.order_by("post__position", "-votes", "pk"):
        won[one.result.vote_id].append(Seat(one.person_id, one.post.post, one.result.vote.day))
    seats: dict[int, Seat] = {}
    for vote in election.votes.order_by("number"):
        for person in _recalled(vote) if vote.occasion == Occasion.RECALL else ():
            seats.pop(person, None)
        seats |= {seat.person: seat for seat in won[vote.pk]}
    return list(seats.values())


def not_seated(election: Election) -> list[str]:
    """Names of those elected who are not on record as persons: somebody has to enter them and seat them by hand."""
    return list(winners_of([election]).filter(person=None).order_by("pk").values_list("name", flat=True))


def _body_of(election: Election) -> Body:
    body, _created = Body.objects.get_or_create(village_id=election.village_id, kind=_KINDS[Elected(election.body)])
    return body


def _end(member: Member, day: datetime.date) -> None:
    # Whoever was seated by a later vote than the act that takes it back sat for no day at all.
    member.ends_on = max(day, member.starts_on or day)
    member.save()


def _voted_on(election: Election) -> set[int]:
    """Keys of the persons whom any result of the election ever named, and of those whose recall was voted on."""
    named = ElectedPerson.objects.filter(result__vote__election=election, person__isnull=False)
    recalls = election.votes.filter(occasion=Occasion.RECALL)
    return {
        *named.values_list("person", flat=True),
        *(person for vote in recalls for person in _recalled(vote)),
    }


def _recalled(vote: Vote) -> Iterator[int]:
    """Keys of the persons on record whom a vote has recalled."""
    names = {
        one["name"] for result in results_in_force().filter(vote=vote) for one in result.verdict.get("recalled", [])
    }
    lines = Line.objects.filter(post__ballot__vote=vote, name__in=names, person__isnull=False)
    yield from lines.values_list("person_id", flat=True).distinct()
