"""Members of the Party left out of those due at the members' meeting (documents.md 6.2)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet

from filings import organs
from filings.documents.announcements import election_page
from filings.facts import Facts, fact
from filings.kinds import Kind, Layout, Subject, register
from rolls.models import PartyElector, PartyRegister


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
        Prefetch("members", left, to_attr="left")
    )


register(
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
