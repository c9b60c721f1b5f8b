"""The Party elections that were held, in bulk: there are more than a hundred."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from accounts.models import User
from accounts.roles import Role
from accounts.scope import Grant, Scope
from ballots.models import (
    Accepted,
    Ballot,
    Entry,
    Line,
    Sheet,
    SheetLine,
    Source,
    Station,
    StationKind,
    Vote,
    VotePost,
    VoteState,
)
from ballots.services import (
    close_vote,
)
from demo.geography import COUNTY
from elections.models import Body, Cycle
from people.models import Person
from villages.models import Post, VillageProfile

_SCOPE = Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, "沁源县"),))


@dataclass(slots=True)
class _Counted:
    """Rows of a vote before they are saved."""

    vote: Vote
    ballot: Ballot
    post: VotePost
    station: Station
    lines: list[Line]
    papers: dict[str, int]
    votes: list[tuple[int, int]] = field(default_factory=list)


def make_party_votes(cycle: Cycle, clerks: tuple[User, User], people: dict[str, list[Person]], random: Random) -> None:
    """Every Party election that was held has its vote; in bulk, for there are more than a hundred."""
    book = cycle.law()
    members = dict(VillageProfile.objects.values_list("village_id", "party_members"))
    rows = []
    for election in cycle.elections.filter(body=Body.PARTY, held_on__isnull=False).order_by("village_id"):
        vote = Vote(
            election=election,
            number=1,
            body="party_committee",
            rulebook=book.id,
            rulebook_version=book.version,
            day=election.held_on,
            place="村党群服务中心",
            electors=members.get(election.village_id) or random.randint(18, 60),
            electors_source=Source.TYPED,
            electors_note="应到会有选举权党员数，取自党支部报告",
        )
        rows.append(_party_rows(vote, people[election.village_id], random))
    _save(rows, clerks)
    for row in rows:
        close_vote(scope=_SCOPE, user=clerks[1], vote=row.vote)


def _party_rows(vote: Vote, people: Sequence[Person], random: Random) -> _Counted:
    """A committee of three among four or five members, counted against those present."""
    ballot = Ballot(vote=vote, name="选票")
    candidates = [person for person in people if person.party_joined][:5] or list(people[:4])
    candidates = candidates if len(candidates) > 3 else list(people[:4])
    post = VotePost(ballot=ballot, post=Post.MEMBER, seats=3)
    due = vote.electors or 0
    present = due - random.randint(0, due // 8)
    lines = [
        Line(post=post, name=person.name, person=person, sex=person.sex, position=place)
        for place, person in enumerate(of_different_names(candidates))
    ]
    votes = [random.randint(present * 7 // 10, present - 1) for _line in lines[:3]]
    votes += [random.randint(0, max(0, 3 * present - sum(votes)) // 3) for _line in lines[3:]]
    votes = [min(number, present) for number in votes]
    votes[3:] = [min(number, present // 2) for number in votes[3:]]
    papers = {"printed": due, "issued": present, "voters": present, "returned": present, "valid": present}
    against = [random.randint(0, present - number) for number in votes]
    station = Station(vote=vote, kind=StationKind.CENTRE, name="党员大会会场", scrutineers="监票组")
    return _Counted(
        vote, ballot, post, station, lines, papers | {"spoiled": 0, "blank": 0}, list(zip(votes, against, strict=True))
    )


def of_different_names(people: Sequence[Person]) -> list[Person]:
    """Without those who are called like somebody before them: on one paper they would be mistaken for each other."""
    return list({person.name: person for person in people}.values())


def _save(rows: Sequence[_Counted], clerks: tuple[User, User]) -> None:
    """Votes with their frozen lines, the same figures of two clerks, and what they agree on."""
    Vote.objects.bulk_create([row.vote for row in rows])
    Ballot.objects.bulk_create([row.ballot for row in rows])
    VotePost.objects.bulk_create([row.post for row in rows])
    Line.objects.bulk_create([line for row in rows for line in row.lines])
    Station.objects.bulk_create([row.station for row in rows])
    for row in rows:
        row.vote.state = VoteState.OPEN
    Vote.objects.bulk_update([row.vote for row in rows], ["state"])
    sheets = [
        Sheet(station=row.station, ballot=row.ballot, entry=entry, revision=1, clerk=clerk, complete=True, **row.papers)
        for row in rows
        for entry, clerk in ((Entry.FIRST, clerks[0]), (Entry.SECOND, clerks[1]))
    ]
    Sheet.objects.bulk_create(sheets)
    doubled = [row for row in rows for _entry in range(2)]
    SheetLine.objects.bulk_create(
        SheetLine(sheet=sheet, line=line, votes=votes, against=against)
        for sheet, row in zip(sheets, doubled, strict=True)
        for line, (votes, against) in zip(row.lines, row.votes, strict=True)
    )
    Accepted.objects.bulk_create(
        Accepted(station=row.station, ballot=row.ballot, sheet=sheets[2 * place], other=sheets[2 * place + 1])
        for place, row in enumerate(rows)
    )
