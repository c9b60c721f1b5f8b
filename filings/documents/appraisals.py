"""Democratic appraisal (民主测评): the sheet that is handed out, secret and without a name, and the summary of those returned (6.2)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse

from accounts.roles import Act
from candidates.models import AppraisalSheet, Inspection
from filings import organs
from filings.documents.inspections import FOLDER
from filings.facts import Facts, fact
from filings.kinds import Kind, Layout, Subject, register

_BASIS: Final = "党政领导干部选拔任用工作条例第四章（参照执行）"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankSheet(Facts):
    """The sheet: a tick for each of five aspects and for the whole; nobody signs it."""

    heading: str = fact("标题")
    name: str = fact("测评对象", source="考察")
    village: str = fact("村（社区）")


def blank_sheet(inspection: Inspection, words: Mapping[str, str]) -> BlankSheet:
    """Facts of the sheet on one person."""
    return BlankSheet(
        issuer=inspection.team.name,
        place=organs.place_of(inspection.village, words["county"]),
        heading="民主测评表",
        name=inspection.person.name,
        village=organs.village_name(inspection.village),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AppraisalSummary(Facts):
    """What the sheets returned came to; every share is of them."""

    heading: str = fact("标题")
    name: str = fact("测评对象", source="考察")
    village: str = fact("村（社区）")
    held_on: datetime.date = fact("测评日期", source="民主测评")
    due: int = fact("应到会人数", source="民主测评")
    present: int = fact("实到会人数", source="民主测评")
    issued: int = fact("发出测评表", source="民主测评")
    returned: int = fact("收回测评表", source="民主测评")
    excellent: int = fact("优秀", source="民主测评")
    competent: int = fact("称职", source="民主测评")
    basic: int = fact("基本称职", source="民主测评")
    incompetent: int = fact("不称职", source="民主测评")
    abstained: int = fact("未表态", source="民主测评")
    spoiled: int = fact("废票", source="民主测评")


_FIGURES: Final = (
    "due",
    "present",
    "issued",
    "returned",
    "excellent",
    "competent",
    "basic",
    "incompetent",
    "abstained",
    "spoiled",
)


def appraisal_summary(sheet: AppraisalSheet, words: Mapping[str, str]) -> AppraisalSummary:
    """Facts of the summary."""
    inspection = sheet.inspection
    return AppraisalSummary(
        issuer=inspection.team.name,
        place=organs.place_of(inspection.village, words["county"]),
        heading="民主测评结果汇总表",
        name=inspection.person.name,
        village=organs.village_name(inspection.village),
        held_on=sheet.held_on,
        **{name: getattr(sheet, name) for name in _FIGURES},
    )


def _of_sheet(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related(
        "inspection__person", "inspection__village__parent", "inspection__village__profile", "inspection__team"
    )


def _of_inspection(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("person", "village__parent", "village__profile", "team")


register(
    Kind(
        code="appraisal-sheet",
        title="民主测评表",
        layout=Layout.FORM,
        subject=Subject("candidates.Inspection", "village__code", _of_inspection),
        facts=blank_sheet,
        facts_type=BlankSheet,
        template="kinds/appraisal_sheet.html",
        basis=_BASIS,
        folder=FOLDER,
        make=Act.CHANGE_INSPECTIONS,
        read=Act.VIEW_INSPECTIONS,
        packaged=False,
        mend=lambda inspection: reverse("candidates:inspection", args=[inspection.pk]),
        file_name=lambda inspection: f"{inspection.person.name}民主测评表",
    ),
    Kind(
        code="appraisal-summary",
        title="民主测评结果汇总表",
        layout=Layout.FORM,
        subject=Subject("candidates.AppraisalSheet", "inspection__village__code", _of_sheet),
        facts=appraisal_summary,
        facts_type=AppraisalSummary,
        template="kinds/appraisal_summary.html",
        basis=_BASIS,
        folder=FOLDER,
        make=Act.CHANGE_INSPECTIONS,
        read=Act.VIEW_INSPECTIONS,
        packaged=False,
        mend=lambda sheet: reverse("candidates:inspection", args=[sheet.pk]),
        file_name=lambda sheet: f"{sheet.inspection.person.name}民主测评结果汇总表",
    ),
)
