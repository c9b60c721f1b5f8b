"""Spreadsheet of who works in the groups of county, townships and villages.

A line makes the group where its division has none of this name. An empty cell, and a masked telephone as exports hold
it, leaves what is on record as it is. Whoever is not in the file stays.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.db.models.functions import Length
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.codes import COUNTRY
from electionadmin.trail import because
from elections.groups.models import LEVELS, TELEPHONE, GroupKind, GroupMember, GroupRole, WorkGroup
from elections.groups.queries import BY_ROLE
from people import cells as personal
from people.cells import Secret
from protect.crypto import decrypt
from protect.masking import SIGN
from sheets import cells
from sheets.dates import date
from sheets.registry import register
from sheets.spec import Counts, Field, SheetSpec
from sheets.stage import Stage

KIND_WORDS: Final = {
    GroupKind.LEADING: "领导小组",
    GroupKind.OFFICE: "办公室",
    GroupKind.WORKING: "工作组",
    GroupKind.GUIDANCE: "指导机构",
    GroupKind.LIAISON: "联络员",
    GroupKind.INFORMANT: "信息员",
}
ROLE_WORDS: Final = {GroupRole.HEAD: "组长", GroupRole.DEPUTY: "副组长", GroupRole.MEMBER: "成员"}
_KINDS: Final = {
    **{word: kind for kind, word in KIND_WORDS.items()},
    **dict.fromkeys(("换届工作领导小组", "领导组"), GroupKind.LEADING),
    **dict.fromkeys(("换届办", "领导小组办公室"), GroupKind.OFFICE),
    **dict.fromkeys(("专班", "工作专班"), GroupKind.WORKING),
    **dict.fromkeys(("指导组", "选举工作指导机构", "选举工作指导组"), GroupKind.GUIDANCE),
    "乡镇联络员": GroupKind.LIAISON,
    "村信息员": GroupKind.INFORMANT,
}
_ROLES: Final = {
    **{word: role for role, word in ROLE_WORDS.items()},
    **dict.fromkeys(("主任", "负责人"), GroupRole.HEAD),
    "副主任": GroupRole.DEPUTY,
    **dict.fromkeys(("组员", "联络员", "信息员"), GroupRole.MEMBER),
}
# What each group of levels may hold, as SQL sees it: kind and length of the division's code.
_FITTING: Final = [f"{kind.value}:{level.value}" for kind, levels in LEVELS.items() for level in levels]  # type: ignore[attr-defined]
_PLAIN: Final = ("role", "office", "duties", "starts_on")


def _telephone(cell: Any) -> str:
    """Cipher text of a telephone number under this table's own context, or a masked one as it stands."""
    found = personal.telephone(cell)
    return Secret.of(found.plain, TELEPHONE) if isinstance(found, Secret) else found


