"""What the announcements of the election committee say (documents.md 6.1, nos. 2 and 2-1); the documents' room prints them."""

import datetime
from dataclasses import dataclass

from elections.committee import queries
from elections.committee.models import CommitteeMember, ElectionCommittee, MeetingKind, Place
from villages.models import Division


@dataclass(frozen=True, slots=True)
class FormationNotice:
    """No. 2, the list of the election committee; issued by the outgoing villagers' committee."""

    number: str
    township: Division
    village: Division
    cycle: str
    chosen_by: str
    chosen_on: datetime.date
    chair: str
    deputies: list[str]
    members: list[str]
    dated: datetime.date | None


@dataclass(frozen=True, slots=True)
class SuccessionNotice:
    """No. 2-1, a successor on the election committee; issued by the committee itself. `place` is the successor's."""

    number: str
    township: Division
    village: Division
    cycle: str
    leaver: str
    left_on: datetime.date
    reason: str
    successor: str
    place: str
    chosen_by: str
    on: datetime.date
    chair: str
    dated: datetime.date | None


def formation_notice(committee: ElectionCommittee) -> FormationNotice:
    """The announcement of those who were chosen and still sit; alternates are not announced."""
    [bench] = queries.benches([committee])
    election = committee.election
    return FormationNotice(
        number="2",
        township=_township(election.village),
        village=election.village,
        cycle=election.cycle.name,
        chosen_by=str(MeetingKind(committee.chosen_by).label),
        chosen_on=committee.chosen_on,
        chair=_chair(bench),
        deputies=[member.person.name for member in bench.sitting if member.place == Place.DEPUTY],
        members=[member.person.name for member in bench.sitting if member.place == Place.MEMBER],
        dated=committee.announced_on,
    )


def succession_notice(successor: CommitteeMember) -> SuccessionNotice:
    """The announcement of one who took another's seat. Raises ValueError for one who did not."""
    leaver, committee = successor.succeeds, successor.committee
    if leaver is None or leaver.left_on is None:
        raise ValueError("nobody was succeeded")
    [bench] = queries.benches([committee])
    election = committee.election
    return SuccessionNotice(
        number="2-1",
        township=_township(election.village),
        village=election.village,
        cycle=election.cycle.name,
        leaver=leaver.person.name,
        left_on=leaver.left_on,
        reason=str(leaver.get_left_for_display()),
        successor=successor.person.name,
        place=str(successor.get_place_display()),
        chosen_by=str(successor.get_chosen_by_display()),
        on=successor.joined_on,
        chair=_chair(bench),
        dated=successor.announced_on,
    )


def _chair(bench: queries.Bench) -> str:
    return next((member.person.name for member in bench.sitting if member.place == Place.CHAIR), "")


def _township(village: Division) -> Division:
    return village.parent or village
