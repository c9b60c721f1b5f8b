"""Who votes by proxy, at a mobile box or with a helper: the published lists, the written proxy (documents.md 6.1, 12 to 14; 6.2)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet

from filings import organs
from filings.documents.announcements import FOLDER, Announcement, election_page
from filings.facts import Facts, fact
from filings.kinds import Kind, Layout, Subject, register
from rolls.models import Helper, MobileVoter, Proxy, Roll

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLine:
    """A line of a published list: who votes in an unusual way, and through whom or why."""

    voter: str = fact("选民")
    other: str = fact("受托人（代写人）", optional=True, default="")
    relation: str = fact("关系", optional=True, default="")
    reason: str = fact("事由", optional=True, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class VotersList(Announcement):
    """Announcements 12 (mobile boxes), 13 (proxies), 14 (helpers)."""

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


def _page(roll: Roll) -> str:
    return election_page(roll.election)


def _named(roll: Roll, what: str) -> str:
    return f"{organs.village_name(roll.election.village)}{what}"


register(
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
)
