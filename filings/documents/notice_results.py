"""The township's report on what a public notice came to (公示结果报告; documents.md 6.2)."""

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from candidates.models import Notice, NoticeLine, NoticeState, Objection, ObjectionState, Upheld
from filings import organs
from filings.documents.letters import Letter
from filings.facts import fact
from filings.kinds import Kind, Layout, Subject, register

_OBJECTIONS: Final = "公示期间的反映"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeResult(Letter):
    """A report (报告): when and of whom the notice was, what was objected and what came of it. It names no accuser."""

    body: str = fact("换届组织")
    batch: str = fact("批次")
    starts_on: datetime.date = fact("公示开始日期", source="公示")
    ends_on: datetime.date = fact("公示结束日期", source="公示")
    days: int = fact("公示天数", source="公示")
    working_days: bool = fact("是否工作日", source="公示")
    villages: int = fact("公示村（社区）数", source="公示")
    persons: int = fact("公示人数", source="公示")
    received: int = fact("收到反映", source=_OBJECTIONS)
    unfounded: int = fact("不属实", source=_OBJECTIONS)
    harmless: int = fact("属实但不影响提名", source=_OBJECTIONS)
    affecting: int = fact("属实且影响提名", source=_OBJECTIONS)
    open: int = fact("正在核查", source=_OBJECTIONS)
    conclusion: str = fact("公示结论", source="公示")


def notice_result(notice: Notice, words: Mapping[str, str]) -> NoticeResult:
    """Facts of the report."""
    lines = notice.lines.all()
    objections = [one for line in lines for one in line.objections.all()]
    outcomes = Counter(one.upheld for one in objections if one.state == ObjectionState.CONCLUDED)
    issuer = organs.township_committee(notice.division)
    return NoticeResult(
        issuer=issuer,
        place=f"{words['county']}{organs.township_name(notice.division)}",
        reference=words["reference"],
        dated=notice.concluded_on,
        letterhead=issuer,
        heading=f"关于{organs.BODIES[notice.body]}换届选举候选人预备人选（{notice.batch}）公示结果的报告",
        addressee=words["leading_group"],
        signer=words["signer"],
        printed_by=issuer,
        body=organs.BODIES[notice.body],
        batch=notice.batch,
        starts_on=notice.starts_on,
        ends_on=notice.ends_on,
        days=notice.days,
        working_days=notice.working_days,
        villages=len({line.nomination.election.village_id for line in lines}),
        persons=len({line.nomination.person_id for line in lines}),
        received=len(objections),
        unfounded=outcomes[Upheld.UNFOUNDED],
        harmless=outcomes[Upheld.HARMLESS],
        affecting=outcomes[Upheld.AFFECTS],
        open=sum(one.state != ObjectionState.CONCLUDED for one in objections),
        conclusion=notice.conclusion,
    )


def _with_objections(notices: QuerySet[Any]) -> QuerySet[Any]:
    # What was said, and by whom, stays where it is.
    objections = Objection.objects.defer("accuser", "contact", "matter")
    lines = NoticeLine.objects.select_related("nomination__election")
    return notices.select_related("division", "cycle").prefetch_related(
        Prefetch("lines", lines), Prefetch("lines__objections", objections)
    )


register(
    Kind(
        code="notice-result",
        title="公示结果报告",
        layout=Layout.GONGWEN,
        subject=Subject("candidates.Notice", "division__code", _with_objections),
        among=Q(state=NoticeState.CONCLUDED),
        facts=notice_result,
        facts_type=NoticeResult,
        template="kinds/notice_result.html",
        basis="党政机关公文处理工作条例（2012年）",
        folder="公示",
        wording={
            "opening": "按照村（社区）“两委”换届工作安排，现将{body}换届选举候选人预备人选（{batch}）公示结果报告如下。",
            "signer": "",
            "reference": "",
        },
        asks=("reference", "signer"),
        mend=lambda notice: reverse("candidates:notice", args=[notice.pk]),
        file_name=lambda notice: f"{organs.township_name(notice.division)}{notice.batch}公示结果报告",
    ),
)
