"""What the recommendation and nomination meetings came to: votes by name (documents.md 6.2, 推荐结果汇总表)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from candidates.models import BY_POST, Meeting, MeetingKind, MeetingVote
from filings import organs
from filings.documents.votes import body_of, post_word
from filings.facts import Facts, fact
from filings.kinds import Kind, Layout, Subject, register
from filings.persons import Profile, profile_of

_TITLES: Final = {
    MeetingKind.MEMBERS: "党员推荐结果汇总表",
    MeetingKind.VILLAGERS: "群众推荐结果汇总表",
    MeetingKind.NOMINATION: "候选人提名结果汇总表",
    MeetingKind.PRIMARY: "候选人预选结果汇总表",
}
_SOURCE: Final = "推荐提名会议"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommended:
    """Votes for a name; the post where the papers ask for one."""

    person: Profile = fact("被推荐人")
    post: str = fact("职务", optional=True, default="")
    votes: int = fact("得票数", source=_SOURCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationSummary(Facts):
    """Summary of a meeting, signed by recorder and supervisor."""

    heading: str = fact("标题")
    body: str = fact("组织名称")
    by_post: bool = fact("是否按职务推荐")
    held_on: datetime.date = fact("会议日期", source=_SOURCE)
    where: str = fact("会议地点", optional=True, source=_SOURCE, default="")
    due: int = fact("应到会人数", source=_SOURCE)
    present: int = fact("实到会人数", source=_SOURCE)
    returned: int = fact("收回推荐票", source=_SOURCE)
    most_names: int | None = fact("每票可推荐人数", optional=True, source=_SOURCE, default=None)
    names: tuple[Recommended, ...] = fact("得票情况", source=_SOURCE)
    chaired_by: str = fact("主持人", source=_SOURCE)
    recorded_by: str = fact("记录人、监督人", source=_SOURCE)


def recommendation_summary(meeting: Meeting, words: Mapping[str, str]) -> RecommendationSummary:
    """Facts of the summary, most votes first."""
    election = meeting.election
    body = body_of(election)
    return RecommendationSummary(
        issuer=organs.party_organisation(election.village)
        if meeting.kind not in BY_POST
        else organs.election_committee(election.village),
        place=organs.place_of(election.village, words["county"]),
        heading=f"{body}换届{_TITLES[MeetingKind(meeting.kind)]}",
        dated=meeting.held_on,
        body=body,
        by_post=meeting.kind in BY_POST,
        held_on=meeting.held_on,
        where=meeting.place,
        due=meeting.due,
        present=meeting.present,
        returned=meeting.returned,
        most_names=meeting.names_per_paper,
        names=tuple(
            Recommended(person=profile_of(one.person), post=post_word(one.post) if one.post else "", votes=one.votes)
            for one in meeting.votes.all()
        ),
        chaired_by=meeting.chaired_by,
        recorded_by=meeting.recorded_by,
    )


def _with_votes(rows: QuerySet[Any]) -> QuerySet[Any]:
    votes = MeetingVote.objects.select_related("person").order_by("-votes", "person__name_key", "pk")
    return rows.select_related("election__village__parent", "election__village__profile").prefetch_related(
        Prefetch("votes", votes)
    )


register(
    Kind(
        code="recommendation-summary",
        title="推荐结果汇总表",
        layout=Layout.FORM,
        subject=Subject("candidates.Meeting", "election__village__code", _with_votes),
        facts=recommendation_summary,
        facts_type=RecommendationSummary,
        template="kinds/recommendation_summary.html",
        basis="中国共产党基层组织选举工作条例第十三条",
        folder="提名",
        mend=lambda meeting: reverse("candidates:meeting", args=[meeting.pk]),
        file_name=lambda meeting: (
            f"{organs.village_name(meeting.election.village)}{_TITLES[MeetingKind(meeting.kind)]}"
            f" {meeting.held_on:%m%d}"
        ),
    ),
)
