"""The figures of a division: whole numbers, each with its name and the table it was counted from (documents.md 6.5)."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

from elections.models import Body
from villages.models import Division


def figure(label: str, source: str) -> Any:
    """A whole number of the report: what it is called, and which table it was counted from."""
    return field(default=0, metadata={"label": label, "source": source})


@dataclass(slots=True)
class Elections:
    """How far the elections of one kind of body are."""

    due: int = figure("应换届数", "选举")
    held: int = figure("已换届数", "选举")
    first_round: int = figure("一次选举成功数", "判定")
    second_round: int = figure("另行选举数", "投票")
    rerun: int = figure("重新选举数", "投票")
    electors: int = figure("登记参加选举人数（应到会人数）", "采用的计票数")
    voted: int = figure("参加投票人数", "采用的计票数")
    stations: int = figure("投票站、票箱数", "投票安排")


@dataclass(slots=True)
class Composition:
    """Who was elected to one kind of body. Age on the day of the vote; of whom it is not known is in no band."""

    members: int = figure("成员数", "判定")
    women: int = figure("妇女", "人员")
    party: int = figure("党员", "人员")
    minority: int = figure("少数民族", "人员")
    college: int = figure("大专以上", "人员")
    ages: int = figure("年龄合计（岁）", "人员")
    aged: int = figure("有出生日期的人数", "人员")
    to_35: int = figure("35岁以下", "人员")
    to_45: int = figure("36—45岁", "人员")
    to_55: int = figure("46—55岁", "人员")
    to_60: int = figure("56—60岁", "人员")
    over_60: int = figure("60岁以上", "人员")
    again: int = figure("连选连任", "现任成员")
    new: int = figure("新当选", "现任成员")


@dataclass(slots=True)
class Work:
    """What was done around the elections: audits, reviews, notices, unusual ways to vote."""

    audited: int = figure("已完成离任审计村数", "离任审计")
    committee_members: int = figure("选举委员会成员数", "选举委员会")
    proxies: int = figure("委托投票人数", "委托投票")
    mobile: int = figure("流动票箱投票人数", "流动票箱投票人员")
    helped: int = figure("代写人数", "代写人员")
    reviewed: int = figure("联审人次", "资格联审")
    refused: int = figure("联审不合格人次", "联审结论")
    objections: int = figure("公示期间反映件数", "公示")
    objections_closed: int = figure("反映办结件数", "公示")


@dataclass(slots=True)
class Chosen:
    """Representatives, or heads of groups, who serve today."""

    members: int = figure("人数", "村级组织成员")
    women: int = figure("妇女", "村级组织成员")
    party: int = figure("党员", "村级组织成员")
    minority: int = figure("少数民族", "村级组织成员")


@dataclass(slots=True)
class Figures:
    """All figures of one division."""

    division: Division
    villages: int = figure("村（社区）数", "行政区划")
    both_posts: int = figure("一肩挑", "判定")
    crossed: int = figure("交叉任职人数", "判定")
    elections: dict[str, Elections] = field(default_factory=lambda: {body.value: Elections() for body in Body})
    composition: dict[str, Composition] = field(default_factory=lambda: {body.value: Composition() for body in Body})
    work: Work = field(default_factory=Work)
    representatives: Chosen = field(default_factory=Chosen)
    group_heads: Chosen = field(default_factory=Chosen)


def figures_of(part: Any) -> Iterable[tuple[str, int]]:
    """Name and number of each figure of a part, in the order of the form."""
    return ((known.metadata["label"], getattr(part, known.name)) for known in fields(part) if known.metadata)


def add(summed: Any, row: Any) -> None:
    """Add the whole numbers of one part, or of all figures of a division, to another."""
    for known in fields(summed):
        value = getattr(row, known.name)
        if isinstance(value, int):
            setattr(summed, known.name, getattr(summed, known.name) + value)
