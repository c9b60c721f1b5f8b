"""Primary where more are nominated than may stand: its rules and its result (documents.md 6.1, announcements 18, 19)."""

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from candidates.models import Meeting, MeetingKind, MeetingVote, Nomination
from candidates.nominations.states import ENDED
from elections.models import Election
from filings import organs
from filings.documents.announcements import ELECTION, FOLDER, OF_COMMITTEE, Announcement
from filings.documents.votes import post_word
from filings.facts import fact
from filings.kinds import Kind, Layout, Subject, register
from villages.models import Post

_LAW: Final = "村民委员会选举规程（民发〔2013〕76号）"
_SOURCE: Final = "推荐提名会议"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nominated:
    """How many were nominated for a post."""

    post: str = fact("职务")
    seats: int | None = fact("应选名额", source="应选名额")
    number: int = fact("被提名人数", source="提名")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrimaryRules(Announcement):
    """Announcement 18: who votes in the primary, when and where, and how those who stand are found."""

    committee: str = fact("村（居）民委员会名称")
    voters: str = fact("对选民的称呼")
    posts: tuple[Nominated, ...] = fact("职务、名额和被提名人数", source="提名")
    period: str = fact("预选时间", source="制作时填写")
    where: str = fact("预选地点", source="制作时填写")


def primary_rules(election: Any, words: Mapping[str, str]) -> PrimaryRules:
    """Facts of announcement 18."""
    village = election.village
    counts = Counter(row.post for row in election.nominated)  # from the prefetch
    seats = {row.post: row.number for row in election.post_seats.all()}
    return PrimaryRules(
        issuer=organs.election_committee(village),
        place=organs.place_of(village, words["county"]),
        heading=f"关于{organs.committee(village)}成员候选人预选办法的公告",
        ordinal=words["ordinal"],
        committee=organs.committee(village),
        voters=organs.people(village),
        posts=tuple(
            Nominated(post=post_word(post), seats=seats.get(post), number=counts[post])
            for post in Post.values
            if post in counts
        ),
        period=words["period"],
        where=words["where"],
    )


def _with_nominated(rows: QuerySet[Any]) -> QuerySet[Any]:
    nominated = Nomination.objects.exclude(state__in=ENDED)
    return ELECTION.load(rows).prefetch_related("post_seats", Prefetch("nominations", nominated, to_attr="nominated"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PrimaryVotes:
    """Votes of those nominated for a post, most first."""

    post: str = fact("职务")
    names: tuple[str, ...] = fact("姓名和得票")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrimaryResult(Announcement):
    """Announcement 19: what the primary came to."""

    committee: str = fact("村（居）民委员会名称")
    voters: str = fact("对选民的称呼")
    held_on: datetime.date = fact("预选日期", source=_SOURCE)
    due: int = fact("应到人数", source=_SOURCE)
    present: int = fact("实到人数", source=_SOURCE)
    returned: int = fact("收回选票", source=_SOURCE)
    posts: tuple[PrimaryVotes, ...] = fact("得票情况", source=_SOURCE)


def primary_result(meeting: Meeting, words: Mapping[str, str]) -> PrimaryResult:
    """Facts of announcement 19."""
    village = meeting.election.village
    posts: dict[str, list[str]] = {}
    for one in meeting.votes.all():
        posts.setdefault(one.post, []).append(f"{one.person.name}{one.votes}票")
    return PrimaryResult(
        issuer=organs.election_committee(village),
        place=organs.place_of(village, words["county"]),
        heading=f"关于{organs.committee(village)}成员候选人预选结果的公告",
        ordinal=words["ordinal"],
        dated=meeting.held_on,
        committee=organs.committee(village),
        voters=organs.people(village),
        held_on=meeting.held_on,
        due=meeting.due,
        present=meeting.present,
        returned=meeting.returned,
        posts=tuple(
            PrimaryVotes(post=post_word(post), names=tuple(posts[post])) for post in Post.values if post in posts
        ),
    )


def _with_votes(rows: QuerySet[Any]) -> QuerySet[Any]:
    votes = MeetingVote.objects.select_related("person").order_by("-votes", "person__name_key", "pk")
    return rows.select_related("election__village__parent", "election__village__profile").prefetch_related(
        Prefetch("votes", votes)
    )


def _page(election: Election) -> str:
    return reverse("candidates:election", args=[election.pk])


register(
    Kind(
        code="announcement-primary-rules",
        title="候选人预选办法公告",
        layout=Layout.ANNOUNCEMENT,
        subject=Subject("elections.Election", "village__code", _with_nominated),
        among=OF_COMMITTEE & Q(pk__in=Nomination.objects.exclude(state__in=ENDED).values("election")),
        facts=primary_rules,
        facts_type=PrimaryRules,
        template="kinds/announcement_primary_rules.html",
        basis=_LAW,
        folder=FOLDER,
        wording={
            "ordinal": "第18号",
            "period": "",
            "where": "本村（社区）党群服务中心",
            "rule_1": "预选采取无记名投票的方式，由选举委员会主持，公开唱票、计票，当场公布结果。",
            "rule_2": "每张选票所选的人数不得多于该职务的应选名额，多于的无效；只能从被提名人中选择，另选他人的无效。",
            "rule_3": "按得票多少，以规定的差额数确定候选人；末位得票相等的，就得票相等的人再次投票。",
        },
        asks=("ordinal", "period", "where"),
        packaged=False,
        mend=_page,
        file_name=lambda election: f"{organs.village_name(election.village)}候选人预选办法公告",
    ),
    Kind(
        code="announcement-primary-result",
        title="候选人预选结果公告",
        layout=Layout.ANNOUNCEMENT,
        subject=Subject("candidates.Meeting", "election__village__code", _with_votes),
        among=Q(kind=MeetingKind.PRIMARY),
        facts=primary_result,
        facts_type=PrimaryResult,
        template="kinds/announcement_primary_result.html",
        basis=_LAW,
        folder=FOLDER,
        wording={"ordinal": "第19号"},
        asks=("ordinal",),
        mend=lambda meeting: reverse("candidates:meeting", args=[meeting.pk]),
        file_name=lambda meeting: f"{organs.village_name(meeting.election.village)}候选人预选结果公告",
    ),
)
