"""The departments that review persons."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from electionadmin.trail import tracked


@tracked()
class Department(models.Model):
    """A county department that takes part in the joint review; which ones do is the county's data, with dates (OLVC-2025, art. 5)."""

    county = models.ForeignKey(
        "villages.Division", on_delete=models.PROTECT, verbose_name=_("county"), related_name="+"
    )
    code = models.SlugField(_("short code"), max_length=32)
    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=16)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering: ClassVar = ["position", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "code"],
                name="department_code_once",
                violation_error_code="code",
                violation_error_message=_("Another department has this short code. Choose one that is free."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from=None)
                | models.Q(valid_until=None)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="department_dates_in_order",
                violation_error_code="valid_until",
                violation_error_message=_("The department's part ends before it begins. Correct one of the two dates."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
