"""Correction or supplement of a published roll (documents.md 6.1)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet

from filings import organs
from filings.documents.announcements import FOLDER, Announcement, election_page
from filings.facts import fact
from filings.kinds import Kind, Layout, Subject, register
from rolls.models import Edition, Entry, Roll
from villages.models import Division

_LAW: Final = "村民委员会组织法第十七条"


_ADDED: Final = {
    "came_of_age": "新满十八周岁",
    "moved_in": "迁入",
    "joined_family": "婚嫁、收养迁入",
    "rights_restored": "恢复政治权利",
    "omitted": "漏登",
}


_REMOVED: Final = {
    "moved_out": "迁出（含参军）",
    "left_family": "婚嫁迁出",
    "died": "死亡",
    "rights_lost": "被剥夺政治权利",
    "mistaken": "误登",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A name added, struck off or corrected."""

    name: str = fact("姓名")
    group: str = fact("村民小组", optional=True, default="")
    reason: str = fact("原因", optional=True, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction(Announcement):
    """Announcement that corrects or supplements a published roll."""

    voters: str = fact("对选民的称呼")
    published_on: datetime.date | None = fact("名单公布日期", source="选民名单")
    added: tuple[Change, ...] = fact("增补", optional=True, source="选民名单", default=())
    removed: tuple[Change, ...] = fact("取消", optional=True, source="选民名单", default=())
    corrected: tuple[Change, ...] = fact("更正", optional=True, source="选民名单", default=())
    reason: str = fact("决定的理由", optional=True, source="选民名单", default="")
    electors: int = fact("更正后登记参加选举人数", source="选民名单")


def _with_entries(rows: QuerySet[Any]) -> QuerySet[Any]:
    entries = Entry.objects.defer("id_number", "id_index").order_by("group_order", "name_key", "pk")
    changed = entries.filter(Q(added_in__gt=1) | Q(removed_in__isnull=False) | Q(corrected_in__isnull=False))
    return rows.select_related("roll__election__village__parent", "roll__election__village__profile").prefetch_related(
        Prefetch("roll__entries", changed, to_attr="changed")
    )


def correction(edition: Edition, words: Mapping[str, str]) -> Correction:
    """Facts of a correction: what this edition added, struck off and put right."""
    roll, number = edition.roll, edition.number
    village = roll.election.village
    entries: list[Entry] = roll.changed  # type: ignore[attr-defined]  # from the prefetch
    return Correction(
        issuer=organs.election_committee(village),
        place=organs.place_of(village, words["county"]),
        heading=f"关于更正、补充登记参加选举的{organs.people(village)}名单的公告",
        ordinal=edition.document,
        voters=organs.people(village),
        dated=edition.announced_on,
        published_on=roll.published_on,
        added=tuple(_change(village, one, _ADDED.get(one.added_as, "")) for one in entries if one.added_in == number),
        removed=tuple(
            _change(village, one, _REMOVED.get(one.removed_as, "")) for one in entries if one.removed_in == number
        ),
        corrected=tuple(_change(village, one) for one in entries if one.corrected_in == number),
        reason=edition.reason,
        electors=edition.electors or 0,
    )


def _change(village: Division, entry: Entry, reason: str = "") -> Change:
    return Change(name=entry.name, group=organs.group_name(village, entry.group), reason=reason)


def _page(roll: Roll) -> str:
    return election_page(roll.election)


def _named(roll: Roll, what: str) -> str:
    return f"{organs.village_name(roll.election.village)}{what}"


register(
    Kind(
        code="roll-correction",
        title="选民名单更正（补充）公告",
        layout=Layout.ANNOUNCEMENT,
        subject=Subject("rolls.Edition", "roll__election__village__code", _with_entries),
        among=Q(number__gt=1, announced_on__isnull=False),
        facts=correction,
        facts_type=Correction,
        template="kinds/roll_correction.html",
        basis=_LAW,
        folder=FOLDER,
        mend=lambda edition: _page(edition.roll),
        file_name=lambda edition: _named(edition.roll, f"选民名单更正公告 {edition.number}"),
    ),
)
