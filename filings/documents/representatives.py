"""Representatives and heads of groups: when they are chosen, and who was (documents.md 6.1, announcements 5, 6, 6-1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from elections.models import Election
from filings import organs
from filings.documents.announcements import ELECTION, FOLDER, OF_COMMITTEE, Announcement, election_page
from filings.facts import fact
from filings.kinds import Kind, Layout, Subject, register
from villages.models import Body, BodyKind, Member, Post

_LAW: Final = "村民委员会组织法（2025年修订）村民代表会议、村民小组会议的规定"
_SEATS: Final = "村级组织成员"


@dataclass(frozen=True, slots=True, kw_only=True)
class RepresentativesVote(Announcement):
    """Announcement 5: when and where representatives and heads of groups are chosen."""

    voters: str = fact("对选民的称呼")
    period: str = fact("推选时间", source="制作时填写")
    where: str = fact("推选地点", source="制作时填写")


def representatives_vote(election: Election, words: Mapping[str, str]) -> RepresentativesVote:
    """Facts of announcement 5."""
    village = election.village
    called = organs.people(village)
    return RepresentativesVote(
        issuer=organs.election_committee(village),
        place=organs.place_of(village, words["county"]),
        heading=f"关于推选{organs.village_name(village)}{called}代表和{called}小组长的公告",
        ordinal=words["ordinal"],
        voters=called,
        period=words["period"],
        where=words["where"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupNames:
    """Names of one group; for its heads the deputies beside them."""

    group: str = fact("小组")
    names: tuple[str, ...] = fact("姓名", source=_SEATS)
    deputies: tuple[str, ...] = fact("副组长", optional=True, source=_SEATS, default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupList(Announcement):
    """Announcements 6 (representatives, with total and women) and 6-1 (heads of groups)."""

    voters: str = fact("对选民的称呼")
    total: int = fact("人数", source=_SEATS)
    women: int = fact("妇女", source=_SEATS)
    groups: tuple[GroupNames, ...] = fact("名单", source=_SEATS)


def representatives(body: Any, words: Mapping[str, str]) -> GroupList:
    """Facts of announcement 6."""
    return _list(body, words, "代表", leading=Post.REPRESENTATIVE)


def group_heads(body: Any, words: Mapping[str, str]) -> GroupList:
    """Facts of announcement 6-1."""
    return _list(body, words, "小组组长、副组长", leading=Post.GROUP_HEAD)


def _list(body: Any, words: Mapping[str, str], what: str, *, leading: Post) -> GroupList:
    village = body.village
    members: list[Member] = body.sitting  # from the prefetch
    groups: dict[str, tuple[list[str], list[str]]] = {}
    for member in members:
        groups.setdefault(member.group, ([], []))[member.post != leading].append(member.person.name)
    called = organs.people(village)
    return GroupList(
        issuer=organs.election_committee(village),
        place=organs.place_of(village, words["county"]),
        heading=f"关于{organs.village_name(village)}{called}{what}名单的公告",
        ordinal=words["ordinal"],
        voters=called,
        total=len(members),
        women=sum(member.person.sex == "F" for member in members),
        groups=tuple(
            GroupNames(group=organs.group_name(village, group), names=tuple(names), deputies=tuple(deputies))
            for group, (names, deputies) in sorted(groups.items(), key=lambda pair: (len(pair[0]), pair[0]))
        ),
    )


def _with_members(rows: QuerySet[Any]) -> QuerySet[Any]:
    members = (
        Member.objects.filter(ends_on=None).select_related("person").order_by("position", "person__name_key", "pk")
    )
    return rows.select_related("village__parent", "village__profile").prefetch_related(
        Prefetch("members", members, to_attr="sitting")
    )


BODY: Final = Subject("villages.Body", "village__code", _with_members)


def _chosen(kind: BodyKind) -> Q:
    return Q(kind=kind) & Q(pk__in=Member.objects.filter(ends_on=None).values("body"))


def _page(body: Body) -> str:
    return reverse("villages:village", args=[body.village_id])


register(
    Kind(
        code="announcement-representatives-vote",
        title="村民代表和小组长推选公告",
        layout=Layout.ANNOUNCEMENT,
        subject=ELECTION,
        among=OF_COMMITTEE,
        facts=representatives_vote,
        facts_type=RepresentativesVote,
        template="kinds/announcement_representatives_vote.html",
        basis=_LAW,
        folder=FOLDER,
        wording={"ordinal": "第5号", "period": "", "where": "各村（居）民小组"},
        asks=("ordinal", "period", "where"),
        packaged=False,
        mend=election_page,
        file_name=lambda election: f"{organs.village_name(election.village)}代表和小组长推选公告",
    ),
    Kind(
        code="announcement-representatives",
        title="村民代表名单公告",
        layout=Layout.ANNOUNCEMENT,
        subject=BODY,
        among=_chosen(BodyKind.REPRESENTATIVES),
        facts=representatives,
        facts_type=GroupList,
        template="kinds/announcement_representatives.html",
        basis=_LAW,
        folder=FOLDER,
        wording={"ordinal": "第6号"},
        asks=("ordinal",),
        mend=_page,
        file_name=lambda body: f"{organs.village_name(body.village)}代表名单公告",
    ),
    Kind(
        code="announcement-group-heads",
        title="小组组长、副组长名单公告",
        layout=Layout.ANNOUNCEMENT,
        subject=BODY,
        among=_chosen(BodyKind.GROUPS),
        facts=group_heads,
        facts_type=GroupList,
        template="kinds/announcement_group_heads.html",
        basis=_LAW,
        folder=FOLDER,
        wording={"ordinal": "第6-1号"},
        asks=("ordinal",),
        mend=_page,
        file_name=lambda body: f"{organs.village_name(body.village)}小组长名单公告",
    ),
)
