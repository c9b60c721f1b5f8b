"""Announcements before the vote: time and place, staff, what makes a paper invalid (documents.md 6.1, 10, 11, 15)."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.urls import reverse

from ballots.models import Occasion, Station, StationKind, Vote
from elections.models import Body
from filings import organs
from filings.documents.announcements import ELECTION, FOLDER, OF_COMMITTEE, Announcement, election_page
from filings.documents.votes import vote_word
from filings.facts import fact
from filings.kinds import Kind, Layout, Subject, register

_RULES: Final = "村民委员会选举规程（民发〔2013〕76号）"


def _with_stations(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("election__village__parent", "election__village__profile").prefetch_related("stations")


VOTE: Final = Subject("ballots.Vote", "election__village__code", _with_stations)
_OF_COMMITTEE: Final = Q(election__body=Body.COMMITTEE) & ~Q(occasion=Occasion.RECALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One station or mobile box."""

    name: str = fact("投票站、票箱")
    place: str = fact("地点或路线")
    hours: str = fact("起止时间")


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAndPlace(Announcement):
    """Announcement 10: where and when one votes, where the mobile boxes go, when the papers are counted."""

    committee: str = fact("村（居）民委员会名称")
    day: datetime.date | None = fact("投票日", source="投票安排")
    meeting: str = fact("选举大会地点", source="投票安排")
    stations: tuple[Box, ...] = fact("投票站", source="投票安排")
    mobile: tuple[Box, ...] = fact("流动票箱", optional=True, source="投票安排", default=())


def _boxes(stations: Iterable[Station], *kinds: StationKind) -> tuple[Box, ...]:
    return tuple(
        Box(name=station.name, place=station.place, hours=station.hours)
        for station in stations
        if station.kind in kinds
    )


def time_and_place(vote: Vote, words: Mapping[str, str]) -> TimeAndPlace:
    """Facts of announcement 10."""
    village, stations = vote.election.village, vote.stations.all()
    return TimeAndPlace(
        issuer=organs.election_committee(village),
        place=organs.place_of(village, words["county"]),
        heading=f"关于{organs.committee(village)}{vote_word(vote)}投票时间和地点的公告",
        ordinal=words["ordinal"],
        committee=organs.committee(village),
        day=vote.day,
        meeting=vote.place,
        stations=_boxes(stations, StationKind.CENTRE, StationKind.STATION),
        mobile=_boxes(stations, StationKind.MOBILE),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StationStaff:
    """Who works at one station."""

    station: str = fact("投票站、票箱")
    scrutineers: str = fact("监票人", source="投票安排")
    tellers: str = fact("计票人", optional=True, source="投票安排", default="")
    callers: str = fact("唱票人", optional=True, source="投票安排", default="")
    issuers: str = fact("发票人", optional=True, source="投票安排", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff(Announcement):
    """Announcement 11: the staff of the election, none of them a candidate or his near relative."""

    stations: tuple[StationStaff, ...] = fact("工作人员", source="投票安排")


def staff(vote: Vote, words: Mapping[str, str]) -> Staff:
    """Facts of announcement 11."""
    village = vote.election.village
    return Staff(
        issuer=organs.election_committee(village),
        place=organs.place_of(village, words["county"]),
        heading=f"关于{organs.committee(village)}{vote_word(vote)}工作人员名单的公告",
        ordinal=words["ordinal"],
        stations=tuple(
            StationStaff(
                station=station.name,
                scrutineers=station.scrutineers,
                tellers=station.tellers,
                callers=station.callers,
                issuers=station.issuers,
            )
            for station in vote.stations.all()
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidPapers(Announcement):
    """Announcement 15: what makes a paper invalid, as the village's own election rules have it."""

    rules: tuple[str, ...] = fact("认定规则", source="县可调整的表述")


_INVALID: Final = (
    "所选人数多于应选名额的",
    "字迹涂改、无法辨认的，无法辨认的部分无效",
    "使用规定符号以外的标记，无法判断意思的",
    "选票撕毁、残缺，无法辨认的",
    "不是选举委员会统一印制并加盖印章的",
    "所写姓名不在登记参加选举的名单上，又无法确认是谁的",
    "同一人被选为两个职务，按选举办法不能认定的",
    "代写人违背本人意愿填写，经查实的",
)


def invalid_papers(election: Any, words: Mapping[str, str]) -> InvalidPapers:
    """Facts of announcement 15."""
    village = election.village
    return InvalidPapers(
        issuer=organs.election_committee(village),
        place=organs.place_of(village, words["county"]),
        heading=f"关于{organs.committee(village)}选举无效票认定规则的公告",
        ordinal=words["ordinal"],
        rules=tuple(words[f"rule_{place}"] for place in range(1, len(_INVALID) + 1) if words[f"rule_{place}"]),
    )


def _page(vote: Vote) -> str:
    return reverse("ballots:vote", args=[vote.pk])


register(
    Kind(
        code="announcement-voting",
        title="投票时间和地点公告",
        layout=Layout.ANNOUNCEMENT,
        subject=VOTE,
        among=_OF_COMMITTEE,
        facts=time_and_place,
        facts_type=TimeAndPlace,
        template="kinds/announcement_voting.html",
        basis=_RULES,
        folder=FOLDER,
        wording={"ordinal": "第10号", "counting": "投票结束后，所有票箱集中到选举大会会场，当众开箱计票，当场公布结果"},
        asks=("ordinal", "counting"),
        mend=_page,
        file_name=lambda vote: f"{organs.village_name(vote.election.village)}投票时间地点公告",
    ),
    Kind(
        code="announcement-staff",
        title="选举工作人员名单公告",
        layout=Layout.ANNOUNCEMENT,
        subject=VOTE,
        among=_OF_COMMITTEE,
        facts=staff,
        facts_type=Staff,
        template="kinds/announcement_staff.html",
        basis=_RULES,
        folder=FOLDER,
        wording={"ordinal": "第11号"},
        asks=("ordinal",),
        mend=_page,
        file_name=lambda vote: f"{organs.village_name(vote.election.village)}工作人员名单公告",
    ),
    Kind(
        code="announcement-invalid-papers",
        title="无效票认定规则公告",
        layout=Layout.ANNOUNCEMENT,
        subject=ELECTION,
        among=OF_COMMITTEE,
        facts=invalid_papers,
        facts_type=InvalidPapers,
        template="kinds/announcement_invalid_papers.html",
        basis=_RULES,
        folder=FOLDER,
        wording={"ordinal": "第15号", **{f"rule_{place}": rule for place, rule in enumerate(_INVALID, 1)}},
        mend=election_page,
        file_name=lambda election: f"{organs.village_name(election.village)}无效票认定规则公告",
    ),
)
