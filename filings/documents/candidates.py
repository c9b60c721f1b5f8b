"""Lists of those nominated (documents.md 6.1, 8 and 9) and the list of nominees a township sends on (6.2)."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet

from candidates.models import Nomination, State
from candidates.nominations.states import STANDING
from elections.models import Body, Election
from filings import organs
from filings.documents.announcements import ELECTION, FOLDER, OF_COMMITTEE, Announcement, election_page
from filings.documents.votes import body_of, post_word
from filings.facts import Facts, fact
from filings.kinds import Kind, Layout, Subject, register
from people.cells import EDUCATION_WORDS, SEX_WORDS
from villages.models import Post

_LAW: Final = "村民委员会组织法第十八条"


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names for one post in the order in which they are published."""

    post: str = fact("职务")
    names: tuple[str, ...] = fact("姓名")


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateList(Announcement):
    """Announcements 8 (preliminary, in stroke order) and 9 (formal)."""

    committee: str = fact("村（居）民委员会名称")
    day: datetime.date | None = fact("选举日", source="选举安排")
    posts: tuple[Names, ...] = fact("候选人", source="提名")
    order: str = fact("排列顺序")


def _with_nominations(rows: QuerySet[Any]) -> QuerySet[Any]:
    standing = Nomination.objects.filter(state__in=STANDING).select_related("person")
    return ELECTION.load(rows).prefetch_related(
        Prefetch("nominations", standing.order_by("position", "person__name_key", "pk"))
    )


NOMINATED: Final = Subject("elections.Election", "village__code", _with_nominations)


def _by_post(rows: Iterable[Nomination], *, strokes: bool) -> tuple[Names, ...]:
    posts: dict[str, list[Nomination]] = {}
    for row in rows:
        posts.setdefault(row.post, []).append(row)
    order = list(Post)
    return tuple(
        Names(
            post=post_word(post),
            names=tuple(
                row.person.name for row in (sorted(found, key=lambda row: row.person.name_key) if strokes else found)
            ),
        )
        for post, found in sorted(posts.items(), key=lambda pair: order.index(Post(pair[0])))
    )


def preliminary(election: Election, words: Mapping[str, str]) -> CandidateList:
    """Facts of announcement 8."""
    return _list(election, words, "初步候选人", election.nominations.all(), strokes=True)


def formal(election: Election, words: Mapping[str, str]) -> CandidateList:
    """Facts of announcement 9."""
    rows = [row for row in election.nominations.all() if row.state == State.FORMAL]
    return _list(election, words, "正式候选人", rows, strokes=words["order"].startswith("按姓氏笔画"))


def _list(
    election: Election, words: Mapping[str, str], what: str, rows: Iterable[Nomination], *, strokes: bool
) -> CandidateList:
    village = election.village
    return CandidateList(
        issuer=organs.election_committee(village),
        place=organs.place_of(village, words["county"]),
        heading=f"关于{organs.committee(village)}成员{what}名单的公告",
        ordinal=words["ordinal"],
        committee=organs.committee(village),
        day=election.election_day,
        posts=_by_post(rows, strokes=strokes),
        order=words["order"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Nominee:
    """One line of the table of nominees: what a review form asks, never the ID number's full length."""

    post: str = fact("拟任职务")
    name: str = fact("姓名", source="人员")
    sex: str = fact("性别", optional=True, source="人员", default="")
    birth: datetime.date | None = fact("出生年月", optional=True, source="人员", default=None)
    ethnicity: str = fact("民族", optional=True, source="人员", default="")
    education: str = fact("学历", optional=True, source="人员", default="")
    party_joined: datetime.date | None = fact("入党时间", optional=True, source="人员", default=None)
    source: str = fact("提名方式", source="提名")
    votes: int | None = fact("推荐（提名）票", optional=True, source="提名", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class NomineeTable(Facts):
    """Table of preliminary names (初步人选情况表), signed by the Party organisation and the township."""

    heading: str = fact("标题")
    body: str = fact("组织名称")
    persons: tuple[Nominee, ...] = fact("初步人选", source="提名")
    township: str = fact("乡镇党委")


SOURCES: Final = {
    "recommendation": "两推",
    "committee": "上届委员会提名",
    "party": "党组织提名",
    "voters": "选民提名",
    "voters_jointly": "选民联名提名",
    "self": "自荐",
}


def nominee_table(election: Election, words: Mapping[str, str]) -> NomineeTable:
    """Facts of the table of preliminary names."""
    body, order = body_of(election), list(Post)
    rows = sorted(election.nominations.all(), key=lambda row: order.index(Post(row.post)))
    return NomineeTable(
        issuer=organs.party_organisation(election.village),
        place=organs.place_of(election.village, words["county"]),
        heading=f"{body}换届初步人选情况表",
        body=body,
        persons=tuple(_nominee(row) for row in rows),
        township=organs.township_committee(election.village),
    )


def _nominee(row: Nomination) -> Nominee:
    person = row.person
    return Nominee(
        post=post_word(row.post),
        name=person.name,
        sex=SEX_WORDS.get(person.sex, ""),
        birth=person.birth_date,
        ethnicity=person.ethnicity,
        education=EDUCATION_WORDS.get(person.education, "") if person.education else "",
        party_joined=person.party_joined,
        source=SOURCES[row.source],
        votes=row.votes,
    )


_NOMINATED = Q(pk__in=Nomination.objects.filter(state__in=STANDING).values("election"))
_FORMAL = Q(pk__in=Nomination.objects.filter(state=State.FORMAL).values("election"))

register(
    Kind(
        code="nominee-table",
        title="初步人选情况表",
        layout=Layout.FORM,
        subject=NOMINATED,
        among=_NOMINATED,
        facts=nominee_table,
        facts_type=NomineeTable,
        template="kinds/nominee_table.html",
        basis="中国共产党基层组织选举工作条例第十四条",
        folder="提名",
        mend=election_page,
        file_name=lambda election: f"{organs.village_name(election.village)}初步人选情况表 {_short(election)}",
    ),
    Kind(
        code="announcement-preliminary",
        title="初步候选人名单公告",
        layout=Layout.ANNOUNCEMENT,
        subject=NOMINATED,
        among=OF_COMMITTEE & _NOMINATED,
        facts=preliminary,
        facts_type=CandidateList,
        template="kinds/announcement_preliminary.html",
        basis=_LAW,
        folder=FOLDER,
        wording={"ordinal": "第8号", "order": "按姓氏笔画为序", "objections": "自本公告发布之日起3日内"},
        mend=election_page,
        file_name=lambda election: f"{organs.village_name(election.village)}初步候选人名单公告",
    ),
    Kind(
        code="announcement-formal",
        title="正式候选人名单公告",
        layout=Layout.ANNOUNCEMENT,
        subject=NOMINATED,
        among=OF_COMMITTEE & _FORMAL,
        facts=formal,
        facts_type=CandidateList,
        template="kinds/announcement_formal.html",
        basis=_LAW,
        folder=FOLDER,
        wording={"ordinal": "第9号", "order": "按姓氏笔画为序"},
        mend=election_page,
        file_name=lambda election: f"{organs.village_name(election.village)}正式候选人名单公告",
    ),
)


def _short(election: Election) -> str:
    return {Body.PARTY: "党组织", Body.COMMITTEE: "村（居）委会", Body.SUPERVISORY: "监委会"}[Body(election.body)]
