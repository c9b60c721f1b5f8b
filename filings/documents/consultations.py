"""Minutes of a consultation on problem cases (会诊记录): they hold the reasons, so only who may see problems reads them."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from accounts.roles import Act
from filings import organs
from filings.documents.votes import post_word
from filings.facts import Facts, fact
from filings.kinds import Kind, Layout, Subject, register
from vetting.models import Answer, Consultation, ConsultationAttachment, ConsultationDecision, Found, Participant
from vetting.models.consultations import Side

_SOURCE: Final = "会诊"
_FOUND: Final = {
    Found.PROVEN: "问题属实，不宜列为人选",
    Found.UNFOUNDED: "反映不属实",
    Found.ACCEPTED: "问题属实，经研究可以列为人选",
}
_SIDES: Final = {
    Side.ORGANISATION: "组织部门",
    Side.DISCIPLINE: "纪检监察机关",
    Side.OTHER: "其他单位",
}
_ANSWERS: Final = {Answer.PROBLEM: "有问题", Answer.UNKNOWN: "情况不掌握"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """Somebody who took part."""

    name: str = fact("姓名")
    side: str = fact("单位")
    post: str = fact("职务", optional=True, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One case and what was found about it; who kept out is named with it."""

    name: str = fact("人选")
    village: str = fact("村（社区）")
    post: str = fact("拟任职务")
    department: str = fact("反馈部门")
    answer: str = fact("反馈意见")
    bar: str = fact("涉及情形", optional=True, default="")
    found: str = fact("会诊意见")
    reasons: str = fact("理由")
    recused: tuple[str, ...] = fact("回避人员", optional=True, default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes(Facts):
    """Minutes as they were closed."""

    heading: str = fact("标题")
    held_on: datetime.date = fact("会诊日期", source=_SOURCE)
    where: str = fact("地点", source=_SOURCE)
    chair: str = fact("主持人", source=_SOURCE)
    recorder: str = fact("记录人", source=_SOURCE)
    participants: tuple[Present, ...] = fact("参加人员", source=_SOURCE)
    course: str = fact("会议经过", optional=True, source=_SOURCE, default="")
    cases: tuple[Decided, ...] = fact("会诊事项", source=_SOURCE)
    attachments: tuple[str, ...] = fact("附件", optional=True, source=_SOURCE, default=())


def minutes(consultation: Consultation, words: Mapping[str, str]) -> Minutes:
    """Facts of the minutes."""
    return Minutes(
        issuer=words["leading_group"],
        place=words["county"],
        heading="资格联审会诊记录",
        dated=consultation.held_on,
        held_on=consultation.held_on,
        where=consultation.place,
        chair=consultation.chair,
        recorder=consultation.recorder,
        participants=tuple(_present(one) for one in consultation.participants.all()),
        course=consultation.course,
        cases=tuple(_decided(one) for one in consultation.decisions.all()),
        attachments=tuple(one.title for one in consultation.attachments.all()),
    )


def _present(one: Participant) -> Present:
    side = one.department.name if one.department else _SIDES[Side(one.side)]
    return Present(name=one.name, side=side, post=one.post)


def _decided(decision: ConsultationDecision) -> Decided:
    question, opinion = decision.question, decision.opinion
    review = question.entry.review
    return Decided(
        name=review.person.name,
        village=organs.village_name(review.election.village),
        post=post_word(review.post),
        department=question.sheet.department.name,
        answer=_ANSWERS[Answer(opinion.answer)],
        bar=f"{opinion.bar.code} {opinion.bar.text}" if opinion.bar else "",
        found=_FOUND[Found(decision.found)],
        reasons=decision.reasons,
        recused=tuple(str(name) for name in decision.recused),
    )


def _with_cases(rows: QuerySet[Any]) -> QuerySet[Any]:
    decisions = ConsultationDecision.objects.select_related(
        "opinion__bar",
        "question__sheet__department",
        "question__entry__review__person",
        "question__entry__review__election__village",
    ).defer("opinion__facts", "opinion__document_number")
    return rows.select_related("cycle__county").prefetch_related(
        Prefetch("participants", Participant.objects.select_related("department").order_by("pk")),
        Prefetch("decisions", decisions.order_by("pk")),
        Prefetch("attachments", ConsultationAttachment.objects.filter(removed_at=None)),
    )


register(
    Kind(
        code="consultation-minutes",
        title="资格联审会诊记录",
        layout=Layout.FORM,
        subject=Subject("vetting.Consultation", "cycle__county__code", _with_cases),
        among=Q(closed_at__isnull=False),
        facts=minutes,
        facts_type=Minutes,
        template="kinds/consultation_minutes.html",
        basis="村民委员会组织法；县资格联审办法",
        folder="资格联审",
        make=Act.CONCLUDE_REVIEWS,
        read=Act.VIEW_PROBLEMS,
        packaged=False,
        mend=lambda consultation: reverse("vetting:consultation", args=[consultation.pk]),
        file_name=lambda consultation: f"会诊记录 {consultation.held_on:%Y%m%d}",
    ),
)
