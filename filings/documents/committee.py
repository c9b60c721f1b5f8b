"""Announcements of the election committee's formation and changes, of registration and nomination (documents.md 6.1, 2, 2-1, 3, 7)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from candidates.models import PostSeats
from elections.committee.models import SITTING, CommitteeMember, ElectionCommittee, Leaving, MeetingKind, Place
from elections.models import Body, Election
from filings import organs
from filings.documents.announcements import ELECTION, FOLDER, OF_COMMITTEE, Announcement, election_page
from filings.documents.votes import post_word
from filings.facts import fact
from filings.kinds import Kind, Layout, Subject, register
from villages.models import Post

_LAW: Final = "村民委员会组织法第十五条"
MEETINGS: Final = {
    MeetingKind.VILLAGE: "会议",
    MeetingKind.REPRESENTATIVES: "代表会议",
    MeetingKind.GROUPS: "小组会议",
}
_LEAVINGS: Final = {
    Leaving.NOMINATED: "被提名为候选人",
    Leaving.RELATIVE_NOMINATED: "近亲属被提名为候选人",
    Leaving.ABSENCES: "连续缺席会议",
    Leaving.RESIGNED: "辞去职务",
    Leaving.DECLINED: "不接受递补",
    Leaving.DIED: "死亡",
    Leaving.REPLACED: "经会议另行推选",
    Leaving.MISTAKE: "登记有误",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeList(Announcement):
    """Announcement 2: who sits on the election committee. The outgoing villagers' committee announces it."""

    term: str = fact("届次", optional=True, default="")
    committee: str = fact("选举委员会名称")
    law: str = fact("适用的法律")
    meeting: str = fact("推选会议")
    chosen_on: datetime.date = fact("推选日期", source="选举委员会")
    chair: str = fact("主任", source="选举委员会")
    deputies: tuple[str, ...] = fact("副主任", optional=True, source="选举委员会", default=())
    members: tuple[str, ...] = fact("委员", source="选举委员会")


def _with_members(rows: QuerySet[Any]) -> QuerySet[Any]:
    members = CommitteeMember.objects.select_related("person", "nominee").order_by("position", "person__name_key", "pk")
    return rows.select_related("election__village__parent", "election__village__profile").prefetch_related(
        Prefetch("members", members)
    )


COMMITTEE: Final = Subject("elections.ElectionCommittee", "election__village__code", _with_members)


def _sitting(committee: ElectionCommittee, place: Place, *, since: datetime.date | None = None) -> tuple[str, ...]:
    """Names in a place: of those who sit now, or of those first chosen (`since` the day of the choice)."""
    return tuple(
        member.person.name
        for member in committee.members.all()
        if member.place == place and (member.left_on is None if since is None else member.joined_on == since)
    )


def committee_list(committee: ElectionCommittee, words: Mapping[str, str]) -> CommitteeList:
    """Facts of announcement 2: the list as the meeting chose it."""
    village, day = committee.election.village, committee.chosen_on
    chair = _sitting(committee, Place.CHAIR, since=day)
    name = organs.election_committee(village)
    return CommitteeList(
        issuer=organs.committee(village),
        place=organs.place_of(village, words["county"]),
        heading=f"关于{name}组成人员名单的公告",
        ordinal=words["ordinal"],
        term=words["term"],
        committee=name,
        law=organs.law(village),
        meeting=f"{organs.people(village)}{MEETINGS[MeetingKind(committee.chosen_by)]}",
        chosen_on=day,
        dated=committee.announced_on,
        chair=chair[0] if chair else "",
        deputies=_sitting(committee, Place.DEPUTY, since=day),
        members=_sitting(committee, Place.MEMBER, since=day),
    )


