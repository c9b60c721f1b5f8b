"""The public notice of nominees as a poster to be put up (A3): whitelisted fields only, as frozen when it was posted."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse

from candidates.models import Notice, NoticeLine
from filings import organs
from filings.facts import Facts, fact
from filings.kinds import Kind, Layout, Subject, register


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the poster says of a person."""

    name: str = fact("姓名")
    sex: str = fact("性别")
    ethnicity: str = fact("民族", optional=True)
    born: str = fact("出生年月")
    party_joined: str = fact("入党时间", optional=True)
    education: str = fact("学历", optional=True)
    village: str = fact("村（社区）")
    present_post: str = fact("现任职务", optional=True)
    proposed_post: str = fact("拟提名职务")


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster(Facts):
    """A batch of nominees."""

    heading: str = fact("标题")
    body: str = fact("换届组织")
    batch: str = fact("批次")
    persons: tuple[Shown, ...] = fact("公示人员", source="候选人预备人选")
    starts_on: datetime.date | None = fact("公示开始日期")
    ends_on: datetime.date | None = fact("公示结束日期")
    days: int = fact("公示天数")
    working_days: bool = fact("是否工作日")
    telephone: str = fact("举报电话")
    address: str = fact("来信来访地址")
    email: str = fact("电子邮箱", optional=True)


def _load(notices: QuerySet[Any]) -> QuerySet[Any]:
    return notices.select_related("division", "cycle").prefetch_related(
        "lines__nomination__person", "lines__nomination__election__village__profile"
    )


def poster(notice: Notice, words: Mapping[str, str]) -> Poster:
    """Facts of the poster: what was frozen when it was posted, before that what would be."""
    lines = sorted(notice.lines.all(), key=lambda line: line.nomination.person.name_key)
    return Poster(
        issuer=notice.issuer,
        place=f"{words['county']}{organs.township_name(notice.division)}",
        dated=notice.posted_on,
        heading="公示",
        body=organs.BODIES[notice.body],
        batch=notice.batch,
        persons=tuple(_shown(line) for line in lines),
        starts_on=notice.starts_on,
        ends_on=notice.ends_on,
        days=notice.days,
        working_days=notice.working_days,
        telephone=notice.telephone,
        address=notice.address,
        email=notice.email,
    )


def _shown(line: NoticeLine) -> Shown:
    if line.shown:
        return Shown(**{name: str(value or "") for name, value in line.shown.items()})
    nomination = line.nomination
    person = nomination.person
    return Shown(
        name=person.name,
        sex={"M": "男", "F": "女"}.get(person.sex, ""),
        ethnicity=person.ethnicity,
        born=f"{person.birth_date:%Y.%m}" if person.birth_date else "",
        party_joined=f"{person.party_joined:%Y.%m}" if person.party_joined else "",
        education=str(person.get_education_display() or ""),
        village=organs.village_name(nomination.election.village),
        present_post="",
        proposed_post=f"{organs.BODIES[nomination.election.body]}{nomination.get_post_display()}",
    )


_WORDS: Final = {
    "opening": "根据村（社区）“两委”换届工作安排，经资格联审、考察和集体研究，现将{body}换届选举候选人预备人选（{batch}）予以公示。",
    "closing": "公示期间，对公示对象有异议的，可以电话、来信、来访等方式反映。反映情况应当实事求是，提倡署实名。",
}


def _register(code: str, title: str, template: str, paper: str, *, sheets: tuple[str, ...] = ()) -> None:
    register(
        Kind(
            code=code,
            title=title,
            layout=Layout.POSTER,
            subject=Subject("candidates.Notice", "division__code", _load),
            facts=poster,
            facts_type=Poster,
            template=template,
            basis="中国共产党基层组织选举工作条例；村民委员会选举规程",
            folder="公示",
            wording=_WORDS,
            sheets=sheets,
            mend=lambda notice: reverse("candidates:notice", args=[notice.pk]),
            file_name=lambda notice: f"{organs.township_name(notice.division)}{notice.batch}公示（{paper}）",
        )
    )


_register("notice-poster", "候选人预备人选公示（A3张贴）", "kinds/notice_poster.html", "A3")
_register("notice-sheet", "候选人预备人选公示（A4）", "kinds/notice_sheet.html", "A4", sheets=("poster_a4.css",))
