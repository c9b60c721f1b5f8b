"""The departments that review persons, what they may see of them, and who their reviewers are."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from electionadmin.trail import tracked
from electionadmin.versions import Versioned


class PersonField(models.TextChoices):
    """What of a person a department may need besides name, sex, village and proposed post."""

    ID_NUMBER = "id_number", _("ID number")
    BIRTH_DATE = "birth_date", _("date of birth")
    ETHNICITY = "ethnicity", _("ethnic group")
    EDUCATION = "education", _("education")
    PARTY = "party_joined", _("joined the Party")
    TELEPHONE = "telephone", _("telephone")
    SEATS = "seats", _("present posts")


def least_fields() -> list[str]:
    """What every department needs to tell people of one name apart."""
    return [PersonField.ID_NUMBER.value, PersonField.BIRTH_DATE.value]


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
    fields = models.JSONField(_("sees of a person"), default=least_fields, blank=True)
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


@tracked()
class Declaration(Versioned):
    """Who a reviewer is in the county: his own record there and his village, by which the system recuses him.

    Without it he answers for nobody (XF-2022, art. 28, applied to reviewers: institutions 1.3).
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("account"), related_name="declaration"
    )
    person = models.ForeignKey(
        "people.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("own record"),
        related_name="+",
    )
    village = models.ForeignKey(
        "villages.Division",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("home village"),
        related_name="+",
    )
    declared_at = models.DateTimeField(_("declared"), auto_now=True)

    class Meta(Versioned.Meta):
        verbose_name = _("declaration of a reviewer")
        verbose_name_plural = _("declarations of reviewers")

    def __str__(self) -> str:
        return str(self.user)


@tracked()
class ReviewRules(Versioned):
    """What a county sets for its reviews: days for an answer, when it is reminded, how long a review holds.

    Where it does not say how long, the rulebook does (`review_valid_days`).
    """

    county = models.OneToOneField(
        "villages.Division", on_delete=models.PROTECT, verbose_name=_("county"), related_name="review_rules"
    )
    working_days = models.PositiveSmallIntegerField(_("working days for an answer"), default=5)
    remind_days = models.PositiveSmallIntegerField(_("working days before the end a reminder goes out"), default=2)
    valid_days = models.PositiveSmallIntegerField(_("days a review holds"), null=True, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = _("rules of the county's reviews")
        verbose_name_plural = _("rules of the county's reviews")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(working_days__gte=1) & (models.Q(valid_days=None) | models.Q(valid_days__gte=1)),
                name="review_rules_positive",
            )
        ]

    def __str__(self) -> str:
        return str(self.county)
