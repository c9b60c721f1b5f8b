"""Who was elected: the announcement of the result and the filing form of a committee (documents.md 6.1, 16 and 17; 6.2)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.urls import reverse

from ballots.models import (
    Elected,
    Occasion,
    Result,
    Round,
    Status,
    Vote,
)
from elections.models import Body, Election
from filings import organs
from filings.documents.announcements import Announcement
from filings.documents.results import RESULT, Votes, post_of, votes_of
from filings.documents.votes import body_of, post_word, vote_word
from filings.facts import Facts, fact
from filings.kinds import Kind, Layout, register
from people.cells import EDUCATION_WORDS, SEX_WORDS

_VALID: Final = (Status.COMPLETE, Status.FURTHER_VOTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Winner:
    """Somebody elected."""

    post: str = fact("职务")
    name: str = fact("姓名")
    votes: int = fact("得票数", source="判定")
    sex: str = fact("性别", optional=True, source="人员", default="")
    birth: datetime.date | None = fact("出生年月", optional=True, source="人员", default=None)
    ethnicity: str = fact("民族", optional=True, source="人员", default="")
    education: str = fact("学历", optional=True, source="人员", default="")
    party_joined: datetime.date | None = fact("入党时间", optional=True, source="人员", default=None)


def _winners(result: Result) -> tuple[Winner, ...]:
    return tuple(_winner(one) for one in result.elected.all())


def _winner(one: Elected) -> Winner:
    person = one.person
    return Winner(
        post=post_word(one.post.post, women=one.post.women),
        name=one.name,
        votes=one.votes,
        sex=SEX_WORDS.get((person and person.sex) or one.sex, ""),
        birth=person.birth_date if person else None,
        ethnicity=person.ethnicity if person else "",
        education=EDUCATION_WORDS.get(person.education, "") if person and person.education else "",
        party_joined=person.party_joined if person else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultAnnouncement(Announcement):
    """Announcement 16 (of a supervisory committee 17): who was elected, with the votes of each."""

    term: str = fact("届次", optional=True, default="")
    body: str = fact("选举的组织")
    day: datetime.date | None = fact("选举日", source="投票安排")
    electors: int = fact("登记参加选举人数", source="选民名单")
    returned: int = fact("收回选票", source="采用的计票数")
    elected: tuple[Winner, ...] = fact("当选人", source="判定")
    others: tuple[Votes, ...] = fact("其他人得票", optional=True, source="采用的计票数", default=())
    vacant: str = fact("未选出的名额", optional=True, source="判定", default="")


def result_announcement(result: Result, words: Mapping[str, str]) -> ResultAnnouncement:
    """Facts of the announcement of a result."""
    vote = result.vote
    body = body_of(vote.election)
    return ResultAnnouncement(
        issuer=organs.election_committee(vote.election.village),
        place=organs.place_of(vote.election.village, words["county"]),
        heading=f"关于{body}{vote_word(vote)}结果的公告",
        ordinal=_ordinal(vote, words),
        term=words["term"],
        body=body,
        day=vote.day,
        dated=vote.day,
        electors=result.record["electors"],
        returned=result.record["papers"]["returned"],
        elected=_winners(result),
        others=tuple(one for one in votes_of(result) if not one.elected),
        vacant="、".join(f"{post_of(one['post'])}{one['seats']}名" for one in result.verdict["next"]),
    )


def _ordinal(vote: Vote, words: Mapping[str, str]) -> str:
    """The county's set numbers the first round of each committee; later votes have no number of their own."""
    if vote.round != Round.FIRST:
        return ""
    return words["supervisory" if vote.election.body == Body.SUPERVISORY else "ordinal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFiling(Facts):
    """Filing form of a committee's result, village → township → county (documents.md 6.2)."""

    heading: str = fact("标题")
    body: str = fact("组织名称")
    term: str = fact("届次", optional=True, default="")
    day: datetime.date | None = fact("选举日", source="投票安排")
    electors: int = fact("登记参加选举人数", source="选民名单")
    returned: int = fact("参加投票人数", source="采用的计票数")
    stations: int = fact("投票站、票箱数", source="投票安排")
    elected: tuple[Winner, ...] = fact("当选人", source="判定")
    township: str = fact("乡镇（街道）")
    department: str = fact("县级备案机关")


def result_filing(result: Result, words: Mapping[str, str]) -> ResultFiling:
    """Facts of the filing form."""
    vote = result.vote
    village, body = vote.election.village, body_of(vote.election)
    return ResultFiling(
        issuer=organs.election_committee(village),
        place=organs.place_of(village, words["county"]),
        heading=f"{body}{vote_word(vote)}结果备案表",
        body=body,
        term=words["term"],
        day=vote.day,
        electors=result.record["electors"],
        returned=result.record["papers"]["returned"],
        stations=len(vote.stations.all()),
        elected=_winners(result),
        township=organs.township_name(village),
        department=words["department"],
    )


def _village(election: Election) -> str:
    return organs.village_name(election.village)


def _vote_page(result: Result) -> str:
    return reverse("ballots:vote", args=[result.vote_id])


register(
    Kind(
        code="announcement-result",
        title="选举结果公告",
        layout=Layout.ANNOUNCEMENT,
        subject=RESULT,
        among=Q(status__in=_VALID, elected__isnull=False) & ~Q(vote__election__body=Body.PARTY),
        facts=result_announcement,
        facts_type=ResultAnnouncement,
        template="kinds/announcement_result.html",
        basis="村民委员会组织法第十八条",
        folder="公告",
        wording={"ordinal": "第16号", "supervisory": "第17号"},
        labels={"supervisory": "监督委员会选举结果公告编号"},
        mend=_vote_page,
        file_name=lambda result: f"{_village(result.vote.election)}选举结果公告 {result.vote.number}",
    ),
    Kind(
        code="result-filing",
        title="选举结果备案表",
        layout=Layout.FORM,
        subject=RESULT,
        among=Q(status=Status.COMPLETE, vote__occasion__in=(Occasion.ELECTION, Occasion.BY_ELECTION))
        & ~Q(vote__election__body=Body.PARTY),
        facts=result_filing,
        facts_type=ResultFiling,
        template="kinds/result_filing.html",
        basis="村民委员会选举规程（民发〔2013〕76号）",
        folder="备案",
        wording={"department": "县委社会工作部"},
        mend=_vote_page,
        file_name=lambda result: f"{_village(result.vote.election)}选举结果备案表 {result.vote.number}",
    ),
)
