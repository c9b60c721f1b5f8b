"""Numbered announcements (documents.md 6.1): text and fields of a county's set; the ordinal is text and may be left out."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.urls import reverse

from elections.models import Body, Election
from filings import organs
from filings.facts import Facts, fact
from filings.kinds import Kind, Layout, Subject, register

FOLDER: Final = "公告"


def _with_village(elections: QuerySet[Any]) -> QuerySet[Any]:
    return elections.select_related("cycle", "village__parent", "village__profile")


ELECTION: Final = Subject("elections.Election", "village__code", _with_village)
OF_COMMITTEE: Final = Q(body=Body.COMMITTEE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement(Facts):
    """What every announcement states besides who issues it; numbers differ by county, so they are text."""

    heading: str = fact("标题")
    ordinal: str = fact("公告编号", optional=True, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionDay(Announcement):
    """Announcement 1: the election day, which the township's guidance group sets."""

    term: str = fact("届次")
    committee: str = fact("村（居）民委员会名称")
    voters: str = fact("对选民的称呼")
    starts_on: datetime.date | None = fact("换届开始日期", source="换届批次")
    election_day: datetime.date | None = fact("选举日", source="选举安排")


def election_day(election: Election, words: Mapping[str, str]) -> ElectionDay:
    """Facts of announcement 1."""
    village = election.village
    resident = "居民" if organs.is_community(village) else "村民"
    return ElectionDay(
        issuer=organs.guidance_group(village),
        place=organs.place_of(village, words["county"]),
        heading=f"关于确定{organs.committee(village)}选举日的公告",
        ordinal=words["ordinal"],
        term=words["term"],
        committee=organs.committee(village),
        voters=f"登记参加选举的{resident}",
        starts_on=election.cycle.starts_on,
        election_day=election.election_day,
    )


def election_page(election: Election) -> str:
    """Where the days of an election are entered."""
    return reverse("elections:election", args=[election.pk])


register(
    Kind(
        code="announcement-election-day",
        title="确定选举日公告",
        layout=Layout.ANNOUNCEMENT,
        subject=ELECTION,
        among=OF_COMMITTEE,
        facts=election_day,
        facts_type=ElectionDay,
        template="kinds/announcement_election_day.html",
        basis="村民委员会选举规程（民发〔2013〕76号）",
        folder=FOLDER,
        wording={
            "ordinal": "第1号",
            "basis": "根据《中华人民共和国村民委员会组织法》等法律法规和上级关于村（社区）“两委”换届工作的部署",
        },
        asks=("ordinal",),
        mend=election_page,
        file_name=lambda election: f"{organs.village_name(election.village)}确定选举日公告",
    ),
)
