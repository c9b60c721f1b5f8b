"""Spreadsheet of the bodies' present members and their personal data.

An empty cell leaves what is on record as it is. Members who are not in the file are named, and stay. A person is
found in the county by ID number; without one, or with a masked one as exports hold it, by name in the village.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.db.models import F
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.trail import because
from people import cells as personal
from people.bulk import id_index, prepare, telephone_index
from people.rules import CleanPerson
from people.spreadsheets.places import village_code_field, village_name_field
from protect.masking import SIGN
from sheets import cells
from sheets.registry import register
from sheets.spec import Counts, Extra, Field, SheetSpec
from sheets.stage import Stage
from villages.models import BodyKind, Member, Post
from villages.spreadsheets import member_checks, member_load

BODY_WORDS: Final = {
    BodyKind.PARTY: "村党组织",
    BodyKind.COMMITTEE: "村民委员会",
    BodyKind.SUPERVISORY: "村务监督委员会",
    BodyKind.COUNCIL: "集体经济组织理事会",
    BodyKind.REPRESENTATIVES: "村民代表",
    BodyKind.GROUPS: "村民小组",
}
_BODIES: Final = {
    **{word: kind for kind, word in BODY_WORDS.items()},
    **dict.fromkeys(
        (
            "党组织",
            "社区党组织",
            "党支部",
            "党支部委员会",
            "党总支",
            "党总支委员会",
            "党委",
            "村党支部",
            "村党总支",
            "村党委",
        ),
        BodyKind.PARTY,
    ),
    **dict.fromkeys(("村委会", "居民委员会", "居委会", "社区居委会", "社区居民委员会"), BodyKind.COMMITTEE),
    **dict.fromkeys(("居务监督委员会", "监督委员会", "监委会", "村监委会", "村务监督委"), BodyKind.SUPERVISORY),
    **dict.fromkeys(("理事会", "农村集体经济组织理事会", "经济合作社理事会", "股份经济合作社理事会"), BodyKind.COUNCIL),
    **dict.fromkeys(("居民代表", "村民代表会议"), BodyKind.REPRESENTATIVES),
    **dict.fromkeys(("居民小组", "小组"), BodyKind.GROUPS),
}
POST_WORDS: Final = {
    Post.SECRETARY: "书记",
    Post.DEPUTY_SECRETARY: "副书记",
    Post.DIRECTOR: "主任",
    Post.DEPUTY_DIRECTOR: "副主任",
    Post.CHAIR: "理事长",
    Post.DEPUTY_CHAIR: "副理事长",
    Post.MEMBER: "委员",
    Post.COUNCILLOR: "理事",
    Post.REPRESENTATIVE: "代表",
    Post.GROUP_HEAD: "组长",
    Post.DEPUTY_GROUP_HEAD: "副组长",
}
_POSTS: Final = {
    **{word: post for post, word in POST_WORDS.items()},
    **dict.fromkeys(("党支部书记", "支部书记", "党总支书记", "党委书记"), Post.SECRETARY),
    **dict.fromkeys(("党支部副书记", "支部副书记"), Post.DEPUTY_SECRETARY),
    **dict.fromkeys(("村主任", "村委会主任", "居委会主任"), Post.DIRECTOR),
    **dict.fromkeys(("村委会副主任", "居委会副主任"), Post.DEPUTY_DIRECTOR),
    **dict.fromkeys(("村民代表", "居民代表"), Post.REPRESENTATIVE),
    **dict.fromkeys(("村民小组长", "居民小组长", "小组长"), Post.GROUP_HEAD),
    **dict.fromkeys(("副小组长", "村民小组副组长"), Post.DEPUTY_GROUP_HEAD),
    **dict.fromkeys(("支部委员", "支委", "村委委员", "成员"), Post.MEMBER),
}
_MOST_PLACES: Final = 999
_LONGEST_GROUP: Final = 30


@register
class MemberSheet(SheetSpec):
    """Members of the bodies."""

    name = "members"
    title = _("Members of the bodies")
    about = _(
        "One line for each seat. An empty cell leaves what is on record as it is; a masked number too. "
        "Members who are not in the file are named, and stay."
    )
    act = Act.CHANGE_PERSONS
    view_act = Act.VIEW_PERSONS
    exports = True
    fields = (
        village_code_field(),
        village_name_field(),
        Field(
            key="body",
            header=_("Body"),
            names=("班子", "组织", "机构", "所在班子"),
            parse=cells.choice(_BODIES),
            sql="varchar(16)",
            required=True,
            choices=tuple(BODY_WORDS.values()),
            width=20,
        ),
        Field(
            key="post",
            header=_("Post"),
            names=("职务", "现任职务", "岗位"),
            parse=cells.choice(_POSTS),
            sql="varchar(16)",
            required=True,
            choices=tuple(POST_WORDS.values()),
        ),
        Field(key="person", header=_("Name"), names=("姓名", "name"), parse=personal.name, required=True),
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
        Field(
            key="birth_date",
            header=_("Date of birth"),
            names=("出生日期", "出生年月", "出生年月日"),
            parse=personal.past_date(),
            sql="date",
        ),
        Field(key="ethnicity", header=_("Ethnic group"), names=("民族",), parse=personal.ethnicity),
        Field(
            key="education",
            header=_("Education"),
            names=("学历", "文化程度"),
            parse=personal.education,
            sql="smallint",
            choices=tuple(personal.EDUCATION_WORDS[level] for level in sorted(personal.EDUCATION_WORDS)),
        ),
        Field(
            key="party_joined",
            header=_("Joined the Party"),
            names=("入党时间", "入党日期", "入党年月"),
            parse=personal.past_date(),
            sql="date",
        ),
        Field(
            key="telephone",
            header=_("Telephone"),
            names=("电话", "联系电话", "手机", "手机号", "手机号码"),
            parse=personal.telephone,
            private=True,
            width=16,
        ),
        Field(
            key="starts_on",
            header=pgettext_lazy("seat", "From"),
            names=("任职时间", "任职日期", "任职年月"),
            parse=personal.past_date(),
            sql="date",
        ),
        Field(
            key="position",
            header=_("Order"),
            names=("排序", "排名", "次序"),
            parse=cells.whole_number(most=_MOST_PLACES),
            sql="smallint",
        ),
        Field(
            key="group_name",
            header=_("Villagers' group"),
            names=("村民小组", "居民小组", "小组", "组别"),
            parse=cells.text(longest=_LONGEST_GROUP),
        ),
    )
    extras = (
        Extra("id_index", 'varchar(64) COLLATE "C"'),
        Extra("id_last4", "varchar(4)"),
        Extra("id_sex"),
        Extra("id_birth", "date"),
        Extra("telephone_index", 'varchar(64) COLLATE "C"'),
        Extra("name_key", 'text COLLATE "C"'),
        Extra("pinyin"),
        Extra("initials"),
        Extra("person_id", "bigint"),
        Extra("who"),
    )

    def prepare(self, columns: Mapping[str, Sequence[Any]]) -> Sequence[Sequence[Any]]:
        """Indexes of the numbers, what an ID number says, sort and search keys of the names."""
        numbers = [_said(value) for value in columns["id_number"]]
        names = prepare(CleanPerson(name=name or "", name_original="") for name in columns["person"])
        nothing = [None] * len(numbers)
        return (
            *map(list, zip(*numbers, strict=True)),
            [
                telephone_index(value.plain) if isinstance(value, personal.Secret) else None
                for value in columns["telephone"]
            ],
            [name.name_key for name in names],
            [name.pinyin for name in names],
            [name.initials for name in names],
            nothing,
            nothing,
        )

    def check(self, stage: Stage) -> None:
        """Villages, posts, personal data, who is who, seats."""
        member_checks.check(stage, self.act)

    def load(self, stage: Stage) -> Counts:
        """Persons, bodies, seats."""
        with because(gettext("Import of %(file)s") % {"file": stage.order.file_name}):
            return member_load.load(stage, self.act)

    def export(self, scope: Scope) -> Iterator[Sequence[Any]]:
        """The present members within the scope by village, body, post; ID numbers and telephones masked."""
        members = (
            Member.objects.filter(
                scope.within(Act.VIEW_PERSONS, "body__village__code"), ends_on=None, body__village__abolished_on=None
            )
            .select_related("body__village", "person")
            .order_by("body__village_id", F("body__kind"), "position", "person__name_key", "pk")
        )
        return map(_row, members.iterator(chunk_size=2000))


def _said(value: str | None) -> tuple[str | None, str | None, str | None, Any]:
    """Index, last four characters, sex and date of birth of an ID number; of a masked one the last four alone."""
    if isinstance(value, personal.SecretIdNumber):
        known = value.known
        return id_index(known.number), known.last4, known.sex, known.birth_date
    return None, value[-4:] if value and not value.endswith(SIGN) else None, None, None


def _row(member: Member) -> Sequence[Any]:
    person = member.person
    return (
        member.body.village_id,
        member.body.village.name,
        BODY_WORDS[BodyKind(member.body.kind)],
        POST_WORDS[Post(member.post)],
        person.name,
        person.masked_id_number,
        personal.SEX_WORDS.get(person.sex),
        person.birth_date,
        person.ethnicity,
        None if person.education is None else personal.EDUCATION_WORDS[person.education],
        person.party_joined,
        person.masked_telephone,
        member.starts_on,
        member.position,
        member.group,
    )
