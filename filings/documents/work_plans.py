"""Notice of the work plan (换届工作方案的通知; documents.md 6.2): the county's to its townships, a township's to its villages."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from electionadmin.codes import Level
from elections.models import Body, Cycle, Election
from filings import organs
from filings.documents.letters import Letter
from filings.facts import fact
from filings.kinds import Kind, Layout, Subject, register

_BASIS: Final = "党政机关公文处理工作条例（2012年）；GB/T 9704-2012"
_FOLDER: Final = "请示批复"
_SOURCE: Final = "换届批次"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPlan(Letter):
    """The notice with the plan after it, which is no attachment where a notice issues it: how many elections, from when to when, who does what."""

    plan: str = fact("印发的方案")
    cycle: str = fact("换届批次", source=_SOURCE)
    area: str = fact("范围", source="行政区划")
    party: int = fact("应换届党组织数", source="选举")
    committees: int = fact("应换届村（居）民委员会数", source="选举")
    starts_on: datetime.date | None = fact("开始日期", source=_SOURCE)
    election_day: datetime.date | None = fact("选举日", source=_SOURCE)
    ends_on: datetime.date | None = fact("结束日期", source=_SOURCE)


def work_plan(division: Any, words: Mapping[str, str]) -> WorkPlan:
    """Facts of the notice of a county or a township, for the newest cycle."""
    is_county = len(division.code) == Level.COUNTY
    cycles = (division if is_county else division.parent).newest_first
    cycle = cycles[0] if cycles else None
    issuer = words["county_committee"] if is_county else organs.township_committee(division)
    name = words["county"] if is_county else organs.township_name(division)
    plan = f"{name}村（社区）“两委”换届工作方案"
    bodies = [
        election.body
        for election in (cycle.all_elections if cycle else ())
        if election.village_id.startswith(division.code)
    ]
    return WorkPlan(
        issuer=issuer,
        place=name,
        letterhead=f"{issuer}文件",
        heading=f"{issuer}关于印发《{plan}》的通知",
        addressee=words["addressee"],
        plan=plan,
        reference=words["reference"],
        printed_by=issuer,
        cycle=cycle.name if cycle else "",
        area=name,
        party=bodies.count(Body.PARTY),
        committees=bodies.count(Body.COMMITTEE),
        starts_on=cycle.starts_on if cycle else None,
        election_day=cycle.election_day if cycle else None,
        ends_on=cycle.ends_on if cycle else None,
    )


def _cycles(path: str) -> Any:
    elections = Prefetch("elections", Election.objects.only("cycle", "village", "body"), to_attr="all_elections")
    return Prefetch(path, Cycle.objects.order_by("-starts_on").prefetch_related(elections), to_attr="newest_first")


def _of_county(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("parent").prefetch_related(_cycles("cycles"))


def _of_township(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("parent").prefetch_related(_cycles("parent__cycles"))


_WORDS: Final = {
    "opening": "现将《{area}村（社区）“两委”换届工作方案》印发给你们，请结合实际，认真贯彻执行。",
    "reference": "",
    "goal": "坚持和加强党的全面领导，严格执行法定程序，选优配强村（社区）“两委”班子，优化班子结构，确保换届工作依法依规、风清气正、平稳有序。",
    "prepare": "成立领导机构，开展调研摸底和离任审计，整顿软弱涣散党组织，制定方案，培训工作人员。",
    "party_stage": "按照“两推一选”程序，开展推荐提名、资格联审、考察、公示，召开党员大会选举产生新一届党组织。",
    "committee_stage": "推选选举委员会，登记选民，提名和审查候选人，按照规定的时间和方式投票选举村（居）民委员会，同步推选村（居）务监督委员会。",
    "finish": "办理工作移交、选举结果备案和资料归档，开展任职培训，总结上报。",
    "duties": "乡镇（街道）党（工）委书记为第一责任人。组织部门负责统筹协调和党组织换届，民政、社会工作部门指导村（居）民委员会选举，纪检监察、公安、检察、法院、信访等部门按照职责参加资格联审。",
    "discipline": "严明换届纪律，坚决查处拉票贿选、干扰破坏选举等行为，畅通举报渠道，做到有报必查。",
}
_LABELS: Final = {
    "addressee": "主送机关",
    "goal": "总体要求",
    "prepare": "准备阶段",
    "party_stage": "党组织换届阶段",
    "committee_stage": "村（居）民委员会换届阶段",
    "finish": "总结阶段",
    "duties": "职责分工",
    "discipline": "换届纪律",
}


def _register(code: str, title: str, level: Level, load: Any, addressee: str) -> None:
    register(
        Kind(
            code=code,
            title=title,
            layout=Layout.GONGWEN,
            subject=Subject("villages.Division", "code", load),
            among=Q(code__regex=rf"^\d{{{int(level)}}}$", abolished_on=None),
            facts=work_plan,
            facts_type=WorkPlan,
            template="kinds/work_plan.html",
            basis=_BASIS,
            folder=_FOLDER,
            needs_reference=True,
            wording={**_WORDS, "addressee": addressee},
            labels=_LABELS,
            asks=("reference",),
            packaged=False,
            mend=lambda _division: reverse("elections:cycle_list"),
            file_name=lambda division: f"{division.name}换届工作方案的通知",
        )
    )


_register(
    "work-plan-county", "县换届工作方案的通知", Level.COUNTY, _of_county, "各乡镇党委、街道党工委，县直各有关单位"
)
_register("work-plan-township", "乡镇换届工作方案的通知", Level.TOWNSHIP, _of_township, "各村（社区）党组织")
