"""Papers of a vote (documents.md 6.2, 6.3): ballot, tally sheet, register of the papers, record of doubtful ones."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from ballots.models import Ballot, Decision, DoubtfulPaper, Line, Occasion, StationKind, Vote, VotePost
from elections.models import Body, Election
from filings import organs
from filings.facts import Facts, fact
from filings.kinds import Kind, Layout, Subject, register
from villages.models import Post
from villages.spreadsheets.members import POST_WORDS

FOLDER: Final = "投票"
_BASIS: Final = "村民委员会选举规程（民发〔2013〕76号）"
# With more lines than these a ballot takes a whole sheet: half of one has 134 mm, each line 8 mm (`.half` of ballot.css).
_HALF_SHEET: Final = 8


def body_of(election: Election) -> str:
    """The body that is elected, by its name on paper."""
    village = election.village
    match election.body:
        case Body.PARTY:
            return organs.party_organisation(village)
        case Body.SUPERVISORY:
            return organs.supervisory_committee(village)
    return organs.committee(village)


def presiding(election: Election) -> str:
    """Who runs the vote and signs its papers: the Party organisation itself, else the election committee."""
    return body_of(election) if election.body == Body.PARTY else organs.election_committee(election.village)


def post_word(post: str, *, women: bool = False) -> str:
    """The post as the paper calls it; `妇女委员` for the seat kept for a woman."""
    word = POST_WORDS[Post(post)]
    return f"妇女{word}" if women else word


def vote_word(vote: Vote) -> str:
    """What the vote is called after the body's name: 选举, 另行选举, 再次投票, 重新选举, 补选, 罢免表决."""
    if vote.occasion == Occasion.RECALL:
        return "罢免表决"
    if vote.round == "2":
        return "另行选举"
    if vote.round == "tie":
        return "再次投票"
    if vote.is_rerun:
        return "重新选举"
    return "补选" if vote.occasion == Occasion.BY_ELECTION else "选举"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostOnPaper:
    """A post on a ballot or a tally sheet."""

    name: str = fact("职务")
    seats: int = fact("应选名额")
    names: tuple[str, ...] = fact("候选人", optional=True, default=())
    blanks: int = fact("另选他人空白行数")


def _posts(ballot: Ballot) -> tuple[PostOnPaper, ...]:
    """Posts in the order of the paper; where nobody stands, as many lines as there are seats."""
    recall = ballot.vote.occasion == Occasion.RECALL
    return tuple(
        PostOnPaper(
            name=post_word(post.post, women=post.women),
            seats=post.seats,
            names=tuple(line.name for line in post.lines.all() if not line.write_in),
            blanks=0 if recall else post.seats,
        )
        for post in ballot.posts.all()
    )


def _with_lines(rows: QuerySet[Any]) -> QuerySet[Any]:
    lines = Prefetch("posts__lines", Line.objects.order_by("position", "pk"))
    return rows.select_related("vote__election__village__parent", "vote__election__village__profile").prefetch_related(
        Prefetch("posts", VotePost.objects.order_by("position", "pk")), lines, "vote__stations"
    )


