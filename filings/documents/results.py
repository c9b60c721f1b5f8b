"""What follows a count: result report, announcement, certificate, result filing form, handover list (documents.md 6.2)."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from ballots.models import Certificate, Elected, Handover, HandoverItem, ItemKind, Line, Occasion, Result, Status
from ballots.queries import results_in_force
from elections.models import Body, Election
from filings import organs
from filings.documents.votes import body_of, post_word, presiding, vote_word
from filings.facts import Facts, fact
from filings.kinds import Kind, Layout, Subject, register
from people.cells import EDUCATION_WORDS, SEX_WORDS

FOLDER: Final = "结果"
_VALID: Final = (Status.COMPLETE, Status.FURTHER_VOTE)


def _with_all(rows: QuerySet[Any]) -> QuerySet[Any]:
    written = Line.objects.filter(write_in=True).select_related("post__ballot")
    return (
        rows.filter(pk__in=results_in_force().values("pk"))
        .select_related("vote__election__village__parent", "vote__election__village__profile", "vote__election__cycle")
        .prefetch_related(
            Prefetch("elected", Elected.objects.select_related("person", "post")),
            Prefetch("vote__ballots__posts__lines", written, to_attr="written_in"),
            "vote__stations",
        )
    )


RESULT: Final = Subject("ballots.Result", "vote__election__village__code", _with_all)


def post_of(key: str) -> str:
    """The word for a post as a count record names it (`member_women`)."""
    return post_word(key.removesuffix("_women"), women=key.endswith("_women"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """Votes for one name for one post; `against` where they are counted."""

    post: str = fact("职务")
    name: str = fact("姓名")
    votes: int = fact("赞成票", source="采用的计票数")
    against: int | None = fact("不赞成票", optional=True, source="采用的计票数", default=None)
    written_in: bool = fact("另选人")
    elected: bool = fact("是否当选", source="判定")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultReport(Facts):
    """Result report (选举结果报告单), signed by scrutineers, tellers and the chair."""

    heading: str = fact("标题")
    day: datetime.date | None = fact("投票日", source="投票安排")
    party: bool = fact("党组织选举")
    recall: bool = fact("罢免表决")
    electors: int = fact("登记参加选举人数（应到会人数）", source="选民名单")
    present: int | None = fact("实到会有选举权人数", optional=True, source="采用的计票数", default=None)
    printed: int | None = fact("印制选票", optional=True, source="采用的计票数", default=None)
    issued: int | None = fact("发出选票", optional=True, source="采用的计票数", default=None)
    voters: int | None = fact("领票人数", optional=True, source="采用的计票数", default=None)
    returned: int = fact("收回选票", source="采用的计票数")
    spoiled: int | None = fact("无效票", optional=True, source="采用的计票数", default=None)
    blank: int | None = fact("空白票", optional=True, source="采用的计票数", default=None)
    votes: tuple[Votes, ...] = fact("得票情况", source="采用的计票数")
    status: str = fact("判定", source="判定")
    rulebook: str = fact("适用规则及版本", source="判定")
    chair: str = fact("主持机构")


_STATUS: Final = {
    Status.COMPLETE: "选举有效，应选名额已选足。",
    Status.FURTHER_VOTE: "选举有效，尚有名额未选出，须另行选举或者再次投票。",
    Status.VOID: "选举无效，须重新投票。",
    Status.REFUSED: "数字互相矛盾，须重新计票，不能宣布当选。",
}
_RECALL_STATUS: Final = {Status.COMPLETE: "表决有效。", Status.VOID: "表决无效。"}


def result_report(result: Result, words: Mapping[str, str]) -> ResultReport:
    """Facts of the result report, all from the stored record and verdict."""
    vote, record = result.vote, result.record
    papers, recall = record["papers"], vote.occasion == Occasion.RECALL
    return ResultReport(
        issuer=presiding(vote.election),
        place=organs.place_of(vote.election.village, words["county"]),
        heading=f"{body_of(vote.election)}{vote_word(vote)}结果报告单",
        day=vote.day,
        dated=vote.day,
        party=vote.is_party,
        recall=recall,
        electors=record["electors"],
        present=record.get("present"),
        **{name: papers.get(name) for name in ("printed", "issued", "voters", "spoiled", "blank")},
        returned=papers["returned"],
        votes=tuple(_votes(result)),
        status=(_RECALL_STATUS if recall else _STATUS).get(Status(result.status), _STATUS[Status(result.status)]),
        rulebook=f"{vote.election.cycle.law().title}（{result.rulebook} 第{result.rulebook_version}版）",
        chair=presiding(vote.election),
    )


def _votes(result: Result) -> Iterator[Votes]:
    against = _against(result.record)
    elected = {(one["name"], one["post"]) for one in result.verdict["elected"]}
    written = {
        (line.name, post.key)
        for ballot in result.vote.ballots.all()
        for post in ballot.posts.all()
        for line in post.written_in  # type: ignore[attr-defined]  # prefetched
    }
    for one in result.record["votes"]:
        key = one["name"], one["post"]
        yield Votes(
            post=post_of(one["post"]),
            name=one["name"],
            votes=one["for"],
            against=one.get("against", against.get(key)),
            written_in=key in written,
            elected=key in elected,
        )


def _against(record: Mapping[str, Any]) -> dict[tuple[str, str], int]:
    """Votes against by name and post, where the stations counted them."""
    sums: dict[tuple[str, str], int] = {}
    for station in record.get("stations", ()):
        for one in station.get("votes", ()):
            if "against" in one:
                key = one["name"], one["post"]
                sums[key] = sums.get(key, 0) + one["against"]
    return sums


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
class ResultAnnouncement(Facts):
    """Announcement 16 (of a supervisory committee 17): who was elected, with the votes of each."""

    heading: str = fact("标题")
    ordinal: str = fact("公告编号", optional=True, default="")
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
        ordinal=words["ordinal"] if vote.round == "1" else "",
        term=words["term"],
        body=body,
        day=vote.day,
        dated=vote.day,
        electors=result.record["electors"],
        returned=result.record["papers"]["returned"],
        elected=_winners(result),
        others=tuple(one for one in _votes(result) if not one.elected),
        vacant="、".join(f"{post_of(one['post'])}{one['seats']}名" for one in result.verdict["next"]),
    )


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


def _with_holder(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related(
        "elected__person",
        "elected__post",
        "elected__result__vote__election__village__parent",
        "elected__result__vote__election__village__profile",
        "cycle",
    )


CERTIFICATE: Final = Subject("ballots.Certificate", "elected__result__vote__election__village__code", _with_holder)


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionCertificate(Facts):
    """Certificate of election (当选证书)."""

    name: str = fact("姓名")
    day: datetime.date | None = fact("选举日", source="投票安排")
    law: str = fact("适用的法律")
    term: str = fact("届次")
    body: str = fact("组织名称")
    post: str = fact("职务")
    certificate: str = fact("证书编号", source="当选证书登记")
    years: int = fact("任期（年）", source="规则库")


def certificate(row: Certificate, words: Mapping[str, str]) -> ElectionCertificate:
    """Facts of a certificate."""
    one = row.elected
    vote = one.result.vote
    return ElectionCertificate(
        issuer=row.issuer,
        place=organs.place_of(vote.election.village, words["county"]),
        dated=row.issued_on,
        name=one.name,
        day=vote.day,
        law=organs.law(vote.election.village),
        term=words["term"],
        body=body_of(vote.election),
        post=post_word(one.post.post),
        certificate=row.number,
        years=vote.election.cycle.law().count(vote.body, "term_years"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line of the handover list."""

    kind: str = fact("类别")
    name: str = fact("项目")
    quantity: int = fact("数量")
    condition: str = fact("状况", optional=True, default="")
    giver: str = fact("移交人", optional=True, default="")
    receiver: str = fact("接收人", optional=True, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverList(Facts):
    """Handover list, within ten days from the new committee's formation (OLVC-2025, art. 24)."""

    heading: str = fact("标题")
    body: str = fact("组织名称")
    formed_on: datetime.date = fact("新一届组织产生日期", source="工作移交")
    due_on: datetime.date = fact("移交期限", source="规则库")
    held_on: datetime.date | None = fact("移交日期", optional=True, source="工作移交", default=None)
    chair: str = fact("主持人", optional=True, default="")
    supervisor: str = fact("监交人", optional=True, default="")
    items: tuple[Item, ...] = fact("移交事项", source="工作移交")


_ITEM_WORDS: Final = {
    ItemKind.SEALS: "印章",
    ItemKind.ACCOUNTS: "账目、资金",
    ItemKind.ASSETS: "资产",
    ItemKind.CONTRACTS: "合同",
    ItemKind.ARCHIVES: "档案、选票",
    ItemKind.DEBTS: "债权债务",
    ItemKind.UNFINISHED: "未了事项",
}


def handover_list(handover: Handover, words: Mapping[str, str]) -> HandoverList:
    """Facts of the handover list."""
    election = handover.election
    return HandoverList(
        issuer=presiding(election),
        place=organs.place_of(election.village, words["county"]),
        heading=f"{body_of(election)}工作移交清单",
        body=body_of(election),
        formed_on=handover.formed_on,
        due_on=handover.due_on,
        held_on=handover.held_on,
        dated=handover.held_on,
        chair=handover.chair,
        supervisor=handover.supervisor,
        items=tuple(_item(item) for item in handover.items.all()),
    )


def _item(item: HandoverItem) -> Item:
    return Item(
        kind=_ITEM_WORDS[ItemKind(item.kind)],
        name=item.name,
        quantity=item.quantity,
        condition=item.condition,
        giver=item.giver,
        receiver=item.receiver,
    )


HANDOVER: Final = Subject(
    "ballots.Handover",
    "election__village__code",
    lambda rows: rows.select_related("election__village__parent", "election__village__profile").prefetch_related(
        "items"
    ),
)


def _village(election: Election) -> str:
    return organs.village_name(election.village)


def _vote_page(result: Result) -> str:
    return reverse("ballots:vote", args=[result.vote_id])


register(
    Kind(
        code="result-report",
        title="选举结果报告单",
        layout=Layout.FORM,
        subject=RESULT,
        facts=result_report,
        facts_type=ResultReport,
        template="kinds/result_report.html",
        basis="村民委员会选举规程（民发〔2013〕76号）",
        folder=FOLDER,
        mend=_vote_page,
        file_name=lambda result: f"{_village(result.vote.election)}选举结果报告单 {result.vote.number}",
    ),
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
        wording={"ordinal": "第16号"},
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
    Kind(
        code="certificate",
        title="当选证书",
        layout=Layout.CERTIFICATE,
        subject=CERTIFICATE,
        among=~Q(elected__result__vote__election__body=Body.PARTY),
        facts=certificate,
        facts_type=ElectionCertificate,
        template="kinds/certificate.html",
        basis="村民委员会选举规程（民发〔2013〕76号）",
        folder="当选证书",
        mend=lambda row: reverse("ballots:vote", args=[row.elected.result.vote_id]),
        file_name=lambda row: f"当选证书 {row.elected.name}",
    ),
    Kind(
        code="handover-list",
        title="工作移交清单",
        layout=Layout.FORM,
        subject=HANDOVER,
        facts=handover_list,
        facts_type=HandoverList,
        template="kinds/handover_list.html",
        basis="村民委员会组织法第二十四条",
        folder="移交",
        file_name=lambda handover: f"{_village(handover.election)}工作移交清单",
    ),
)
