"""Report (报告) on a step that is done: it tells, it asks for nothing (党政机关公文处理工作条例, art. 8 and 15)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.urls import reverse

from elections.chain.models import ElectionStep, PaperKind, StepPaper, StepState
from filings import organs
from filings.documents.letters import Letter
from filings.documents.requests import BASIS, FOLDER, Point, matter_of, points_of
from filings.facts import fact
from filings.kinds import Kind, Layout, Subject, register

_SOURCE: Final = "换届步骤"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepReport(Letter):
    """What was done in a step, from its day of closing and what was found when it was approved."""

    village: str = fact("村（社区）")
    matter: str = fact("事项")
    closed_on: datetime.date | None = fact("完成日期", source=_SOURCE)
    approved: str = fact("批复文号", optional=True, source=_SOURCE, default="")
    points: tuple[Point, ...] = fact("完成情况", source="审批时的检查结果")


def step_report(step: ElectionStep, words: Mapping[str, str]) -> StepReport:
    """Facts of the report of a township to the county on one step of one election."""
    village = step.election.village
    issuer, matter = organs.township_committee(village), matter_of(step)
    reply = _newest_reply(step)
    return StepReport(
        issuer=issuer,
        place=organs.place_of(village, words["county"]),
        reference=words["reference"],
        heading=f"{issuer}关于{organs.village_name(village)}{matter}情况的报告",
        letterhead=issuer,
        addressee=words["county_department"],
        signer=words["signer"],
        village=organs.village_name(village),
        matter=matter,
        closed_on=step.closed_on,
        approved=reply.number if reply else "",
        points=points_of(reply) if reply else (),
        printed_by=issuer,
        annotation=words["contact"],
    )


def _newest_reply(step: ElectionStep) -> StepPaper | None:
    replies = [paper for paper in step.papers.all() if paper.kind == PaperKind.REPLY]
    return max(replies, key=lambda paper: paper.pk, default=None)


def _load(steps: QuerySet[Any]) -> QuerySet[Any]:
    return steps.select_related("election__village__parent", "election__village__profile").prefetch_related("papers")


register(
    Kind(
        code="step-report",
        title="报告",
        layout=Layout.GONGWEN,
        subject=Subject("elections.ElectionStep", "election__village__code", _load),
        among=Q(state=StepState.APPROVED),
        facts=step_report,
        facts_type=StepReport,
        template="kinds/step_report.html",
        basis=BASIS,
        folder=FOLDER,
        needs_reference=True,
        packaged=False,
        wording={
            "opening": "按照村（社区）“两委”换届工作部署，{village}{matter}已经完成。现将有关情况报告如下：",
            "closing": "特此报告。",
            "reference": "",
            "signer": "",
            "contact": "",
        },
        asks=("reference", "signer", "contact"),
        mend=lambda step: reverse("elections:election", args=[step.election_id]),
        file_name=lambda step: f"{organs.village_name(step.election.village)}{matter_of(step)}报告",
    )
)
