"""Changing the county's list of departments."""

from django.db import transaction

from accounts.roles import Act
from accounts.scope import Scope
from vetting.models import Department


@transaction.atomic
def save_department(*, scope: Scope, department: Department) -> Department:
    """Add or change a department of a county. Raises ValidationError."""
    scope.require(Act.MANAGE_DEPARTMENTS, department.county_id)
    department.full_clean()
    department.save()
    return department
