"""Papers about those who vote: corrections of the roll, proxies, mobile boxes, helpers, voter cards; members not due (6.1, 6.2)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet

from filings import organs
from filings.documents.announcements import FOLDER, election_page
from filings.documents.committee import people
from filings.facts import Facts, fact
from filings.kinds import Kind, Layout, Subject, register
from rolls.models import Edition, Entry, Helper, MobileVoter, PartyElector, PartyRegister, Proxy, Roll

_LAW: Final = "村民委员会组织法第十七条"
_PROXIES: Final = "村民委员会组织法第十八条"
_RELATIONS: Final = {
    "spouse": "配偶",
    "parent": "父母",
    "child": "子女",
    "sibling": "兄弟姐妹",
    "grandparent": "祖父母、外祖父母",
    "grandchild": "孙子女、外孙子女",
    "villager": "本村（社区）其他选民",
}
_ADDED: Final = {
    "came_of_age": "新满十八周岁",
    "moved_in": "迁入",
    "joined_family": "婚嫁、收养迁入",
    "rights_restored": "恢复政治权利",
    "omitted": "漏登",
}
_REMOVED: Final = {
    "moved_out": "迁出（含参军）",
    "left_family": "婚嫁迁出",
    "died": "死亡",
    "rights_lost": "被剥夺政治权利",
    "mistaken": "误登",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A name added, struck off or corrected."""

    name: str = fact("姓名")
    group: str = fact("村民小组", optional=True, default="")
    reason: str = fact("原因", optional=True, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction(Facts):
    """Announcement that corrects or supplements a published roll."""

    heading: str = fact("标题")
    ordinal: str = fact("公告编号", optional=True, default="")
    voters: str = fact("对选民的称呼")
    published_on: datetime.date | None = fact("名单公布日期", source="选民名单")
    added: tuple[Change, ...] = fact("增补", optional=True, source="选民名单", default=())
    removed: tuple[Change, ...] = fact("取消", optional=True, source="选民名单", default=())
    corrected: tuple[Change, ...] = fact("更正", optional=True, source="选民名单", default=())
    reason: str = fact("决定的理由", optional=True, source="选民名单", default="")
    electors: int = fact("更正后登记参加选举人数", source="选民名单")


def _with_entries(rows: QuerySet[Any]) -> QuerySet[Any]:
    entries = Entry.objects.defer("id_number", "id_index").order_by("group_order", "name_key", "pk")
    changed = entries.filter(Q(added_in__gt=1) | Q(removed_in__isnull=False) | Q(corrected_in__isnull=False))
    return rows.select_related("roll__election__village__parent", "roll__election__village__profile").prefetch_related(
        Prefetch("roll__entries", changed, to_attr="changed")
    )


def correction(edition: Edition, words: Mapping[str, str]) -> Correction:
    """Facts of a correction: what this edition added, struck off and put right."""
    roll, number = edition.roll, edition.number
    village = roll.election.village
    entries: list[Entry] = roll.changed  # type: ignore[attr-defined]  # from the prefetch
    return Correction(
        issuer=organs.election_committee(village),
        place=organs.place_of(village, words["county"]),
        heading=f"关于更正、补充登记参加选举的{people(village)}名单的公告",
        ordinal=edition.document,
        voters=people(village),
        dated=edition.announced_on,
        published_on=roll.published_on,
        added=tuple(
            Change(name=one.name, group=one.group, reason=_ADDED.get(one.added_as, ""))
            for one in entries
            if one.added_in == number
        ),
        removed=tuple(
            Change(name=one.name, group=one.group, reason=_REMOVED.get(one.removed_as, ""))
            for one in entries
            if one.removed_in == number
        ),
        corrected=tuple(Change(name=one.name, group=one.group) for one in entries if one.corrected_in == number),
        reason=edition.reason,
        electors=edition.electors or 0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLine:
    """A line of a published list: who votes in an unusual way, and through whom or why."""

    voter: str = fact("选民")
    other: str = fact("受托人（代写人）", optional=True, default="")
    relation: str = fact("关系", optional=True, default="")
    reason: str = fact("事由", optional=True, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class VotersList(Facts):
    """Announcements 12 (mobile boxes), 13 (proxies), 14 (helpers)."""

    heading: str = fact("标题")
    ordinal: str = fact("公告编号", optional=True, default="")
    opening: str = fact("说明")
    lines: tuple[ListLine, ...] = fact("名单", source="选民名单")


def _list(roll: Roll, words: Mapping[str, str], what: str, lines: tuple[ListLine, ...]) -> VotersList:
    village = roll.election.village
    return VotersList(
        issuer=organs.election_committee(village),
        place=organs.place_of(village, words["county"]),
        heading=f"关于{organs.committee(village)}选举{what}的公告",
        ordinal=words["ordinal"],
        opening=words["opening"],
        lines=lines,
    )


def proxies(roll: Roll, words: Mapping[str, str]) -> VotersList:
    """Facts of announcement 13."""
    lines = (
        ListLine(
            voter=one.voter.name, other=one.proxy.name, relation=_RELATIONS.get(one.relation, ""), reason=one.reason
        )
        for one in roll.proxys.all()
    )
    return _list(roll, words, "委托投票名单", tuple(lines))


def mobile_voters(roll: Roll, words: Mapping[str, str]) -> VotersList:
    """Facts of announcement 12."""
    lines = (ListLine(voter=one.voter.name, reason=one.reason) for one in roll.mobilevoters.all())
    return _list(roll, words, "流动票箱投票人员名单", tuple(lines))


def helpers(roll: Roll, words: Mapping[str, str]) -> VotersList:
    """Facts of announcement 14."""
    lines = (ListLine(voter=one.voter.name, other=one.helper, reason=one.reason) for one in roll.helpers.all())
    return _list(roll, words, "代写人员名单", tuple(lines))


def _with_lists(rows: QuerySet[Any]) -> QuerySet[Any]:
    def standing(model: Any, *also: str) -> QuerySet[Any]:
        rows: QuerySet[Any] = model.objects.filter(withdrawn_on=None).select_related("voter", *also)
        return rows.order_by("voter__name_key", "pk")

    return rows.select_related("election__village__parent", "election__village__profile").prefetch_related(
        Prefetch("proxys", standing(Proxy, "proxy")),
        Prefetch("mobilevoters", standing(MobileVoter)),
        Prefetch("helpers", standing(Helper)),
    )


LISTS: Final = Subject("rolls.Roll", "election__village__code", _with_lists)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One voter card."""

    number: int = fact("选民证号")
    name: str = fact("姓名")
    sex: str = fact("性别")
    group: str = fact("村民小组", optional=True, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class VoterCards(Facts):
    """Voter cards (选民证) of a roll, eight to a sheet, to be cut."""

    heading: str = fact("标题")
    election_day: datetime.date | None = fact("选举日", source="选举安排")
    cards: tuple[Card, ...] = fact("选民证", source="选民名单")


_SEXES: Final = {"M": "男", "F": "女"}


def voter_cards(roll: Roll, words: Mapping[str, str]) -> VoterCards:
    """Facts of the voter cards."""
    village = roll.election.village
    return VoterCards(
        issuer=organs.election_committee(village),
        place=organs.place_of(village, words["county"]),
        heading=f"{organs.village_name(village)}选民证",
        election_day=roll.election.election_day,
        cards=tuple(
            Card(number=one.number or 0, name=one.name, sex=_SEXES[one.sex], group=one.group)
            for one in roll.carded  # type: ignore[attr-defined]  # from the prefetch
        ),
    )


def _with_cards(rows: QuerySet[Any]) -> QuerySet[Any]:
    entries = Entry.objects.filter(unlisted="", removed_in=None, number__isnull=False).defer("id_number", "id_index")
    return rows.select_related("election__village__parent", "election__village__profile").prefetch_related(
        Prefetch("entries", entries.order_by("number"), to_attr="carded")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyForm(Facts):
    """Written proxy (委托投票书) with the certificate the election committee seals."""

    heading: str = fact("标题")
    voter: str = fact("委托人")
    proxy: str = fact("受托人")
    relation: str = fact("与委托人的关系")
    reason: str = fact("委托原因")
    applied_on: datetime.date = fact("申请日期", source="委托投票")
    election_day: datetime.date | None = fact("选举日", source="选举安排")


def proxy_form(row: Proxy, words: Mapping[str, str]) -> ProxyForm:
    """Facts of a written proxy."""
    village = row.roll.election.village
    return ProxyForm(
        issuer=organs.election_committee(village),
        place=organs.place_of(village, words["county"]),
        heading="委托投票书",
        voter=row.voter.name,
        proxy=row.proxy.name,
        relation=_RELATIONS.get(row.relation, ""),
        reason=row.reason,
        applied_on=row.applied_on,
        election_day=row.roll.election.election_day,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOutMember:
    """A member left out of those due."""

    name: str = fact("姓名", source="党员花名册")
    reason: str = fact("原因")
    proof: str = fact("证明材料")
    passed_on: datetime.date | None = fact("党员大会通过日期")


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDue(Facts):
    """Report of members not counted among those due (不计入应到会党员情况报告表)."""

    heading: str = fact("标题")
    organisation: str = fact("党组织名称")
    members: tuple[LeftOutMember, ...] = fact("不计入的党员", source="党员花名册")
    township: str = fact("乡镇党委")


_LEFT_OUT: Final = {
    "ill_of_mind": "患有精神病或者其他疾病，不能表达本人意志",
    "abroad": "出国半年以上",
    "sentenced": "服刑、未受党纪处分",
    "bedridden": "年老体弱、卧病在床、生活不能自理",
    "away": "外出半年以上，应转而未转组织关系",
}


def not_due(register_: PartyRegister, words: Mapping[str, str]) -> NotDue:
    """Facts of the report."""
    village = register_.election.village
    return NotDue(
        issuer=organs.party_organisation(village),
        place=organs.place_of(village, words["county"]),
        heading="不计入应到会党员情况报告表",
        organisation=organs.party_organisation(village),
        members=tuple(
            LeftOutMember(
                name=one.person.name,
                reason=_LEFT_OUT[one.left_out],
                proof=one.proof,
                passed_on=one.passed_on,
            )
            for one in register_.left  # type: ignore[attr-defined]  # from the prefetch
        ),
        township=organs.township_committee(village),
    )


def _with_left(rows: QuerySet[Any]) -> QuerySet[Any]:
    left = PartyElector.objects.exclude(left_out="").select_related("person").order_by("person__name_key", "pk")
    return rows.select_related("election__village__parent", "election__village__profile").prefetch_related(
        Prefetch("electors", left, to_attr="left")
    )


def _page(roll: Roll) -> str:
    return election_page(roll.election)


def _named(roll: Roll, what: str) -> str:
    return f"{organs.village_name(roll.election.village)}{what}"


register(
    Kind(
        code="roll-correction",
        title="选民名单更正（补充）公告",
        layout=Layout.ANNOUNCEMENT,
        subject=Subject("rolls.Edition", "roll__election__village__code", _with_entries),
        among=Q(number__gt=1, announced_on__isnull=False),
        facts=correction,
        facts_type=Correction,
        template="kinds/roll_correction.html",
        basis=_LAW,
        folder=FOLDER,
        mend=lambda edition: _page(edition.roll),
        file_name=lambda edition: _named(edition.roll, f"选民名单更正公告 {edition.number}"),
    ),
    Kind(
        code="voter-cards",
        title="选民证",
        layout=Layout.BALLOT,
        subject=Subject("rolls.Roll", "election__village__code", _with_cards),
        among=Q(published_on__isnull=False),
        facts=voter_cards,
        facts_type=VoterCards,
        template="kinds/voter_cards.html",
        basis="村民委员会选举规程（民发〔2013〕76号）",
        folder="选民证",
        packaged=False,
        mend=_page,
        file_name=lambda roll: _named(roll, "选民证"),
    ),
    Kind(
        code="announcement-mobile",
        title="流动票箱投票人员名单公告",
        layout=Layout.ANNOUNCEMENT,
        subject=LISTS,
        among=Q(pk__in=MobileVoter.objects.filter(withdrawn_on=None).values("roll")),
        facts=mobile_voters,
        facts_type=VotersList,
        template="kinds/announcement_voters.html",
        basis=_PROXIES,
        folder=FOLDER,
        wording={"ordinal": "第12号", "opening": "经选举委员会审查，下列选民因故不能到会场投票，使用流动票箱投票："},
        mend=_page,
        file_name=lambda roll: _named(roll, "流动票箱投票人员名单公告"),
    ),
    Kind(
        code="announcement-proxies",
        title="委托投票名单公告",
        layout=Layout.ANNOUNCEMENT,
        subject=LISTS,
        among=Q(pk__in=Proxy.objects.filter(withdrawn_on=None).values("roll")),
        facts=proxies,
        facts_type=VotersList,
        template="kinds/announcement_voters.html",
        basis=_PROXIES,
        folder=FOLDER,
        wording={"ordinal": "第13号", "opening": "经选举委员会审查同意，下列选民委托他人代为投票，现予公布："},
        mend=_page,
        file_name=lambda roll: _named(roll, "委托投票名单公告"),
    ),
    Kind(
        code="announcement-helpers",
        title="代写人员名单公告",
        layout=Layout.ANNOUNCEMENT,
        subject=LISTS,
        among=Q(pk__in=Helper.objects.filter(withdrawn_on=None).values("roll")),
        facts=helpers,
        facts_type=VotersList,
        template="kinds/announcement_voters.html",
        basis=_PROXIES,
        folder=FOLDER,
        wording={"ordinal": "第14号", "opening": "下列选民因文盲、残疾等原因不能填写选票，委托他人代写，现予公布："},
        mend=_page,
        file_name=lambda roll: _named(roll, "代写人员名单公告"),
    ),
    Kind(
        code="proxy-form",
        title="委托投票书",
        layout=Layout.FORM,
        subject=Subject(
            "rolls.Proxy",
            "roll__election__village__code",
            lambda rows: rows.select_related(
                "voter", "proxy", "roll__election__village__parent", "roll__election__village__profile"
            ),
        ),
        among=Q(withdrawn_on=None),
        facts=proxy_form,
        facts_type=ProxyForm,
        template="kinds/proxy_form.html",
        basis=_PROXIES,
        folder="委托投票",
        packaged=False,
        mend=lambda row: _page(row.roll),
        file_name=lambda row: _named(row.roll, f"委托投票书 {row.voter.name}"),
    ),
    Kind(
        code="members-not-due",
        title="不计入应到会党员情况报告表",
        layout=Layout.FORM,
        subject=Subject("rolls.PartyRegister", "election__village__code", _with_left),
        among=Q(pk__in=PartyElector.objects.exclude(left_out="").values("register")),
        facts=not_due,
        facts_type=NotDue,
        template="kinds/members_not_due.html",
        basis="中国共产党基层组织选举工作条例",
        folder="党员大会",
        mend=lambda row: election_page(row.election),
        file_name=lambda row: f"{organs.village_name(row.election.village)}不计入应到会党员情况报告表",
    ),
)
