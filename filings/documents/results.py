"""The result report (选举结果报告单) of a count, from the stored record and verdict (documents.md 6.2)."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from ballots.models import Elected, Line, Occasion, Result, Status
from ballots.queries import results_in_force
from elections.models import Election
from filings import organs
from filings.documents.votes import body_of, post_word, presiding, vote_word
from filings.facts import Facts, fact
from filings.kinds import Kind, Layout, Subject, register

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
        votes=tuple(votes_of(result)),
        status=(_RECALL_STATUS if recall else _STATUS).get(Status(result.status), _STATUS[Status(result.status)]),
        rulebook=f"{vote.election.cycle.law().title}（{result.rulebook} 第{result.rulebook_version}版）",
        chair=presiding(vote.election),
    )


def votes_of(result: Result) -> Iterator[Votes]:
    """Votes by name, in the order of the record."""
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
)
