"""What a person has done: CV, training, and in what capacity the county knows him."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.trail import tracked
from electionadmin.versions import Versioned
from people.models.persons import Person

CV_TEXT_LENGTH = 200


@tracked()
class CvEntry(models.Model):
    """One line of a CV, from month to month (both kept as the first day); without an end it lasts."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, verbose_name=_("person"), related_name="cv")
    starts_on = models.DateField(pgettext_lazy("period", "from"))
    ends_on = models.DateField(pgettext_lazy("period", "until"), null=True, blank=True)
    text = models.CharField(_("place of work or study, and post"), max_length=CV_TEXT_LENGTH)

    class Meta:
        verbose_name = _("line of a CV")
        verbose_name_plural = _("CV")
        ordering: ClassVar = ["starts_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="cv_entry_has_text"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="cv_entry_dates_in_order",
                violation_error_code="ends_on",
                violation_error_message=_("The period ends before it begins. Correct one of the two dates."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.starts_on:%Y.%m} {self.text}"


@tracked()
class Training(Versioned):
    """A course that a person has taken."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, verbose_name=_("person"), related_name="trainings")
    title = models.CharField(_("course"), max_length=100)
    organiser = models.CharField(_("held by"), max_length=100, blank=True)
    starts_on = models.DateField(pgettext_lazy("period", "from"))
    ends_on = models.DateField(pgettext_lazy("period", "until"), null=True, blank=True)
    hours = models.PositiveSmallIntegerField(_("hours"), null=True, blank=True)
    result = models.CharField(pgettext_lazy("course", "result"), max_length=50, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        ordering: ClassVar = ["-starts_on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(title=""), name="training_has_title"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="training_dates_in_order",
                violation_error_code="ends_on",
                violation_error_message=_("The course ends before it begins. Correct one of the two dates."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.title}"


class CapacityKind(models.TextChoices):
    """In what capacity the county knows a person, besides his seats on a village's bodies."""

    TOWNSHIP_SECRETARY = "township_secretary", _("Party secretary of a township")
    POSTED_SECRETARY = "posted_secretary", _("secretary posted from above")
    RETURNED_TALENT = "returned_talent", _("talent returned home")
    VILLAGE_CLERK = "village_clerk", _("full-time village clerk")
    VETERAN = "veteran", _("veteran")


@tracked()
class Capacity(Versioned):
    """A capacity in a division from one day to another; without an end it holds today."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, verbose_name=_("person"), related_name="capacities")
    kind = models.CharField(_("capacity"), max_length=24, choices=CapacityKind.choices)
    division_code = models.CharField(_("division"), max_length=12, db_collation="C")
    starts_on = models.DateField(pgettext_lazy("period", "from"), null=True, blank=True)
    ends_on = models.DateField(pgettext_lazy("period", "until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=100, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = _("capacity")
        verbose_name_plural = _("capacities")
        ordering: ClassVar = ["kind", "pk"]
        indexes: ClassVar = [models.Index(fields=["kind", "division_code"], name="capacity_kind_division")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "kind", "division_code"],
                condition=Q(ends_on=None),
                name="capacity_once",
                violation_error_code="kind",
                violation_error_message=_("The person has this capacity there already. End it first."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="capacity_dates_in_order",
                violation_error_code="ends_on",
                violation_error_message=_("The period ends before it begins. Correct one of the two dates."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_kind_display()}"
