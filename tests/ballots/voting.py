"""Votes as the services make them, for the tests of services and pages."""

import datetime
from collections.abc import Sequence
from typing import Any

from accounts.models import User
from accounts.roles import Role
from accounts.scope import Grant, Scope
from ballots.models import Ballot, Line, Result, Station, Vote
from ballots.services import (
    Figures,
    NamePlan,
    PostPlan,
    VotePlan,
    arrange_vote,
    close_vote,
    open_vote,
    save_sheet,
)
from elections.models import Election
from tests.factories import COUNTY, VILLAGE, make_cycle, make_officer
from villages.models import Post

DAY = datetime.date(2026, 11, 20)
ORGANISER = Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, ""),))
PAPERS = {"printed": 450, "issued": 420, "voters": 420, "returned": 400, "valid": 395, "spoiled": 5, "blank": 2}
PARTY_PAPERS = {"printed": 40, "issued": 40, "voters": 40, "returned": 40, "valid": 40, "spoiled": 0, "blank": 0}


def make_election(body: str = "committee", village: str = VILLAGE) -> Election:
    cycle = make_cycle(villages=[village], name=f"{village} {body}", county_code=village[:6])
    return cycle.elections.select_related("cycle").get(village_id=village, body=body)


def clerks() -> tuple[User, User]:
    return make_officer(Role.COUNTY_ORGANISER, username="one"), make_officer(Role.COUNTY_ORGANISER, username="two")


def plan(
    names: dict[str, Sequence[str]] | None = None, seats: dict[str, int] | None = None, women: str = "", **changes: Any
) -> VotePlan:
    """Names of one letter by post; `women` those who are women."""
    names = names or {"director": "AB"}
    posts = [
        PostPlan(
            Post(post), (seats or {}).get(post, 1), [NamePlan(name, "F" if name in women else "M") for name in found]
        )
        for post, found in names.items()
    ]
    values: dict[str, Any] = {"day": DAY, "electors": 700, "electors_source": "roll"}
    return VotePlan(posts, **values | changes)


def make_clerk(village: str) -> User:
    return make_officer(Role.VILLAGE_INFORMANT, village, username=f"clerk{village}")


def make_vote(election: Election | None = None, *, opened: bool = True, **changes: Any) -> Vote:
    election = election or make_election()
    scope = Scope((Grant(Role.COUNTY_ORGANISER, election.village_id[:6], ""),))
    vote = arrange_vote(scope=scope, election=election, plan=plan(**changes))
    return open_vote(scope=scope, vote=vote) if opened else vote


def organiser_of(vote: Vote) -> Scope:
    return Scope((Grant(Role.COUNTY_ORGANISER, vote.election.village_id[:6], ""),))


def first_station(vote: Vote) -> Station:
    return vote.stations.order_by("position", "pk")[0]


def figures(vote: Vote, votes: dict[str, Any], ballot: Ballot | None = None, **papers: Any) -> Figures:
    """`votes` by name, or by `post/name` where a name stands for several; a pair holds those against too."""
    found: dict[int, tuple[int | None, int | None]] = {}
    for line in Line.objects.filter(post__ballot=ballot or vote.ballots.get()).select_related("post"):
        number = votes.get(f"{line.post.key}/{line.name}", votes.get(line.name))
        found[line.pk] = number if isinstance(number, tuple) else (number, None)
    return Figures((PARTY_PAPERS if vote.is_party else PAPERS) | papers, found)


def enter(vote: Vote, user: User, votes: dict[str, Any], station: Station | None = None, seen: int = 0, **papers: Any):
    return save_sheet(
        scope=organiser_of(vote),
        user=user,
        station=station or first_station(vote),
        ballot=vote.ballots.order_by("position")[0],
        figures=figures(vote, votes, vote.ballots.order_by("position")[0], **papers),
        seen=seen,
    )


def agree(vote: Vote, users: tuple[User, User], votes: dict[str, Any], **more: Any) -> None:
    for user in users:
        enter(vote, user, votes, **more)


def counted(vote: Vote, users: tuple[User, User], votes: dict[str, Any], **papers: Any) -> Result:
    """Two clerks enter the same, and the vote is closed."""
    agree(vote, users, votes, **papers)
    vote.refresh_from_db()
    return close_vote(scope=organiser_of(vote), user=users[0], vote=vote)
