"""The list of departments."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from electionadmin.web.lists import Column, Table
from vetting.models import Department


def state_of(department: Department) -> tuple[str, Any]:
    """Badge: whether the department takes part today."""
    today = timezone.localdate()
    if department.valid_from and department.valid_from > today:
        return "wait", _("not yet")
    if department.valid_until and department.valid_until < today:
        return "info", _("no longer")
    return "ok", _("takes part")


DEPARTMENTS = Table(
    name="departments",
    columns=(
        Column("position", _("Order"), "position", sort="position", numeric=True),
        Column(
            "name",
            _("Department"),
            "name",
            sort="name",
            link=lambda department: reverse("vetting:department", args=[department.pk]),
        ),
        Column("short_name", _("Short name"), "short_name", sort="short_name"),
        Column("code", _("Short code"), "code", sort="code"),
        Column("reviewers", _("Reviewers"), "reviewers", sort="reviewers", numeric=True),
        Column("state", _("State"), lambda department: state_of(department)[1], badge=state_of),
    ),
    search=lambda departments, text: departments.filter(Q(name__icontains=text) | Q(short_name__icontains=text)),
    search_hint=_("name of the department"),
    default_sort="position",
    empty=_("No departments yet. Add the ones that take part in the joint review."),
)
