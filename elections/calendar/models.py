"""The county's own days, its timetable, and what was entered as done."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from electionadmin.trail import tracked
from electionadmin.versions import Versioned


@tracked()
class CountyDay(models.Model):
    """A day that a county works although the notice says otherwise, or the other way round."""

    county = models.ForeignKey(
        "villages.Division", on_delete=models.PROTECT, verbose_name=_("county"), related_name="calendar_days"
    )
    day = models.DateField(_("day"))
    working = models.BooleanField(_("worked"))
    reason = models.CharField(_("reason"), max_length=200)
    document = models.CharField(_("document number"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("day of a county")
        verbose_name_plural = _("days of a county")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "day"],
                name="county_day_once",
                violation_error_code="day",
                violation_error_message=_("This day stands in the table already. Change or remove it there."),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="county_day_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.county_id} {self.day:%Y-%m-%d}"


@tracked()
class CountyYear(models.Model):
    """A year whose notice of the State Council the county has entered in full, day by day."""

    county = models.ForeignKey(
        "villages.Division", on_delete=models.PROTECT, verbose_name=_("county"), related_name="calendar_years"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    document = models.CharField(_("document number"), max_length=100)

    class Meta:
        verbose_name = _("year of a county")
        verbose_name_plural = _("years of a county")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "year"],
                name="county_year_once",
                violation_error_code="year",
                violation_error_message=_("This year is confirmed already."),
            ),
            models.CheckConstraint(condition=Q(year__range=(2004, 2199)), name="county_year_plausible"),
        ]

    def __str__(self) -> str:
        return f"{self.county_id} {self.year}"


@tracked()
class CountyTimetable(Versioned):
    """A county's own days for the items of the calendar, counted from the election day.

    `days` maps the key of an item to its first and last day: `{"committee.roll_published": [-28, -28]}`; an item that is
    missing keeps the day of the template.
    """

    cycle = models.OneToOneField(
        "elections.Cycle", on_delete=models.PROTECT, verbose_name=_("cycle"), related_name="timetable"
    )
    days = models.JSONField(_("days"), default=dict)
    document = models.CharField(_("document number"), max_length=100, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = _("timetable of a county")
        verbose_name_plural = _("timetables of counties")

    def __str__(self) -> str:
        return str(self.cycle)


@tracked()
class ItemDone(models.Model):
    """An item of the calendar that was done in one election, where no room of its own keeps the day."""

    election = models.ForeignKey(
        "elections.Election", on_delete=models.PROTECT, verbose_name=_("election"), related_name="items_done"
    )
    key = models.CharField(_("item"), max_length=40)
    done_on = models.DateField(_("done on"))
    note = models.CharField(_("remark"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("item of the calendar that was done")
        verbose_name_plural = _("items of the calendar that were done")
        constraints: ClassVar = [models.UniqueConstraint(fields=["election", "key"], name="item_done_once")]

    def __str__(self) -> str:
        return f"{self.election} · {self.key}"
