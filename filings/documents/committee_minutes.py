"""Minutes of the meeting that chose the election committee, and its filing form (documents.md 6.2, 推选会议记录, 备案表)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from elections.committee.models import CommitteeMember, ElectionCommittee, MeetingKind, Place
from elections.models import Body
from filings import organs
from filings.documents.announcements import election_page
from filings.documents.committee import COMMITTEE, MEETINGS, PLACES
from filings.facts import Facts, fact
from filings.kinds import Kind, Layout, register
from filings.persons import Profile, profile_of

_LAW: Final = "村民委员会组织法第十五条"
_SOURCE: Final = "选举委员会"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Somebody chosen by the meeting; an alternate stands ready in the order of votes."""

    person: Profile = fact("姓名")
    place: str = fact("职务")
    votes: int | None = fact("得票数", optional=True, source=_SOURCE, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes(Facts):
    """Minutes of the choice, and what is filed of it with the township."""

    heading: str = fact("标题")
    committee: str = fact("选举委员会名称")
    law: str = fact("适用的法律")
    meeting: str = fact("推选会议")
    chosen_on: datetime.date = fact("推选日期", source=_SOURCE)
    due: int | None = fact("应参加人数", source=_SOURCE)
    present: int | None = fact("实际参加人数", source=_SOURCE)
    seats: int = fact("应选人数", source=_SOURCE)
    chosen: tuple[Chosen, ...] = fact("推选结果", source=_SOURCE)
    alternates: tuple[Chosen, ...] = fact("候补人员", optional=True, source=_SOURCE, default=())
    announced_on: datetime.date | None = fact("公布日期", optional=True, source=_SOURCE, default=None)
    convener: str = fact("召集单位")
    guidance: str = fact("备案机关")


def minutes(committee: ElectionCommittee, words: Mapping[str, str]) -> Minutes:
    """Facts of the minutes; the outgoing committee called the meeting and keeps them."""
    return _facts(committee, words, "推选会议记录")


def filing(committee: ElectionCommittee, words: Mapping[str, str]) -> Minutes:
    """Facts of the filing form."""
    return _facts(committee, words, "备案表")


def _facts(committee: ElectionCommittee, words: Mapping[str, str], what: str) -> Minutes:
    village = committee.election.village
    first = [member for member in committee.members.all() if member.joined_on == committee.chosen_on]
    return Minutes(
        issuer=organs.committee(village),
        place=organs.place_of(village, words["county"]),
        heading=f"{organs.election_committee(village)}{what}",
        committee=organs.election_committee(village),
        law=organs.law(village),
        meeting=f"{organs.people(village)}{MEETINGS[MeetingKind(committee.chosen_by)]}",
        chosen_on=committee.chosen_on,
        due=committee.due,
        present=committee.present,
        seats=committee.seats,
        chosen=tuple(_chosen(member) for member in first if member.place != Place.ALTERNATE),
        alternates=tuple(_chosen(member) for member in first if member.place == Place.ALTERNATE),
        announced_on=committee.announced_on,
        convener=organs.committee(village),
        guidance=organs.guidance_group(village),
    )


def _chosen(member: CommitteeMember) -> Chosen:
    return Chosen(person=profile_of(member.person), place=PLACES[Place(member.place)], votes=member.votes)


def _kind(code: str, title: str, folder: str, facts: object, template: str) -> Kind:
    return Kind(
        code=code,
        title=title,
        layout=Layout.FORM,
        subject=COMMITTEE,
        among=Q(election__body=Body.COMMITTEE),
        facts=facts,  # type: ignore[arg-type]  # one of the two functions above
        facts_type=Minutes,
        template=template,
        basis=_LAW,
        folder=folder,
        mend=lambda committee: election_page(committee.election),
        file_name=lambda committee: f"{organs.village_name(committee.election.village)}{title}",
    )


register(
    _kind("committee-minutes", "选举委员会推选会议记录", "公告", minutes, "kinds/committee_minutes.html"),
    _kind("committee-filing", "选举委员会备案表", "备案", filing, "kinds/committee_filing.html"),
)
