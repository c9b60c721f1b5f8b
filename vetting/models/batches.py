"""Joint reviews: batches of persons, the departments asked, and one question for each person and department."""

from typing import ClassVar, Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from electionadmin.trail import append_only, tracked
from electionadmin.unignorable import Unignorable
from elections.models import Cycle
from vetting.models.bars import BarList
from vetting.models.departments import Department
from vetting.models.reviews import Answer, Review


@tracked()
class Batch(models.Model):
    """Persons sent to the departments together, with the list of bars in force then.

    `version` counts changes of its persons and `digest` (SM3) covers them: what was handed out on paper or as a
    workbook is recognised by both.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, verbose_name=_("cycle"), related_name="batches")
    number = models.PositiveIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=100, blank=True)
    bar_list = models.ForeignKey(
        BarList, on_delete=models.PROTECT, verbose_name=_("list of bars"), related_name="batches"
    )
    sent_on = models.DateField(_("sent on"), default=timezone.localdate)
    working_days = models.PositiveSmallIntegerField(_("working days for an answer"))
    due_on = models.DateField(_("due on"))
    version = models.PositiveIntegerField(_("version"), default=1)
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("sent by"), related_name="+"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "number"], name="batch_number_once"),
            models.CheckConstraint(condition=Q(due_on__gte=models.F("sent_on")), name="batch_due_after_sent"),
        ]

    def __str__(self) -> str:
        return str(_("Batch %(number)d") % {"number": self.number})

    @property
    def county_code(self) -> str:
        """Code of the county."""
        return str(self.cycle.county_id)


@tracked()
class Entry(models.Model):
    """A person's place in a batch."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, verbose_name=_("batch"), related_name="entries")
    review = models.OneToOneField(Review, on_delete=models.PROTECT, verbose_name=_("review"), related_name="entry")
    position = models.PositiveIntegerField(_("order"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    class Meta:
        verbose_name = _("person in a batch")
        verbose_name_plural = _("persons in batches")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "position"], name="entry_position_once")]

    def __str__(self) -> str:
        return f"{self.batch} · {self.review}"


@tracked()
class Sheet(models.Model):
    """What one department gets of a batch: its persons, and of each the `fields` it needs (PIPL arts. 6 and 28)."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, verbose_name=_("batch"), related_name="sheets")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, verbose_name=_("department"), related_name="sheets"
    )
    fields = models.JSONField(_("sees of a person"), default=list, blank=True)

    class Meta:
        verbose_name = _("department's part of a batch")
        verbose_name_plural = _("departments' parts of batches")
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "department"], name="sheet_once")]

    def __str__(self) -> str:
        return f"{self.batch} · {self.department}"


_ONLY_BY_OPINIONS: Final = """
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'what stands in a question follows from its opinions' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


# The three last columns repeat what the opinions say; the opinions have the history.
@tracked(exclude=["current", "answer", "signed"])
class Question(models.Model):
    """One person put to one department. `current`, `answer`, `signed` are set by the database when an opinion is added."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, verbose_name=_("person"), related_name="questions")
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, verbose_name=_("department"), related_name="questions")
    current = models.OneToOneField(
        "Opinion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("opinion in force"),
        related_name="+",
    )
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices, blank=True, editable=False)
    signed = models.BooleanField(_("signed"), default=False, editable=False)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "sheet"], name="question_once")]
        indexes: ClassVar = [models.Index(fields=["sheet", "answer", "signed"], name="question_state")]
        triggers: ClassVar = [
            Unignorable(
                name="question_follows_opinions",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("current_id", "answer", "signed"),
                func=_ONLY_BY_OPINIONS,
            ),
            Unignorable(
                name="question_begins_open",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.current_id IS NOT NULL OR NEW.answer <> '' OR NEW.signed"),
                func=_ONLY_BY_OPINIONS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry.review.person} · {self.sheet.department}"


@append_only
@tracked()
class Reminder(models.Model):
    """That a department was reminded, or its delay put before its head and the county's leaders."""

    class Kind(models.TextChoices):
        """How urgent."""

        REMINDER = "reminder", _("reminder")
        ESCALATION = "escalation", _("escalation")

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, verbose_name=_("department"), related_name="reminders")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    on = models.DateField(_("day"), default=timezone.localdate)
    open = models.PositiveIntegerField(_("still open"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("sent by"),
        related_name="+",
    )

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering: ClassVar = ["-on", "-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["sheet", "kind", "on"], name="reminder_once_a_day")]

    def __str__(self) -> str:
        return f"{self.sheet} · {self.get_kind_display()}"
