"""Inspection material (考察材料) and the record of a talk (谈话记录); only for those who see inspections (documents.md 6.2)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from accounts.roles import Act
from candidates.models import AppraisalSheet, Conclusion, Hearing, Inspection, Opinion
from filings import organs
from filings.facts import Facts, fact
from filings.kinds import Kind, Layout, Subject, register
from filings.persons import Profile, profile_of
from people.cv import period
from people.models import CvEntry

FOLDER: Final = "考察"
_BASIS: Final = "党政领导干部选拔任用工作条例第四章（参照执行）"
_SOURCE: Final = "考察"
_CONCLUSIONS: Final = {
    Conclusion.AGREE: "同意列为候选人预备人选",
    Conclusion.DISAGREE: "不同意列为候选人预备人选",
}
_OPINIONS: Final = {Opinion.FOR: "同意", Opinion.RESERVED: "有保留意见", Opinion.AGAINST: "不同意"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraised:
    """Sheets of a democratic appraisal."""

    held_on: datetime.date = fact("测评日期")
    present: int = fact("到会人数")
    returned: int = fact("收回测评表")
    excellent: int = fact("优秀")
    competent: int = fact("称职")
    basic: int = fact("基本称职")
    incompetent: int = fact("不称职")
    others: int = fact("未表态及废票")


@dataclass(frozen=True, slots=True, kw_only=True)
class Material(Facts):
    """Material on one person: who he is, how it was inspected, what is strong and weak, the conclusion of two officers."""

    heading: str = fact("标题")
    person: Profile = fact("考察对象")
    village: str = fact("村（社区）")
    cv: tuple[str, ...] = fact("简历", source="人员")
    team: str = fact("考察组", source=_SOURCE)
    begun_on: datetime.date = fact("考察开始日期", source=_SOURCE)
    records_checked_on: datetime.date | None = fact("档案材料核查日期", source=_SOURCE)
    scenes: str = fact("实地察看", optional=True, source=_SOURCE, default="")
    heard: int = fact("谈话人数", source="考察谈话")
    in_favour: int = fact("谈话中同意的人数", source="考察谈话")
    appraisal: Appraised | None = fact("民主测评", source="民主测评")
    strong: str = fact("主要表现", source=_SOURCE)
    weak: str = fact("不足和争议", source=_SOURCE)
    conclusion: str = fact("考察结论", source=_SOURCE)
    reason: str = fact("理由", optional=True, source=_SOURCE, default="")
    officers: tuple[str, ...] = fact("考察人员", source=_SOURCE)


def material(inspection: Inspection, words: Mapping[str, str]) -> Material:
    """Facts of the material."""
    person, village = inspection.person, inspection.village
    talks = list(inspection.hearings.all())
    signers = (inspection.first_officer, inspection.second_officer)
    return Material(
        issuer=inspection.team.name,
        place=organs.place_of(village, words["county"]),
        heading=f"{person.name}同志考察材料",
        dated=inspection.concluded_on,
        person=profile_of(person),
        village=organs.village_name(village),
        cv=tuple(f"{period(line.starts_on, line.ends_on)}　{line.text}" for line in person.cv.all()),
        team=inspection.team.name,
        begun_on=inspection.begun_on,
        records_checked_on=inspection.records_checked_on,
        scenes=inspection.scenes,
        heard=len(talks),
        in_favour=sum(one.opinion == Opinion.FOR for one in talks),
        appraisal=_appraised(getattr(inspection, "sheet", None)),
        strong=inspection.strong,
        weak=inspection.weak,
        conclusion=_CONCLUSIONS[Conclusion(inspection.conclusion)] if inspection.conclusion else "",
        reason=inspection.reason,
        officers=tuple(f"{one.name}（{one.post}）" if one.post else one.name for one in signers if one),
    )


def _appraised(sheet: AppraisalSheet | None) -> Appraised | None:
    if sheet is None:
        return None
    return Appraised(
        held_on=sheet.held_on,
        present=sheet.present,
        returned=sheet.returned,
        excellent=sheet.excellent,
        competent=sheet.competent,
        basic=sheet.basic,
        incompetent=sheet.incompetent,
        others=sheet.abstained + sheet.spoiled,
    )


def _with_all(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related(
        "person", "village__parent", "village__profile", "team", "sheet", "first_officer", "second_officer"
    ).prefetch_related("hearings", Prefetch("person__cv", CvEntry.objects.order_by("starts_on", "pk")))


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkRecord(Facts):
    """Record of one talk of an inspection, signed by whoever was heard and by two officers."""

    heading: str = fact("标题")
    person: str = fact("考察对象")
    village: str = fact("村（社区）")
    name: str = fact("谈话对象", source="考察谈话")
    post: str = fact("谈话对象职务或身份", optional=True, source="考察谈话", default="")
    held_on: datetime.date = fact("谈话日期", source="考察谈话")
    opinion: str = fact("对考察对象的意见", source="考察谈话")
    points: str = fact("谈话内容", source="考察谈话")


def talk_record(talk: Hearing, words: Mapping[str, str]) -> TalkRecord:
    """Facts of the record."""
    inspection = talk.inspection
    return TalkRecord(
        issuer=inspection.team.name,
        place=organs.place_of(inspection.village, words["county"]),
        heading="考察谈话记录",
        dated=talk.held_on,
        person=inspection.person.name,
        village=organs.village_name(inspection.village),
        name=talk.name,
        post=talk.post,
        held_on=talk.held_on,
        opinion=_OPINIONS[Opinion(talk.opinion)],
        points=talk.points,
    )


def _page(inspection: Inspection) -> str:
    return reverse("candidates:inspection", args=[inspection.pk])


register(
    Kind(
        code="inspection-material",
        title="考察材料",
        layout=Layout.ANNOUNCEMENT,
        subject=Subject("candidates.Inspection", "village__code", _with_all),
        among=~Q(conclusion=""),
        facts=material,
        facts_type=Material,
        template="kinds/inspection_material.html",
        basis=_BASIS,
        folder=FOLDER,
        make=Act.CHANGE_INSPECTIONS,
        read=Act.VIEW_INSPECTIONS,
        packaged=False,
        mend=_page,
        file_name=lambda inspection: f"{inspection.person.name}考察材料",
    ),
    Kind(
        code="inspection-talk",
        title="考察谈话记录",
        layout=Layout.FORM,
        subject=Subject(
            "candidates.Hearing",
            "inspection__village__code",
            lambda rows: rows.select_related(
                "inspection__person", "inspection__village__parent", "inspection__village__profile", "inspection__team"
            ),
        ),
        facts=talk_record,
        facts_type=TalkRecord,
        template="kinds/inspection_talk.html",
        basis=_BASIS,
        folder=FOLDER,
        make=Act.CHANGE_INSPECTIONS,
        read=Act.VIEW_INSPECTIONS,
        packaged=False,
        mend=lambda talk: _page(talk.inspection),
        file_name=lambda talk: f"{talk.inspection.person.name}考察谈话记录 {talk.name}",
    ),
)
