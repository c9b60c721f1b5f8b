"""Record of opening the sealed ballot boxes and bringing the papers together (documents.md 6.2, 票箱启封、集中记录)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from ballots.models import StationKind, Vote
from filings import organs
from filings.documents.votes import FOLDER, VOTE, body_of, presiding, vote_word
from filings.facts import Facts, fact
from filings.kinds import Kind, Layout, register


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box that was sealed: seal number, times and signatures are entered by hand where it is opened."""

    name: str = fact("投票站、票箱")
    mobile: bool = fact("是否流动票箱")
    hours: str = fact("投票时间", optional=True, default="")
    staff: str = fact("监票人", optional=True, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxOpening(Facts):
    """The record; every box of the vote has a line."""

    heading: str = fact("标题")
    day: datetime.date | None = fact("投票日", source="投票安排")
    boxes: tuple[Box, ...] = fact("投票站、票箱", source="投票安排")


def box_opening(vote: Vote, words: Mapping[str, str]) -> BoxOpening:
    """Facts of the record."""
    return BoxOpening(
        issuer=presiding(vote.election),
        place=organs.place_of(vote.election.village, words["county"]),
        heading=f"{body_of(vote.election)}{vote_word(vote)}票箱启封、集中记录",
        day=vote.day,
        boxes=tuple(
            Box(
                name=station.name,
                mobile=station.kind == StationKind.MOBILE,
                hours=station.hours,
                staff=station.scrutineers,
            )
            for station in vote.stations.all()
            if station.kind != StationKind.JOINT
        ),
    )


register(
    Kind(
        code="box-opening",
        title="票箱启封、集中记录",
        layout=Layout.FORM,
        subject=VOTE,
        facts=box_opening,
        facts_type=BoxOpening,
        template="kinds/box_opening.html",
        basis="村民委员会选举规程（民发〔2013〕76号）",
        folder=FOLDER,
        mend=lambda vote: reverse("ballots:vote", args=[vote.pk]),
        file_name=lambda vote: f"{organs.village_name(vote.election.village)}票箱启封记录",
    )
)
