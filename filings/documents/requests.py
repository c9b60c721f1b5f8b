"""请示 and 批复 of a step, as the chain has recorded them (GB/T 9704-2012; documents.md 6.2)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.urls import reverse

from elections.chain.definitions import Office
from elections.chain.models import ElectionStep, PaperKind, StepPaper
from elections.rules.titles import title_of
from elections.rules.wording import in_words
from elections.steps import Step
from filings import organs
from filings.documents.letters import Letter
from filings.facts import fact
from filings.kinds import Kind, Layout, Subject, register

FOLDER: Final = "请示批复"
BASIS: Final = "GB/T 9704-2012；党政机关公文处理工作条例"

# Official documents are in Chinese, whatever language the screen speaks.
_STEPS: Final[dict[str, str]] = {
    Step.PREPARATION: "准备工作",
    Step.ELECTION_COMMITTEE: "选举委员会推选工作",
    Step.ROLL: "选民登记工作",
    Step.RECOMMENDATION: "“两推”工作",
    Step.NOMINATION: "候选人提名工作",
    Step.TOWNSHIP_REVIEW: "初步人选资格初审工作",
    Step.JOINT_REVIEW: "初步人选资格联审工作",
    Step.INSPECTION: "人选考察工作",
    Step.TALKS: "谈心谈话工作",
    Step.DECISION: "候选人预备人选",
    Step.PUBLIC_NOTICE: "候选人预备人选公示工作",
    Step.COMMITMENT: "候选人承诺工作",
    Step.CANDIDATES: "正式候选人",
    Step.ARRANGEMENTS: "选举大会准备工作",
    Step.VOTE: "召开选举大会",
    Step.RESULT: "选举结果",
    Step.HANDOVER: "工作移交",
    Step.FILING: "选举结果备案",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One condition of the step: what it is called and rests on, what was compared, whether it holds."""

    name: str = fact("条件")
    basis: str = fact("依据")
    detail: str = fact("情况", optional=True)
    holds: bool = fact("是否具备")
    reason: str = fact("说明", optional=True, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLetter(Letter):
    """A request or a reply about one step of one election."""

    village: str = fact("村（社区）")
    matter: str = fact("事项")
    answered: str = fact("来文", optional=True, default="")
    remark: str = fact("意见", optional=True, default="")
    points: tuple[Point, ...] = fact("前置条件", optional=True, source="审批时的检查结果", default=())
    annotation: str = fact("附注", optional=True, default="")


def _load(papers: QuerySet[Any]) -> QuerySet[Any]:
    return papers.select_related(
        "step__election__cycle", "step__election__village__parent", "step__election__village__profile"
    ).prefetch_related("step__papers")


PAPER: Final = Subject("elections.StepPaper", "step__election__village__code", _load)


def request_letter(paper: StepPaper, words: Mapping[str, str]) -> StepLetter:
    """Facts of a 请示: it goes upwards, so it names its signer."""
    election = paper.step.election
    village, matter = election.village, matter_of(paper.step)
    issuer = paper.issuer
    return StepLetter(
        issuer=issuer,
        place=organs.place_of(village, words["county"]),
        reference=paper.number,
        dated=paper.dated,
        heading=f"{issuer}关于{organs.village_name(village)}{matter}的请示",
        letterhead=issuer,
        addressee=words["county_department"] if paper.office == Office.TOWNSHIP else organs.township_committee(village),
        village=organs.village_name(village),
        matter=matter,
        signer=words["signer"],
        remark=paper.reason,
        points=points_of(paper),
        printed_by=issuer,
        annotation=words["contact"],
    )


def reply_letter(paper: StepPaper, words: Mapping[str, str]) -> StepLetter:
    """Facts of a 批复: it goes down to whoever asked and names the request that it answers."""
    election = paper.step.election
    village, matter = election.village, matter_of(paper.step)
    asked = _request_before(paper)
    return StepLetter(
        issuer=paper.issuer,
        place=organs.place_of(village, words["county"]),
        reference=paper.number,
        dated=paper.dated,
        heading=f"{paper.issuer}关于同意{organs.village_name(village)}{matter}的批复",
        letterhead=paper.issuer,
        addressee=asked.issuer if asked else "",
        village=organs.village_name(village),
        matter=matter,
        answered=f"《关于{organs.village_name(village)}{matter}的请示》{f'（{asked.number}）' if asked and asked.number else ''}",
        remark=paper.reason,
        copies=words["copies"],
        printed_by=paper.issuer,
    )


def matter_of(step: ElectionStep) -> str:
    """What a paper about a step is about: the body and the work of the step."""
    return f"{organs.BODIES[step.election.body]}换届选举{_STEPS.get(step.step, step.step)}"


def _request_before(paper: StepPaper) -> StepPaper | None:
    """The newest request before a reply, among the papers loaded with the step."""
    earlier = [one for one in paper.step.papers.all() if one.kind == PaperKind.REQUEST and one.pk < paper.pk]
    return max(earlier, key=lambda one: one.pk, default=None)


def points_of(paper: StepPaper) -> tuple[Point, ...]:
    """The conditions of the step as they were found for a paper."""
    return tuple(
        Point(
            name=title_of(point["rule"]),
            basis=str(point["basis"]),
            detail=as_prose(in_words(str(point["detail"]))),
            holds=bool(point["ok"]),
            reason=str(paper.acknowledged.get(point["rule"], "")),
        )
        for point in paper.findings
    )


def as_prose(detail: str) -> str:
    """What was found, as a sentence of a document says it: dates and comparisons in words, no full stop at the end."""
    detail = re.sub(r"(\d{4})-0?(\d{1,2})-0?(\d{1,2})", r"\1年\2月\3日", detail)
    detail = re.sub(r"\b(\d+) (?:≥|>=) (\d+)", r"现有\1，要求不少于\2", detail)
    detail = re.sub(r"\b(\d+) (?:≤|<=) (\d+)", r"现有\1，要求不多于\2", detail)
    return detail.rstrip("。； ")


def _page(paper: StepPaper) -> str:
    return reverse("elections:election", args=[paper.step.election_id])


register(
    Kind(
        code="step-request",
        title="请示",
        layout=Layout.GONGWEN,
        subject=PAPER,
        among=Q(kind=PaperKind.REQUEST),
        facts=request_letter,
        facts_type=StepLetter,
        template="kinds/step_request.html",
        basis=BASIS,
        folder=FOLDER,
        needs_reference=True,
        wording={
            "opening": "按照上级关于村（社区）“两委”换届工作的部署和有关规定，{village}{matter}已具备条件。现将有关情况报告如下：",
            "closing": "妥否，请批示。",
            "signer": "",
            "contact": "",
        },
        asks=("signer", "contact"),
        mend=_page,
        file_name=lambda paper: f"{organs.village_name(paper.step.election.village)}请示",
    ),
    Kind(
        code="step-reply",
        title="批复",
        layout=Layout.GONGWEN,
        subject=PAPER,
        among=Q(kind=PaperKind.REPLY),
        facts=reply_letter,
        facts_type=StepLetter,
        template="kinds/step_reply.html",
        basis=BASIS,
        folder=FOLDER,
        needs_reference=True,
        wording={
            "opening": "你单位{answered}收悉。经研究，批复如下：",
            "decision": "同意{village}{matter}。请严格按照法定程序和有关规定组织实施，严肃换届纪律，确保依法有序、风清气正。",
            "closing": "此复。",
            "copies": "",
        },
        asks=("copies",),
        mend=_page,
        file_name=lambda paper: f"{organs.village_name(paper.step.election.village)}批复",
    ),
)
