"""Form of a department."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from electionadmin.web.forms import DateInput, OfficeForm
from vetting.models import Department


class DepartmentForm(OfficeForm[Department]):
    """A department that takes part in the joint review."""

    class Meta:
        model = Department
        fields: ClassVar = ["name", "short_name", "code", "position", "valid_from", "valid_until"]
        widgets: ClassVar = {"valid_from": DateInput(), "valid_until": DateInput()}
        help_texts: ClassVar = {
            "short_name": _("Two or three characters for the head of a column."),
            "code": _("Latin letters, for example police; it stays the same when the office is renamed."),
        }
