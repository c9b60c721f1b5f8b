"""Reading groups, their members, and which townships and villages lack somebody."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Case, IntegerField, Prefetch, QuerySet, Value, When
from django.db.models.functions import Length

from accounts.models import Duty
from accounts.roles import Act, Role
from accounts.scope import Scope
from electionadmin.codes import Level
from elections.groups.models import GroupKind, GroupMember, GroupRole, WorkGroup
from villages.models import Division

_ROLES = {Level.TOWNSHIP: Role.TOWNSHIP_LIAISON, Level.VILLAGE: Role.VILLAGE_INFORMANT}
_KINDS = {Level.TOWNSHIP: GroupKind.LIAISON, Level.VILLAGE: GroupKind.INFORMANT}

# Head, deputies, members.
BY_ROLE = Case(
    *(When(role=role, then=Value(place)) for place, role in enumerate(GroupRole)), output_field=IntegerField()
)


def groups(scope: Scope, act: Act = Act.VIEW_ELECTIONS) -> QuerySet[WorkGroup]:
    """Groups of the divisions in the scope; who works in a township or village also sees those of the levels above."""
    above = {code[:length] for code in scope.prefixes(act) for length in (Level.COUNTY, Level.TOWNSHIP)}
    within = WorkGroup.objects.filter(scope.within(act, "division__code"))
    if act is Act.VIEW_ELECTIONS:
        within = within | WorkGroup.objects.filter(division__in=above)
    return within.select_related("division__parent")


def members(scope: Scope) -> QuerySet[GroupMember]:
    """Present members of the groups that the scope lets see."""
    return GroupMember.objects.filter(group__in=groups(scope).filter(ended_on=None), ends_on=None).select_related(
        "group__division__parent"
    )


def with_members(groups: QuerySet[WorkGroup]) -> QuerySet[WorkGroup]:
    """Groups in force, county first, each with its present members in order (`present`)."""
    present = GroupMember.objects.filter(ends_on=None).order_by(BY_ROLE, "position", "pk").select_related("group")
    return (
        groups.filter(ended_on=None)
        .prefetch_related(Prefetch("members", present, to_attr="present"))
        .alias(digits=Length("division__code"))
        .order_by("digits", "division_id", "position", "pk")
    )


@dataclass(slots=True)
class Post:
    """A township with its liaisons, or a village with its informants; whether an account holds the duty today."""

    division: Division
    names: list[str] = field(default_factory=list)
    has_account: bool = False


def posts(scope: Scope, level: Level) -> list[Post]:
    """Who is liaison of each township (informant of each village) in the scope; in three queries."""
    divisions = (
        Division.objects.alias(digits=Length("code"))
        .filter(scope.within(Act.VIEW_ELECTIONS), digits=level, abolished_on=None)
        .order_by("code")
    )
    names = defaultdict(list)
    named = GroupMember.objects.filter(
        scope.within(Act.VIEW_ELECTIONS, "group__division__code"),
        group__kind=_KINDS[level],
        group__ended_on=None,
        ends_on=None,
    )
    for code, name in named.order_by("position", "pk").values_list("group__division_id", "name"):
        names[code].append(name)
    held = Duty.objects.active().filter(permission__codename=_ROLES[level].value, user__is_active=True)
    accounts = set(held.values_list("content_object_id", flat=True))
    return [Post(row, names[row.code], row.code in accounts) for row in divisions]