@register
class GroupMemberSheet(SheetSpec):
    """Members of the groups."""

    name = "group_members"
    title = _("Working groups and contacts")
    about = _(
        "One line for each person in a group. A group that does not exist yet is founded. An empty cell and a masked"
        " telephone leave what is on record as it is; whoever is not in the file stays."
    )
    act = Act.CHANGE_GROUPS
    view_act = Act.VIEW_ELECTIONS
    exports = True
    key = ("code", "group_name", "person")
    fields = (
        Field(
            key="code",
            header=_("Statistical code"),
            names=("统计用区划代码", "区划代码", "行政区划代码", "代码", "division code"),
            parse=cells.division_code,
            sql='varchar(12) COLLATE "C"',
            required=True,
            hint=_("6 digits of the county, 9 of a township, 12 of a village"),
            width=16,
        ),
        Field(
            key="division",
            header=_("Division"),
            names=("区划", "单位区划", "乡镇（村）", "区划名称"),
            parse=cells.text(longest=100),
            hint=_("Not stored: for the reader"),
        ),
        Field(
            key="group_name",
            header=_("Group"),
            names=("组别", "工作组", "组织", "组名"),
            parse=cells.text(longest=60),
            required=True,
            width=20,
        ),
        Field(
            key="kind",
            header=_("Kind of group"),
            names=("组织类型", "类型", "类别"),
            parse=cells.choice(_KINDS),
            sql="varchar(16)",
            choices=tuple(KIND_WORDS.values()),
            hint=_("Needed for a group that does not exist yet"),
        ),
        Field(
            key="person",
            header=_("Name"),
            names=("姓名", "名字"),
            parse=cells.text(longest=50),
            required=True,
        ),
        Field(
            key="role",
            header=pgettext_lazy("group", "Role"),
            names=("组内职务", "角色", "分工职务"),
            parse=cells.choice(_ROLES),
            sql="varchar(16)",
            choices=tuple(ROLE_WORDS.values()),
        ),
        Field(
            key="office",
            header=_("Work unit and post"),
            names=("单位及职务", "单位职务", "工作单位", "单位"),
            parse=cells.text(longest=100),
            width=24,
        ),
        Field(
            key="duties",
            header=_("Duties in the group"),
            names=("分工", "职责", "工作职责"),
            parse=cells.text(longest=300),
            width=24,
        ),
        Field(
            key="telephone",
            header=_("Telephone"),
            names=("电话", "联系电话", "手机", "手机号", "手机号码"),
            parse=_telephone,
            private=True,
            width=16,
        ),
        Field(
            key="starts_on",
            header=pgettext_lazy("seat", "From"),
            names=("开始日期", "起始日期"),
            parse=date(day_needed=True),
            sql="date",
        ),
    )

    def check(self, stage: Stage) -> None:
        """Divisions within the user's own, kinds that fit their level, one line for each person of a group."""
        codes = list(stage.order.prefixes(self.act))
        if COUNTRY not in codes:
            stage.refuse(
                "code",
                gettext("The division lies outside yours. Delete the line."),
                "SELECT line, code AS value FROM sheet_rows WHERE NOT code ^@ ANY(%(codes)s)",
                {"codes": codes},
            )
        stage.refuse(
            "code",
            gettext("No county, township or village in force has this code. Compare it with the list of divisions."),
            "SELECT line, code AS value FROM sheet_rows LEFT JOIN villages_division AS d USING (code)"
            " WHERE code IS NOT NULL AND (d.code IS NULL OR d.abolished_on IS NOT NULL OR length(code) < 6)",
        )
        stage.refuse(
            "kind",
            gettext("This kind of group does not exist at this level. Choose another kind."),
            "SELECT line, kind AS value FROM sheet_rows WHERE kind IS NOT NULL AND code IS NOT NULL"
            " AND NOT kind || ':' || length(code) = ANY(%(fitting)s)",
            {"fitting": _FITTING},
        )
        stage.refuse(
            "kind",
            gettext("The division has no group of this name yet. Give its kind."),
            "SELECT s.line FROM sheet_rows AS s WHERE s.kind IS NULL AND NOT EXISTS (SELECT FROM elections_workgroup AS g"
            " WHERE g.division_id = s.code AND g.name = s.group_name AND g.ended_on IS NULL)",
            value=False,
        )
        stage.refuse_repeated(gettext("This person stands in the same group in line %(first)s already."))

    def load(self, stage: Stage) -> Counts:
        """Groups, then members; only what differs is written."""
        columns = ("code", "group_name", "kind", "person", "role", "office", "duties", "telephone", "starts_on")
        rows = [
            dict(zip(columns, row, strict=True))
            for row in stage.query(f"SELECT {', '.join(columns)} FROM sheet_rows WHERE NOT bad ORDER BY line")
        ]
        with because(gettext("Import of %(file)s") % {"file": stage.order.file_name}):
            return _store(rows)

    def export(self, scope: Scope) -> Iterator[Sequence[Any]]:
        """Present members within the scope, telephones masked."""
        members = (
            GroupMember.objects.filter(
                scope.within(Act.VIEW_ELECTIONS, "group__division__code"), group__ended_on=None, ends_on=None
            )
            .select_related("group__division")
            .alias(digits=Length("group__division__code"))
            .order_by("digits", "group__division_id", "group__position", "group_id", BY_ROLE, "position", "pk")
        )
        return map(_row, members.iterator(chunk_size=2000))


def _store(rows: Sequence[dict[str, Any]]) -> Counts:
    counts = Counts()
    groups = _groups(rows)
    known: dict[tuple[int, str], GroupMember] = {}
    present = GroupMember.objects.select_for_update(of=("self",)).filter(
        group__in={group.pk for group in groups.values()}, ends_on=None
    )
    for member in present.order_by("-pk"):
        known[member.group_id, member.name] = member
    new: list[GroupMember] = []
    for row in rows:
        group = groups[row["code"], row["group_name"]]
        found = known.get((group.pk, row["person"]))
        if found is None:
            new.append(_filled(GroupMember(group=group, name=row["person"]), row)[0])
        elif changed := _filled(found, row)[1]:
            found.save(update_fields=changed)
            counts.changed += 1
        else:
            counts.unchanged += 1
    GroupMember.objects.bulk_create(new)
    counts.created = len(new)
    return counts


def _groups(rows: Sequence[dict[str, Any]]) -> dict[tuple[str, str], WorkGroup]:
    """The groups of the rows, those founded now among them."""
    codes = {row["code"] for row in rows}
    groups = {
        (group.division_id, group.name): group
        for group in WorkGroup.objects.select_for_update().filter(division__in=codes, ended_on=None)
    }
    for row in rows:
        key = row["code"], row["group_name"]
        if key not in groups:
            groups[key] = WorkGroup.objects.create(division_id=row["code"], name=row["group_name"], kind=row["kind"])
    return groups


def _filled(member: GroupMember, row: dict[str, Any]) -> tuple[GroupMember, list[str]]:
    """The member with the values of a row, and the fields that differ."""
    values = {name: row[name] for name in _PLAIN if row[name] is not None}
    if row["telephone"] and SIGN not in row["telephone"]:
        values["telephone"] = decrypt(row["telephone"], context=TELEPHONE)
    changed = [name for name, value in values.items() if getattr(member, name) != value]
    for name in changed:
        setattr(member, name, values[name])
    return member, changed


def _row(member: GroupMember) -> Sequence[Any]:
    group = member.group
    return (
        group.division_id,
        group.division.name,
        group.name,
        KIND_WORDS[GroupKind(group.kind)],
        member.name,
        ROLE_WORDS[GroupRole(member.role)],
        member.office,
        member.duties,
        member.masked_telephone,
        member.starts_on,
    )