def _with_committee(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related(
        "person",
        "successor__person",
        "committee__election__village__parent",
        "committee__election__village__profile",
    )


LEAVER: Final = Subject("elections.CommitteeMember", "committee__election__village__code", _with_committee)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeChange(Announcement):
    """Announcement 2-1: who has left the election committee, and who takes the seat."""

    committee: str = fact("选举委员会名称")
    leaver: str = fact("退出人员")
    left_on: datetime.date | None = fact("退出日期", source="选举委员会")
    reason: str = fact("退出原因", source="选举委员会")
    successor: str = fact("递补人员", source="选举委员会")
    place_taken: str = fact("递补后的职务", source="选举委员会")


PLACES: Final = {Place.CHAIR: "主任", Place.DEPUTY: "副主任", Place.MEMBER: "委员", Place.ALTERNATE: "候补人员"}


def committee_change(member: CommitteeMember, words: Mapping[str, str]) -> CommitteeChange:
    """Facts of announcement 2-1."""
    village = member.committee.election.village
    successor = getattr(member, "successor", None)
    name = organs.election_committee(village)
    return CommitteeChange(
        issuer=name,
        place=organs.place_of(village, words["county"]),
        heading=f"关于递补{name}成员的公告",
        ordinal=words["ordinal"],
        committee=name,
        leaver=member.person.name,
        left_on=member.left_on,
        reason=_LEAVINGS[Leaving(member.left_for)],
        successor=successor.person.name if successor else "",
        place_taken=PLACES[Place(successor.place)] if successor else "",
        dated=successor.announced_on if successor else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration(Announcement):
    """Announcement 3: who registers, from when to when, where."""

    voters: str = fact("对选民的称呼")
    election_day: datetime.date | None = fact("选举日", source="选举安排")
    period: str = fact("登记起止时间", source="县可调整的表述")
    where: str = fact("登记地点", source="县可调整的表述")


def registration(election: Election, words: Mapping[str, str]) -> Registration:
    """Facts of announcement 3."""
    village = election.village
    return Registration(
        issuer=organs.election_committee(village),
        place=organs.place_of(village, words["county"]),
        heading=f"关于{organs.village_name(village)}选民登记的公告",
        ordinal=words["ordinal"],
        voters=organs.people(village),
        election_day=election.election_day,
        period=words["period"],
        where=words["where"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationCall(Announcement):
    """Announcement 7: seats, who may nominate, where the forms are."""

    committee: str = fact("村（居）民委员会名称")
    voters: str = fact("对选民的称呼")
    seats: tuple[str, ...] = fact("职务和名额", source="应选名额")
    period: str = fact("提名起止时间", source="县可调整的表述")
    where: str = fact("领取和提交提名表的地点", source="县可调整的表述")
    telephone: str = fact("联系电话", source="县可调整的表述")


def nomination_call(election: Election, words: Mapping[str, str]) -> NominationCall:
    """Facts of announcement 7."""
    village = election.village
    return NominationCall(
        issuer=organs.election_committee(village),
        place=organs.place_of(village, words["county"]),
        heading=f"关于提名{organs.committee(village)}成员候选人的公告",
        ordinal=words["ordinal"],
        committee=organs.committee(village),
        voters=organs.people(village),
        seats=seat_words(election),
        period=words["period"],
        where=words["where"],
        telephone=words["telephone"],
    )


def seat_words(election: Election) -> tuple[str, ...]:
    """The seats by post, as announcement and forms name them: 委员3名（其中妇女1名，单独提名）."""
    order = list(Post)
    rows = sorted(election.post_seats.all(), key=lambda row: order.index(Post(row.post)))
    return tuple(_seats(row) for row in rows)


def _seats(row: PostSeats) -> str:
    kept = f"（其中妇女{row.women}名，单独提名）" if row.women else ""
    return f"{post_word(row.post)}{row.number}名{kept}"


def _with_seats(rows: QuerySet[Any]) -> QuerySet[Any]:
    return ELECTION.load(rows).prefetch_related("post_seats")


WITH_SEATS: Final = Subject("elections.Election", "village__code", _with_seats)


def _name(village: Any, what: str) -> str:
    return f"{organs.village_name(village)}{what}"


register(
    Kind(
        code="announcement-committee",
        title="村民选举委员会名单公告",
        layout=Layout.ANNOUNCEMENT,
        subject=COMMITTEE,
        among=Q(election__body=Body.COMMITTEE),
        facts=committee_list,
        facts_type=CommitteeList,
        template="kinds/announcement_committee.html",
        basis=_LAW,
        folder=FOLDER,
        wording={"ordinal": "第2号"},
        asks=("ordinal",),
        mend=lambda committee: election_page(committee.election),
        file_name=lambda committee: _name(committee.election.village, "选举委员会名单公告"),
    ),
    Kind(
        code="announcement-committee-change",
        title="选举委员会递补公告",
        layout=Layout.ANNOUNCEMENT,
        subject=LEAVER,
        among=Q(place__in=SITTING, left_on__isnull=False, committee__election__body=Body.COMMITTEE)
        & ~Q(left_for=Leaving.MISTAKE),
        facts=committee_change,
        facts_type=CommitteeChange,
        template="kinds/announcement_committee_change.html",
        basis=_LAW,
        folder=FOLDER,
        wording={"ordinal": "第2-1号"},
        asks=("ordinal",),
        mend=lambda member: election_page(member.committee.election),
        file_name=lambda member: _name(member.committee.election.village, f"选委会递补公告 {member.person.name}"),
    ),
    Kind(
        code="announcement-registration",
        title="选民登记公告",
        layout=Layout.ANNOUNCEMENT,
        subject=ELECTION,
        among=OF_COMMITTEE,
        facts=registration,
        facts_type=Registration,
        template="kinds/announcement_registration.html",
        basis="村民委员会组织法第十六条",
        folder=FOLDER,
        wording={
            "ordinal": "第3号",
            "period": "自本公告发布之日起5日内，每日8时至18时",
            "where": "本村（社区）党群服务中心",
        },
        asks=("ordinal", "period", "where"),
        mend=election_page,
        file_name=lambda election: _name(election.village, "选民登记公告"),
    ),
    Kind(
        code="announcement-nomination",
        title="候选人提名公告",
        layout=Layout.ANNOUNCEMENT,
        subject=WITH_SEATS,
        among=OF_COMMITTEE,
        facts=nomination_call,
        facts_type=NominationCall,
        template="kinds/announcement_nomination.html",
        basis="村民委员会组织法第十八条",
        folder=FOLDER,
        wording={
            "ordinal": "第7号",
            "period": "自本公告发布之日起3日内，每日8时至18时",
            "where": "本村（社区）党群服务中心",
        },
        asks=("ordinal", "period", "where"),
        mend=lambda election: reverse("elections:election", args=[election.pk]),
        file_name=lambda election: _name(election.village, "候选人提名公告"),
    ),
)