BALLOT: Final = Subject("ballots.Ballot", "vote__election__village__code", _with_lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotPaper(Facts):
    """A ballot (documents.md 6.3): no number on it, the marks explained, the seal's place at the foot."""

    heading: str = fact("标题")
    day: datetime.date | None = fact("投票日", source="投票安排")
    posts: tuple[PostOnPaper, ...] = fact("职务和候选人", source="正式候选人")
    to_a_sheet: int = fact("每张纸的选票数")
    rules: tuple[str, ...] = fact("填写说明")


_MARKS: Final = {
    "agree": "同意的，在姓名后的空格内画“○”；不同意的画“×”；弃权的不画任何符号。",
    "other": "另选他人的，在空白行写上姓名，并在后面的空格内画“○”。",
    "party_other": "不同意某候选人而另选他人的，先在该候选人姓名后画“×”，再在空白行写上另选人的姓名并画“○”。",
    "seal": "未加盖选举委员会印章的选票无效。",
    "party_seal": "未加盖党组织印章的选票无效。",
}


def ballot_paper(ballot: Ballot, words: Mapping[str, str]) -> BallotPaper:
    """Facts of a ballot."""
    vote = ballot.vote
    election, posts = vote.election, _posts(ballot)
    lines = sum(len(post.names) + post.blanks for post in posts)
    return BallotPaper(
        issuer=presiding(election),
        place=organs.place_of(election.village, words["county"]),
        heading=f"{body_of(election)}{vote_word(vote)}选票",
        day=vote.day,
        posts=posts,
        to_a_sheet=2 if lines <= _HALF_SHEET and len(posts) == 1 else 1,
        rules=_rules(vote, posts, words),
    )


def _rules(vote: Vote, posts: tuple[PostOnPaper, ...], words: Mapping[str, str]) -> tuple[str, ...]:
    chosen = "，".join(f"{post.name}不超过{post.seats}名" for post in posts)
    rules = [words["agree"]]
    if any(post.blanks for post in posts):
        rules.append(words["party_other" if vote.is_party else "other"])
    if vote.occasion != Occasion.RECALL:
        rules.append(f"所选人数：{chosen}；等于或者少于应选名额的有效，多于应选名额的无效。")
    return (*rules, words["party_seal" if vote.is_party else "seal"])


def _vote_page(ballot: Ballot) -> str:
    return reverse("ballots:vote", args=[ballot.vote_id])


@dataclass(frozen=True, slots=True, kw_only=True)
class TallySheet(Facts):
    """Tally sheets, a page a station: five strokes of 正 in a field, filled in by hand at the public count."""

    heading: str = fact("标题")
    day: datetime.date | None = fact("投票日", source="投票安排")
    stations: tuple[str, ...] = fact("投票站、票箱", source="投票安排")
    posts: tuple[PostOnPaper, ...] = fact("职务和候选人", source="正式候选人")


def tally_sheet(ballot: Ballot, words: Mapping[str, str]) -> TallySheet:
    """Facts of the tally sheets of one ballot; of boxes brought together, one sheet for the joint count."""
    vote = ballot.vote
    counting = [station.name for station in vote.stations.all() if station.counts]
    return TallySheet(
        issuer=presiding(vote.election),
        place=organs.place_of(vote.election.village, words["county"]),
        heading=f"{body_of(vote.election)}{vote_word(vote)}计票单",
        day=vote.day,
        stations=tuple(counting),
        posts=_posts(ballot),
    )


def _with_stations(rows: QuerySet[Any]) -> QuerySet[Any]:
    doubtful = DoubtfulPaper.objects.select_related("ballot").order_by("station_id", "number")
    return rows.select_related("election__village__parent", "election__village__profile").prefetch_related(
        "stations", "ballots", Prefetch("stations__doubtful", doubtful)
    )


VOTE: Final = Subject("ballots.Vote", "election__village__code", _with_stations)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRegister(Facts):
    """Register of the papers printed, handed out, kept and destroyed; the figures are entered by hand and signed."""

    heading: str = fact("标题")
    day: datetime.date | None = fact("投票日", source="投票安排")
    electors: int | None = fact("登记参加选举人数", source="选民名单")
    ballots: tuple[str, ...] = fact("选票种类", source="投票安排")
    stations: tuple[str, ...] = fact("投票站、票箱", source="投票安排")
    guidance: str = fact("监督印制的机构")


def paper_register(vote: Vote, words: Mapping[str, str]) -> PaperRegister:
    """Facts of the register of the papers."""
    return PaperRegister(
        issuer=presiding(vote.election),
        place=organs.place_of(vote.election.village, words["county"]),
        heading=f"{body_of(vote.election)}{vote_word(vote)}选票印制、领用、销毁登记表",
        day=vote.day,
        electors=vote.electors,
        ballots=tuple(ballot.name for ballot in vote.ballots.all()),
        stations=tuple(station.name for station in vote.stations.all() if station.kind != StationKind.JOINT),
        guidance=_overseer(vote.election),
    )


def _overseer(election: Election) -> str:
    """Under whose eye papers are printed: the township's Party committee for the Party's, else its guidance group."""
    village = election.village
    return organs.township_committee(village) if election.body == Body.PARTY else organs.guidance_group(village)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One doubtful paper."""

    station: str = fact("投票站")
    number: int = fact("序号")
    ballot: str = fact("选票种类")
    description: str = fact("疑点")
    decision: str = fact("认定结果")
    members_for: int = fact("赞成人数")
    members_against: int = fact("不赞成人数")
    reason: str = fact("认定依据")


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtfulPapers(Facts):
    """Record of the decisions on doubtful papers, made before anything is added up."""

    heading: str = fact("标题")
    day: datetime.date | None = fact("投票日", source="投票安排")
    papers: tuple[Doubt, ...] = fact("疑难票", source="疑难票认定记录")


_DECISIONS: Final = {Decision.VALID: "有效", Decision.PART: "部分有效", Decision.SPOILED: "无效"}


def doubtful_papers(vote: Vote, words: Mapping[str, str]) -> DoubtfulPapers:
    """Facts of the record of doubtful papers."""
    return DoubtfulPapers(
        issuer=presiding(vote.election),
        place=organs.place_of(vote.election.village, words["county"]),
        heading=f"{body_of(vote.election)}{vote_word(vote)}疑难票认定记录",
        day=vote.day,
        papers=tuple(
            Doubt(
                station=station.name,
                number=paper.number,
                ballot=paper.ballot.name,
                description=paper.description,
                decision=_DECISIONS[Decision(paper.decision)],
                members_for=paper.members_for,
                members_against=paper.members_against,
                reason=paper.reason,
            )
            for station in vote.stations.all()
            for paper in station.doubtful.all()
        ),
    )


register(
    Kind(
        code="ballot-paper",
        title="选票",
        layout=Layout.BALLOT,
        subject=BALLOT,
        facts=ballot_paper,
        facts_type=BallotPaper,
        template="kinds/ballot_paper.html",
        basis=_BASIS,
        folder=FOLDER,
        wording=_MARKS,
        labels={
            "agree": "画票说明",
            "other": "另选他人",
            "party_other": "另选他人（党组织选举）",
            "seal": "印章",
            "party_seal": "印章（党组织选举）",
        },
        mend=_vote_page,
        file_name=lambda ballot: f"{organs.village_name(ballot.vote.election.village)}选票 {ballot.name}",
    ),
    Kind(
        code="tally-sheet",
        title="计票单",
        layout=Layout.FORM,
        subject=BALLOT,
        facts=tally_sheet,
        facts_type=TallySheet,
        template="kinds/tally_sheet.html",
        basis=_BASIS,
        folder=FOLDER,
        mend=_vote_page,
        file_name=lambda ballot: f"{organs.village_name(ballot.vote.election.village)}计票单 {ballot.name}",
    ),
    Kind(
        code="paper-register",
        title="选票印制、领用、销毁登记表",
        layout=Layout.FORM,
        subject=VOTE,
        facts=paper_register,
        facts_type=PaperRegister,
        template="kinds/paper_register.html",
        basis=_BASIS,
        folder=FOLDER,
        mend=lambda vote: reverse("ballots:vote", args=[vote.pk]),
        file_name=lambda vote: f"{organs.village_name(vote.election.village)}选票登记表",
    ),
    Kind(
        code="doubtful-papers",
        title="疑难票认定记录",
        layout=Layout.FORM,
        subject=VOTE,
        among=Q(pk__in=DoubtfulPaper.objects.values("station__vote")),
        facts=doubtful_papers,
        facts_type=DoubtfulPapers,
        template="kinds/doubtful_papers.html",
        basis=_BASIS,
        folder=FOLDER,
        packaged=False,
        mend=lambda vote: reverse("ballots:vote", args=[vote.pk]),
        file_name=lambda vote: f"{organs.village_name(vote.election.village)}疑难票认定记录",
    ),
)
