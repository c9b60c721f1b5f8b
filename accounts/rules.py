"""Which duty an account may be given."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import APART, LEVELS, OF_A_DEPARTMENT, Role
from electionadmin.codes import Level


@dataclass(frozen=True, slots=True)
class DutyProblem:
    """What is wrong with a duty, and the field that mends it."""

    field: str
    message: str | Promise


WRONG_LEVEL = {
    Level.COUNTY: _("This role is held on a county. Choose the county."),
    Level.TOWNSHIP: _("This role is held on a township. Choose a township, town or street."),
    Level.VILLAGE: _("This role is held on a village. Choose a village or community."),
}


def duty_problems(
    *, role: Role, level: Level, has_department: bool, roles_before: Collection[Role]
) -> list[DutyProblem]:
    """Everything that speaks against a duty; empty when nothing does.

    Args:
        role: The role to be given.
        level: Level of the division on which it would be held.
        has_department: Whether a department is named with it.
        roles_before: Roles that the account has ever held: nobody may audit what he did as an administrator
            (GB/T 22239-2019, 8.1.4.2).

    """
    problems = []
    if level is not LEVELS[role]:
        problems.append(DutyProblem("division", WRONG_LEVEL[LEVELS[role]]))
    if role in OF_A_DEPARTMENT and not has_department:
        problems.append(DutyProblem("department", _("This duty is held for a department. Choose it.")))
    if role not in OF_A_DEPARTMENT and has_department:
        problems.append(
            DutyProblem("department", _("Only a reviewer or the head of a department has one. Leave it empty."))
        )
    if role in APART and (set(APART) - {role}) & set(roles_before):
        message = _("Administrator and auditor are never one account. Create another account for this duty.")
        problems.append(DutyProblem("role", message))
    return problems
