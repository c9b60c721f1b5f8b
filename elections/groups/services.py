"""Founding, changing and dissolving groups, and who works in them."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.codes import level_of
from electionadmin.versions import Stale
from elections.groups.models import LEVELS, GroupKind, GroupMember, WorkGroup
from people.rules import normalise_telephone
from protect.services import reveal
from villages.models import Division

# The groups of the reference county, from which a county starts.
CUSTOMARY = (
    (GroupKind.LEADING, "换届工作领导小组", "统一领导全县村（社区）“两委”换届工作，研究决定重大事项。"),
    (GroupKind.OFFICE, "换届工作领导小组办公室", "承担领导小组日常工作，上传下达，督促落实。"),
    (GroupKind.WORKING, "综合协调组", "方案制定、会议组织、情况汇总、文件流转。"),
    (GroupKind.WORKING, "宣传报道组", "政策宣传、舆论引导、经验总结。"),
    (GroupKind.WORKING, "指导督导组", "业务指导、程序把关、进度督导。"),
    (GroupKind.WORKING, "信访接待组", "来信来访接待、当日研判、及时转办。"),
    (GroupKind.WORKING, "法纪监督组", "换届纪律监督、违纪违法线索处置。"),
    (GroupKind.WORKING, "分析研判组", "村情研判、人选分析、风险评估。"),
)


@transaction.atomic
def found_customary_groups(*, scope: Scope, county: Division) -> int:
    """Make those customary groups that the county lacks; how many were made."""
    scope.require(Act.CHANGE_GROUPS, county.code)
    known = set(WorkGroup.objects.filter(division=county, ended_on=None).values_list("name", flat=True))
    rows = [
        WorkGroup(division=county, kind=kind, name=name, duties=duties, position=place)
        for place, (kind, name, duties) in enumerate(CUSTOMARY, 1)
        if name not in known
    ]
    return len(WorkGroup.objects.bulk_create(rows))


@transaction.atomic
def save_group(*, scope: Scope, group: WorkGroup, values: Mapping[str, Any], version: int = 0) -> WorkGroup:
    """Found a group (of `group.division`) or change one. Raises Stale, ValidationError, Http404."""
    scope.require(Act.CHANGE_GROUPS, group.division_id)
    if group.pk is not None:
        group = WorkGroup.objects.select_for_update().get(pk=group.pk)
        if group.changed_since(version):
            raise Stale(group)
    for field, value in values.items():
        setattr(group, field, value)
    levels = LEVELS[group.kind]
    if level_of(group.division_id) not in levels:
        raise ValidationError({"kind": _("This kind of group does not exist at this level. Choose another kind.")})
    group.full_clean()
    group.save()
    return group


@transaction.atomic
def dissolve_group(*, scope: Scope, group: WorkGroup, on: datetime.date) -> WorkGroup:
    """End a group; whoever works in it ends with it. Raises ValidationError."""
    scope.require(Act.CHANGE_GROUPS, group.division_id)
    locked = WorkGroup.objects.select_for_update().get(pk=group.pk)
    _check_active(locked)
    if on > timezone.localdate():
        raise ValidationError({"on": _("This day is still to come.")})
    locked.ended_on = on
    locked.save()
    for member in locked.members.select_for_update().filter(ends_on=None):
        member.ends_on = max(on, member.starts_on or on)
        member.save()
    return locked


@transaction.atomic
def save_member(*, scope: Scope, member: GroupMember, values: Mapping[str, Any], version: int = 0) -> GroupMember:
    """Put somebody into `member.group`, or change what is on record of him. Raises Stale, ValidationError, Http404."""
    group = WorkGroup.objects.select_for_update().get(pk=member.group_id)
    scope.require(Act.CHANGE_GROUPS, group.division_id)
    _check_active(group)
    if member.pk is not None:
        member = GroupMember.objects.select_for_update(of=("self",)).select_related("group").get(pk=member.pk)
        if member.changed_since(version):
            raise Stale(member)
    values = {**values, "telephone": _telephone(values.get("telephone", member.telephone))}
    # Only what changed, so that the history does not show a new cipher text for an old number.
    changed = [field for field, value in values.items() if getattr(member, field) != value]
    for field in changed:
        setattr(member, field, values[field])
    member.full_clean()
    if member.pk is None or changed:
        member.save(update_fields=changed if member.pk else None)
    return member


def _telephone(text: str) -> str:
    if not text:
        return ""
    number = normalise_telephone(text)
    if number is None:
        message = _("This is no telephone number. Type 11 digits, or area code and number such as 0355-7832123.")
        raise ValidationError({"telephone": message})
    return number


@transaction.atomic
def end_member(*, scope: Scope, member: GroupMember, on: datetime.date) -> GroupMember:
    """Somebody leaves a group; he stays on record. Raises ValidationError."""
    locked = GroupMember.objects.select_for_update(of=("self",)).select_related("group").get(pk=member.pk)
    scope.require(Act.CHANGE_GROUPS, locked.group.division_id)
    if locked.ends_on is not None:
        raise ValidationError(_("This membership has ended already."))
    if on > timezone.localdate():
        raise ValidationError({"on": _("This day is still to come.")})
    locked.ends_on = on
    locked.full_clean()
    locked.save()
    return locked


@transaction.atomic
def reveal_contacts(*, user: User, members: list[GroupMember], reason: str, ip: str | None) -> dict[int, str]:
    """Whole telephone numbers for a contact sheet, by member; one look is recorded for each. Raises as `reveal`."""
    return {
        member.pk: reveal(user=user, obj=member, field="telephone", reason=reason, ip=ip)
        for member in members
        if member.telephone
    }


def _check_active(group: WorkGroup) -> None:
    if group.ended_on is not None:
        raise ValidationError(_("The group is dissolved; what it was stays on record."))
