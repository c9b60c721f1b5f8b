"""The electorate roll as posted (announcement 4): by group, in the order of strokes, hundreds of pages fast."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from filings import organs
from filings.facts import Facts, fact
from filings.kinds import Kind, Layout, Subject, register
from rolls.models import Edition, Entry, Roll, State

SEXES: Final = {"M": "男", "F": "女"}
BASES: Final[dict[str, str]] = {
    "resident": "户在人在",
    "absent": "户在人不在",
    "outsider": "外来登记",
    "household": "户籍居民",
    "living": "居住居民",
    "worker": "社区工作者",
    "married_in": "婚入未迁",
    "former": "原籍村民",
    "converted": "农转非",
    "returning": "返乡人才",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Elector:
    """One registered voter as posted: no ID number, no day of birth."""

    number: int | None = fact("选民证号", optional=True)
    name: str = fact("姓名")
    sex: str = fact("性别")
    born: str = fact("出生年月", optional=True)
    basis: str = fact("登记依据", optional=True)
    note: str = fact("备注", optional=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A villagers' group and its voters in the order of strokes."""

    name: str = fact("村民小组")
    electors: tuple[Elector, ...] = fact("选民")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedRoll(Facts):
    """A roll."""

    heading: str = fact("标题")
    term: str = fact("届次")
    total: int = fact("登记人数", source="选民名单")
    groups: tuple[Group, ...] = fact("各组名单", source="选民名单")
    published_on: datetime.date | None = fact("公布日期")
    election_day: datetime.date | None = fact("选举日")


def with_standing(rolls: QuerySet[Any]) -> QuerySet[Any]:
    """Rolls with village and township, and as `standing` those who are on them, group by group."""
    entries = Entry.objects.filter(unlisted="", removed_in=None).defer("id_number", "id_index")
    return rolls.select_related("election__village__parent", "election__village__profile").prefetch_related(
        Prefetch("entries", entries.order_by("group_order", "group", "name_key", "pk"), to_attr="standing")
    )


def _load(rolls: QuerySet[Any]) -> QuerySet[Any]:
    return with_standing(rolls).prefetch_related(Prefetch("editions", Edition.objects.order_by("number")))


def posted_roll(roll: Roll, words: Mapping[str, str]) -> PostedRoll:
    """Facts of the roll as it stands."""
    village = roll.election.village
    groups: dict[str, list[Elector]] = {}
    for entry in roll.standing:  # type: ignore[attr-defined]  # from the prefetch
        groups.setdefault(entry.group, []).append(
            Elector(
                number=entry.number,
                name=entry.name,
                sex=SEXES[entry.sex],
                born=f"{entry.birth_date:%Y.%m}" if entry.birth_date else "",
                basis=BASES.get(entry.basis, ""),
                note=entry.note,
            )
        )
    return PostedRoll(
        issuer=organs.election_committee(village),
        place=organs.place_of(village, words["county"]),
        dated=roll.published_on,
        heading=f"{organs.village_name(village)}登记参加选举的{organs.people(village)}名单",
        term=words["term"],
        total=sum(len(electors) for electors in groups.values()),
        groups=tuple(
            Group(name=organs.group_name(village, name) or "未分组", electors=tuple(electors))
            for name, electors in groups.items()
        ),
        published_on=roll.published_on,
        election_day=roll.election.election_day,
    )


register(
    Kind(
        code="electorate-roll",
        title="登记参加选举的村（居）民名单",
        layout=Layout.ROLL,
        subject=Subject("rolls.Roll", "election__village__code", _load),
        among=~Q(state=State.DRAFT),
        facts=posted_roll,
        facts_type=PostedRoll,
        template="kinds/electorate_roll.html",
        basis="村民委员会组织法（2025年修订）第十七条",
        folder="选民名单",
        wording={
            "opening": "{place}{term}换届选举登记参加选举的人员共{total}人，现予公布。对名单有异议的，应当自公布之日起五日内向{issuer}提出。"
        },
        mend=lambda roll: reverse("elections:election", args=[roll.election_id]),
        file_name=lambda roll: f"{organs.village_name(roll.election.village)}选民名单",
    ),
)
