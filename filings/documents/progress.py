"""Report on progress (进度报告) of township and county: how many steps are closed, asked for, sent back, late (design of 6.5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone

from electionadmin.codes import Level
from elections.models import Cycle
from filings import organs
from filings.documents.letters import Letter
from filings.facts import fact
from filings.kinds import Kind, Layout, Subject, register
from filings.progress import Steps, progress
from villages.models import Division

_TABLES: Final = ("换届工作进度（按环节）", "换届工作进度（按单位）")
_SOURCE: Final = "换届环节"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Steps of one kind, or of one unit."""

    name: str = fact("环节（单位）")
    total: int = fact("应办", source=_SOURCE)
    done: int = fact("办结", source=_SOURCE)
    asked: int = fact("待批", source=_SOURCE)
    returned: int = fact("退回", source=_SOURCE)
    late: int = fact("逾期", source=_SOURCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The steps of one body in their order."""

    body: str = fact("换届组织")
    steps: tuple[Line, ...] = fact("环节")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressReport(Letter):
    """A report (报告) on the day on which it is made, with its two tables."""

    attachments: tuple[str, ...] = fact("附件", default=_TABLES)
    cycle: str = fact("换届批次")
    whole: Line = fact("合计")
    stages: tuple[Stage, ...] = fact("按环节统计")
    units: tuple[Line, ...] = fact("按单位统计")


def progress_report(division: Division, words: Mapping[str, str], *, level: Level) -> ProgressReport:
    """Facts of the report of a township (a line a village) or county (a line a township); it counts when it is asked."""
    today = timezone.localdate()
    cycle = Cycle.objects.filter(county_id=division.code[: Level.COUNTY]).first()
    found = progress(cycle=cycle, code=division.code, level=level, on=today) if cycle else None
    is_county = level is Level.TOWNSHIP
    issuer = words["county_department"] if is_county else organs.township_committee(division)
    whole = Steps()
    for _unit, counted in found.units if found else ():
        whole.add(counted)
    stages: dict[str, list[Line]] = {}
    for body, label, counted in found.steps if found else ():
        stages.setdefault(organs.BODIES[body], []).append(_line(label, counted))
    return ProgressReport(
        issuer=issuer,
        place=organs.township_name(division),
        dated=today,
        letterhead=f"{issuer}文件",
        heading=f"关于{division.name}村（社区）“两委”换届工作进度的报告",
        addressee=words["superior"] if is_county else words["county_department"],
        signer=words["signer"],
        reference=words["reference"],
        printed_by=words["printed_by"] or issuer,
        cycle=cycle.name if cycle else "",
        whole=_line("合计", whole),
        stages=tuple(Stage(body=body, steps=tuple(lines)) for body, lines in stages.items()),
        units=tuple(
            _line(unit.name if is_county else organs.village_name(unit), counted)
            for unit, counted in (found.units if found else ())
        ),
    )


def _line(name: str, counted: Steps) -> Line:
    return Line(
        name=name,
        total=counted.total,
        done=counted.done,
        asked=counted.asked,
        returned=counted.returned,
        late=counted.late,
    )


_WORDS: Final = {
    "signer": "",
    "reference": "",
    "printed_by": "",
    "next": "对逾期和退回的环节逐村分析原因，明确责任人和完成时限；加快审批，确保按时完成。",
}


def _register(code: str, title: str, level: Level, digits: Level, **wording: str) -> None:
    register(
        Kind(
            code=code,
            title=title,
            layout=Layout.GONGWEN,
            subject=Subject("villages.Division", "code", lambda rows: rows.select_related("parent")),
            among=Q(code__regex=rf"^\d{{{int(digits)}}}$", abolished_on=None),
            facts=partial(progress_report, level=level),
            facts_type=ProgressReport,
            template="kinds/progress_report.html",
            basis="党政机关公文处理工作条例（2012年）",
            folder="报告",
            wording={**_WORDS, **wording},
            asks=("reference", "signer"),
            sheets=("report.css",),
            packaged=False,
            file_name=_file_name,
        )
    )


def _file_name(division: Any) -> str:
    return f"{division.name}换届工作进度报告"


_register("progress-township", "乡镇换届工作进度报告", Level.VILLAGE, Level.TOWNSHIP)
_register("progress-county", "县换届工作进度报告", Level.TOWNSHIP, Level.COUNTY, superior="市委组织部")
