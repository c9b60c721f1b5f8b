"""Filing reports of township and county with their statistics (documents.md 6.5): counted when they are made, then frozen."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.db.models import Q

from electionadmin.codes import Level
from elections.models import Body, Cycle
from filings import organs
from filings.documents.letters import Letter
from filings.facts import fact
from filings.kinds import Kind, Layout, Subject, register
from filings.statistics import Figures, figures, total
from villages.models import Division

_BASIS: Final = "党政机关公文处理工作条例（2012年）"
_FOLDER: Final = "报告"
_TABLE: Final = "村（社区）“两委”换届选举情况统计表"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table of statistics; shares are worked out on the paper from the figures beside them."""

    name: str = fact("单位")
    villages: int = fact("村（社区）数", source="行政区划")
    party_due: int = fact("党组织应换届", source="选举")
    party_held: int = fact("党组织已换届", source="选举")
    committee_due: int = fact("村（居）委会应换届", source="选举")
    committee_held: int = fact("村（居）委会已换届", source="选举")
    first_round: int = fact("一次选举成功", source="判定")
    second_round: int = fact("另行选举", source="投票")
    rerun: int = fact("重新选举", source="投票")
    electors: int = fact("登记参加选举人数", source="采用的计票数")
    voted: int = fact("参加投票人数", source="采用的计票数")
    members: int = fact("两委成员数", source="判定")
    women: int = fact("妇女", source="人员")
    party: int = fact("党员", source="人员")
    college: int = fact("大专以上", source="人员")
    to_35: int = fact("35岁以下", source="人员")
    over_60: int = fact("60岁以上", source="人员")
    ages: int = fact("年龄合计（岁）", source="人员")
    aged: int = fact("有出生日期的人数", source="人员")
    both_posts: int = fact("一肩挑", source="判定")
    crossed: int = fact("交叉任职", source="判定")
    new: int = fact("新当选", source="现任成员")


def row_of(name: str, counted: Figures) -> Row:
    """The line of one division: both committees together where members are counted, the villagers' where votes are."""
    party, committee = counted.elections[Body.PARTY], counted.elections[Body.COMMITTEE]
    both = [counted.composition[body] for body in (Body.PARTY, Body.COMMITTEE)]

    def members(name: str) -> int:
        return sum(getattr(part, name) for part in both)

    return Row(
        name=name,
        villages=counted.villages,
        party_due=party.due,
        party_held=party.held,
        committee_due=committee.due,
        committee_held=committee.held,
        first_round=committee.first_round,
        second_round=committee.second_round,
        rerun=committee.rerun,
        electors=committee.electors,
        voted=committee.voted,
        both_posts=counted.both_posts,
        crossed=counted.crossed,
        **{
            name: members(name)
            for name in ("members", "women", "party", "college", "to_35", "over_60", "ages", "aged", "new")
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Letter):
    """A report (报告) with the table of statistics as its attachment; a report contains no request."""

    attachments: tuple[str, ...] = fact("附件", default=(_TABLE,))
    cycle: str = fact("换届批次")
    whole: Row = fact("合计")
    rows: tuple[Row, ...] = fact("分单位统计")


def report(division: Division, words: Mapping[str, str], *, level: Level) -> Report:
    """Facts of the report of a township (a row a village) or county (a row a township).

    It counts when it is asked: a report is of the day on which it is made.
    """
    cycle = Cycle.objects.filter(county_id=division.code[: Level.COUNTY]).first()
    counted = figures(cycle=cycle, code=division.code, level=level) if cycle else []
    is_county = level is Level.TOWNSHIP
    issuer = words["county_department"] if is_county else organs.township_committee(division)
    return Report(
        issuer=issuer,
        place=organs.township_name(division),
        letterhead=f"{issuer}文件",
        heading=f"关于{division.name}村（社区）“两委”换届工作情况的报告",
        addressee=words["superior"] if is_county else words["county_department"],
        signer=words["signer"],
        reference=words["reference"],
        printed_by=words["printed_by"] or issuer,
        cycle=cycle.name if cycle else "",
        whole=row_of("合计", total(counted, division)),
        rows=tuple(
            row_of(organs.village_name(one.division) if not is_county else one.division.name, one) for one in counted
        ),
    )


_WORDS: Final = {"signer": "", "reference": "", "printed_by": "", "next": "按照要求做好工作移交、培训和资料归档。"}


def _register(code: str, title: str, level: Level, digits: Level, wording: Mapping[str, str]) -> None:
    register(
        Kind(
            code=code,
            title=title,
            layout=Layout.GONGWEN,
            subject=Subject("villages.Division", "code", lambda rows: rows.select_related("parent")),
            among=Q(code__regex=rf"^\d{{{int(digits)}}}$", abolished_on=None),
            facts=partial(report, level=level),
            facts_type=Report,
            template="kinds/report.html",
            basis=_BASIS,
            folder=_FOLDER,
            wording={**_WORDS, **wording},
            asks=("reference", "signer"),
            sheets=("report.css",),
            packaged=False,
            file_name=_file_name,
        )
    )


def _file_name(division: Any) -> str:
    return f"{division.name}换届工作情况报告"


_register("report-township", "乡镇换届工作情况报告", Level.VILLAGE, Level.TOWNSHIP, {})
_register("report-county", "县换届工作情况报告", Level.TOWNSHIP, Level.COUNTY, {"superior": "市委组织部"})
