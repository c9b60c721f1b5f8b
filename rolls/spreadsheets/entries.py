"""Spreadsheet of the registered voters, and of those not listed. An empty cell leaves what is on record as it is."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.roles import Act
from electionadmin.trail import because
from people import cells as personal
from people.bulk import id_index
from people.pinyin import of_person
from people.spreadsheets.places import village_code_field, village_name_field
from people.strokes import name_key
from protect.masking import SIGN
from rolls.models import Basis, Unlisted
from rolls.rules import group_order, normal_group
from rolls.spreadsheets import checks, load
from sheets import cells
from sheets.dates import date
from sheets.problems import Refused
from sheets.registry import register
from sheets.spec import Counts, Extra, Field, SheetSpec
from sheets.stage import Stage

BASIS_WORDS: Final = {
    Basis.RESIDENT: "户籍在本村并居住",
    Basis.ABSENT: "户籍在本村不居住本人表示参加",
    Basis.OUTSIDER: "户籍不在本村经会议同意",
    Basis.HOUSEHOLD: "户籍在社区本人表示参加",
    Basis.LIVING: "常住社区本人表示参加",
    Basis.WORKER: "社区工作者",
    Basis.MARRIED_IN: "婚嫁居住",
    Basis.FORMER: "原村民享有集体权益",
    Basis.CONVERTED: "农转非居住或工作",
    Basis.RETURNING: "来村居住外来人员",
}
_BASES: Final = {
    **{word: basis for basis, word in BASIS_WORDS.items()},
    **dict.fromkeys(("a", "A", "（一）", "(一)", "一", "1", "甲", "在村居住"), Basis.RESIDENT),
    **dict.fromkeys(("b", "B", "（二）", "(二)", "二", "2", "乙", "外出表示参加"), Basis.ABSENT),
    **dict.fromkeys(("c", "C", "（三）", "(三)", "三", "3", "丙", "外来经同意"), Basis.OUTSIDER),
}
UNLISTED_WORDS: Final = {
    Unlisted.UNDECLARED: "未表示参加",
    Unlisted.PENDING: "申请未议定",
    Unlisted.REFUSED: "会议未同意",
    Unlisted.ELSEWHERE: "已在他村登记",
    Unlisted.UNDER_AGE: "不满十八周岁",
    Unlisted.DEPRIVED: "剥夺政治权利",
    Unlisted.INCAPABLE: "无行为能力",
    Unlisted.UNREACHABLE: "无法联系",
    Unlisted.LEFT: "死亡或迁出",
}
_UNLISTED: Final = {
    **{word: reason for reason, word in UNLISTED_WORDS.items()},
    **dict.fromkeys(("死亡", "迁出"), Unlisted.LEFT),
    **dict.fromkeys(("被剥夺政治权利", "剥权"), Unlisted.DEPRIVED),
    **dict.fromkeys(("未满18周岁", "不满18周岁", "未成年"), Unlisted.UNDER_AGE),
}
_LONGEST_GROUP, _LONGEST_NOTE, _LONGEST_DOCUMENT = 30, 200, 60


def _group(cell: Any) -> str:
    text: str = cells.text(longest=_LONGEST_GROUP)(cells.as_text(cell))
    return normal_group(text)


def _past_day(cell: Any) -> Any:
    """A whole date that has come: the age on the election day depends on the day."""
    found = date(day_needed=True)(cell)
    day: Any = getattr(found, "value", found)
    if day > personal.today():
        raise Refused(gettext("This day is still to come. Give a day that has come."))
    return found


def _day(key: str, header: Any, *names: str) -> Field:
    return Field(key=key, header=header, names=names, parse=_past_day, sql="date")


@register
class RollSheet(SheetSpec):
    """Voters of the rolls that are being drawn up."""

    name = "rolls"
    title = _("Electorate rolls")
    about = _(
        "One line for each voter, or for somebody not listed, with the reason. Only rolls that are not published yet are "
        "changed. An empty cell leaves what is on record as it is; a masked number too. Who is not in the file is named, and stays."
    )
    act = Act.CHANGE_ROLLS
    view_act = Act.VIEW_ROLLS
    fields = (
        village_code_field(),
        village_name_field(),
        Field(key="person", header=_("Name"), names=("姓名", "选民姓名", "name"), parse=personal.name, required=True),
        Field(
            key="id_number",
            header=_("ID number"),
            names=("身份证号", "身份证号码", "公民身份号码", "身份证"),
            parse=personal.id_number,
            private=True,
            width=22,
        ),
        Field(
            key="sex", header=_("Sex"), names=("性别",), parse=personal.sex, choices=tuple(personal.SEX_WORDS.values())
        ),
        _day("birth_date", _("Date of birth"), "出生日期", "出生年月日"),
        Field(
            key="grouping",
            header=_("Villagers' group"),
            names=("村民小组", "居民小组", "小组", "组别", "组", "所在小组"),
            parse=_group,
        ),
        Field(
            key="basis",
            header=_("Basis of registration"),
            names=("登记依据", "登记类别", "登记类型", "登记情形"),
            parse=cells.choice(_BASES),
            sql="varchar(16)",
            choices=tuple(BASIS_WORDS.values()),
            width=28,
        ),
        Field(
            key="unlisted",
            header=_("Why not listed"),
            names=("不列入原因", "不登记原因", "未登记原因"),
            parse=cells.choice(_UNLISTED),
            sql="varchar(16)",
            choices=tuple(UNLISTED_WORDS.values()),
            width=16,
        ),
        _day("declared_on", _("Own declaration or application of"), "本人表示日期", "申请日期", "本人申请日期"),
        _day("here_since", _("Living or working here since"), "居住起始日期", "来村日期", "工作起始日期"),
        _day("confirmed_on", _("Confirmed by the election committee on"), "确认日期"),
        Field(
            key="resolution",
            header=_("Number of the resolution"),
            names=("决议编号", "会议决议", "决议"),
            parse=cells.text(longest=_LONGEST_DOCUMENT),
            hint=_("Of the meeting that agreed; it is recorded with the roll first"),
            width=18,
        ),
        Field(
            key="note",
            header=pgettext_lazy("roll", "Note"),
            names=("备注", "说明"),
            parse=cells.text(longest=_LONGEST_NOTE),
            width=20,
        ),
    )
    extras = (
        Extra("id_index", 'varchar(64) COLLATE "C"'),
        Extra("id_last4", "varchar(4)"),
        Extra("id_sex"),
        Extra("id_birth", "date"),
        Extra("name_key", 'text COLLATE "C"'),
        Extra("initials"),
        Extra("group_order", "integer"),
        Extra("election_id", "bigint"),
        Extra("cycle_id", "bigint"),
        Extra("roll_id", "bigint"),
        Extra("entry_id", "bigint"),
        Extra("resolution_id", "bigint"),
    )

    def prepare(self, columns: Mapping[str, Sequence[Any]]) -> Sequence[Sequence[Any]]:
        """Indexes of the numbers, what an ID number says, sort and search keys of the names."""
        numbers = [_said(value) for value in columns["id_number"]]
        nothing = [None] * len(numbers)
        return (
            *map(list, zip(*numbers, strict=True)),
            [name and name_key(name) for name in columns["person"]],
            [name and of_person(name).initials[:50] for name in columns["person"]],
            [None if group is None else group_order(group) for group in columns["grouping"]],
            *[nothing] * 5,
        )

    def check(self, stage: Stage) -> None:
        """Villages, rolls still open, personal data, bases of registration, who is who, one village only."""
        checks.check(stage, self.act, self.view_act)

    def load(self, stage: Stage) -> Counts:
        """New and changed entries."""
        with because(gettext("Import of %(file)s") % {"file": stage.order.file_name}):
            return load.load(stage)


def _said(value: str | None) -> tuple[str | None, str | None, str | None, Any]:
    """Index, last four characters, sex and date of birth of an ID number; of a masked one the last four alone."""
    if isinstance(value, personal.SecretIdNumber):
        known = value.known
        return id_index(known.number), known.last4, known.sex, known.birth_date
    return None, value[-4:] if value and not value.endswith(SIGN) else None, None, None
