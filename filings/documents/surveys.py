"""Survey of a village before the change of terms (documents.md 6.2, 调研摸底表): figures of its profile, who sits today, the audit."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from electionadmin.codes import Level
from filings import organs
from filings.facts import Facts, fact
from filings.kinds import Kind, Layout, Subject, register
from filings.persons import Profile, profile_of
from filings.templatetags.paper import day
from villages.models import BY_GROUP, Body, Member, Post
from villages.spreadsheets.members import POST_WORDS

_SOURCE: Final = "村（社区）基本情况"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incumbent:
    """Somebody who sits on a body today."""

    body: str = fact("组织")
    post: str = fact("职务")
    person: Profile = fact("成员")
    since: datetime.date | None = fact("任职时间", optional=True, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey(Facts):
    """The survey; what the township found on the spot is written in by hand."""

    heading: str = fact("标题")
    name: str = fact("村（社区）")
    as_of: datetime.date | None = fact("数据截止日期", source=_SOURCE)
    population: int | None = fact("人口", source=_SOURCE)
    households: int | None = fact("户数", source=_SOURCE)
    adults: int | None = fact("18周岁以上人口", source=_SOURCE)
    party_members: int | None = fact("党员人数", source=_SOURCE)
    groups: int | None = fact("村（居）民小组数", source=_SOURCE)
    income: int | None = fact("集体年收入（元）", source=_SOURCE)
    debt: int | None = fact("集体负债（元）", source=_SOURCE)
    merged_from: str = fact("合并情况", optional=True, source=_SOURCE, default="")
    weak: bool = fact("软弱涣散党组织", source=_SOURCE)
    weak_note: str = fact("软弱涣散原因和整顿情况", optional=True, source=_SOURCE, default="")
    audit: str = fact("离任审计", optional=True, source="离任审计", default="")
    incumbents: tuple[Incumbent, ...] = fact("现任班子", source="村级组织成员")


def survey(village: Any, words: Mapping[str, str]) -> Survey:
    """Facts of the survey. A village without a profile lacks every figure."""
    profile = getattr(village, "profile", None)
    return Survey(
        issuer=organs.township_committee(village),
        place=organs.place_of(village, words["county"]),
        heading=f"{organs.village_name(village)}换届选举调研摸底表",
        name=organs.village_name(village),
        as_of=profile.as_of if profile else None,
        population=profile.population if profile else None,
        households=profile.households if profile else None,
        adults=profile.adults if profile else None,
        party_members=profile.party_members if profile else None,
        groups=profile.groups if profile else None,
        income=profile.collective_income if profile else None,
        debt=profile.collective_debt if profile else None,
        merged_from=profile.merged_from if profile else "",
        weak=profile.weak_organisation if profile else False,
        weak_note=profile.weak_note if profile else "",
        audit=_audit(village),
        incumbents=tuple(_incumbents(village)),
    )


def _audit(village: Any) -> str:
    """The newest audit of those who leave office: by whom, published when, with what result."""
    newest = next(iter(village.audits.all()), None)
    if newest is None:
        return ""
    return f"{newest.auditor}审计，{day(newest.published_on)}公布，{newest.get_conclusion_display()}"


def _incumbents(village: Any) -> list[Incumbent]:
    order = list(Post)
    return [
        Incumbent(
            body=organs.body_word(village, body.kind),
            post=POST_WORDS[Post(member.post)],
            person=profile_of(member.person),
            since=member.starts_on,
        )
        for body in village.bodies.all()
        for member in sorted(body.sitting, key=lambda member: order.index(Post(member.post)))
    ]


def _load(rows: QuerySet[Any]) -> QuerySet[Any]:
    sitting = Member.objects.filter(ends_on=None).select_related("person").order_by("position", "person__name_key")
    bodies = Body.objects.exclude(kind__in=BY_GROUP).order_by("pk")
    return rows.select_related("parent", "profile").prefetch_related(
        "audits", Prefetch("bodies", bodies.prefetch_related(Prefetch("members", sitting, to_attr="sitting")))
    )


register(
    Kind(
        code="village-survey",
        title="换届选举调研摸底表",
        layout=Layout.FORM,
        subject=Subject("villages.Division", "code", _load),
        among=Q(code__regex=rf"^\d{{{int(Level.VILLAGE)}}}$", abolished_on=None),
        facts=survey,
        facts_type=Survey,
        template="kinds/village_survey.html",
        basis="村（社区）“两委”换届工作方案",
        folder="报告",
        mend=lambda village: reverse("villages:village", args=[village.pk]),
        file_name=lambda village: f"{organs.village_name(village)}调研摸底表",
    )
)
