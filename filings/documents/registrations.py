"""Voter registration form (documents.md 6.2, 选民登记表): blank for a group, and filled with those registered."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from filings import organs
from filings.documents.announcements import election_page
from filings.documents.rolls import BASES, SEXES, with_standing
from filings.facts import Facts, fact
from filings.kinds import Kind, Layout, Subject, register
from rolls.models import Entry, Roll

_LAW: Final = "村民委员会组织法第十六条"
_SOURCE: Final = "选民名单"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankRegistration(Facts):
    """Blank sheets for those who register by hand, one a group."""

    heading: str = fact("标题")
    term: str = fact("届次")
    people: str = fact("对选民的称呼")
    election_day: datetime.date | None = fact("选举日", source="选举安排")
    groups: tuple[str, ...] = fact("村（居）民小组", source=_SOURCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """One who registered: on which ground, since when he is here, on what day he declared to take part."""

    number: int | None = fact("选民证号", optional=True, default=None)
    name: str = fact("姓名")
    sex: str = fact("性别")
    born: str = fact("出生年月", optional=True, default="")
    basis: str = fact("登记依据")
    declared_on: datetime.date | None = fact("本人申请日期", optional=True, default=None)
    here_since: datetime.date | None = fact("居住（工作）起始日期", optional=True, default=None)
    note: str = fact("备注", optional=True, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredGroup:
    """A group and who is registered in it."""

    name: str = fact("村（居）民小组")
    persons: tuple[Registered, ...] = fact("登记人员")


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration(Facts):
    """The filled form of a whole village."""

    heading: str = fact("标题")
    term: str = fact("届次")
    total: int = fact("登记人数", source=_SOURCE)
    election_day: datetime.date | None = fact("选举日", source="选举安排")
    groups: tuple[RegisteredGroup, ...] = fact("各组登记人员", source=_SOURCE)


def blank_registration(roll: Roll, words: Mapping[str, str]) -> BlankRegistration:
    """Facts of the blank sheets."""
    village = roll.election.village
    names = dict.fromkeys(entry.group for entry in roll.standing)  # type: ignore[attr-defined]  # from the prefetch
    return BlankRegistration(
        issuer=organs.election_committee(village),
        place=organs.place_of(village, words["county"]),
        heading=f"{organs.village_name(village)}选民登记表",
        term=words["term"],
        people=organs.people(village),
        election_day=roll.election.election_day,
        groups=tuple(organs.group_name(village, name) or "未分组" for name in names),
    )


def registration(roll: Roll, words: Mapping[str, str]) -> Registration:
    """Facts of the filled form."""
    village = roll.election.village
    groups: dict[str, list[Registered]] = {}
    for entry in roll.standing:  # type: ignore[attr-defined]  # from the prefetch
        groups.setdefault(entry.group, []).append(_registered(entry))
    return Registration(
        issuer=organs.election_committee(village),
        place=organs.place_of(village, words["county"]),
        heading=f"{organs.village_name(village)}选民登记表",
        term=words["term"],
        total=sum(len(persons) for persons in groups.values()),
        election_day=roll.election.election_day,
        groups=tuple(
            RegisteredGroup(name=organs.group_name(village, name) or "未分组", persons=tuple(persons))
            for name, persons in groups.items()
        ),
    )


def _registered(entry: Entry) -> Registered:
    return Registered(
        number=entry.number,
        name=entry.name,
        sex=SEXES[entry.sex],
        born=f"{entry.birth_date:%Y.%m}" if entry.birth_date else "",
        basis=BASES.get(entry.basis, ""),
        declared_on=entry.declared_on,
        here_since=entry.here_since,
        note=entry.note,
    )


_ROLL: Final = Subject("rolls.Roll", "election__village__code", with_standing)

register(
    Kind(
        code="registration-blank",
        title="选民登记表（空白）",
        layout=Layout.FORM,
        subject=_ROLL,
        facts=blank_registration,
        facts_type=BlankRegistration,
        template="kinds/registration_blank.html",
        basis=_LAW,
        folder="选民名单",
        mend=lambda roll: election_page(roll.election),
        file_name=lambda roll: f"{organs.village_name(roll.election.village)}选民登记表（空白）",
    ),
    Kind(
        code="registration-form",
        title="选民登记表",
        layout=Layout.ROLL,
        subject=_ROLL,
        facts=registration,
        facts_type=Registration,
        template="kinds/registration_form.html",
        basis=_LAW,
        folder="选民名单",
        mend=lambda roll: election_page(roll.election),
        file_name=lambda roll: f"{organs.village_name(roll.election.village)}选民登记表",
    ),
)
