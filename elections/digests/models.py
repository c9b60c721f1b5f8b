"""What was told to whom: one digest a day, one reminder for each thing and stage. The row is the truth."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.trail import tracked


class MailState(models.TextChoices):
    """Where the e-mail of a digest stands. What was begun and never confirmed is not sent again."""

    NONE = "none", pgettext_lazy("mail", "none")
    WAITING = "waiting", pgettext_lazy("mail", "waiting")
    BEGUN = "begun", pgettext_lazy("mail", "begun")
    SENT = "sent", pgettext_lazy("mail", "sent")
    FAILED = "failed", pgettext_lazy("mail", "failed")


@tracked(exclude=["lines"])
class Digest(models.Model):
    """One user's open tasks on one day, as they stood when the worker looked.

    `lines` are those of `electionadmin.web.attention` as JSON: state, word, title, detail, url, due.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("account"), related_name="digests"
    )
    day = models.DateField(_("day"))
    lines = models.JSONField(_("lines"), default=list)
    overdue = models.PositiveIntegerField(_("overdue"), default=0)
    due_soon = models.PositiveIntegerField(_("due soon"), default=0)
    mail = models.CharField(_("e-mail"), max_length=8, choices=MailState.choices, default=MailState.NONE)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    seen_at = models.DateTimeField(_("seen"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("attention", "digest")
        verbose_name_plural = pgettext_lazy("attention", "digests")
        ordering: ClassVar = ["-day"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "day"], name="digest_once_a_day")]
        indexes: ClassVar = [
            models.Index(fields=["mail"], condition=models.Q(mail__in=["waiting", "begun"]), name="digest_to_mail")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.day:%Y-%m-%d}"


class Stage(models.TextChoices):
    """When a reminder is given."""

    AHEAD = "ahead", _("falls due soon")
    TODAY = "today", _("falls due today")
    OVERDUE = "overdue", pgettext_lazy("reminder", "overdue")


@tracked(exclude=["title"])
class Reminder(models.Model):
    """That something falls due, told to a user once for each stage; a moved deadline is a new one."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("account"), related_name="reminders"
    )
    key = models.CharField(_("what"), max_length=120)
    due_on = models.DateField(_("due"))
    stage = models.CharField(_("stage"), max_length=8, choices=Stage.choices)
    title = models.CharField(_("title"), max_length=300)
    url = models.CharField(_("address"), max_length=300)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    seen_at = models.DateTimeField(_("seen"), null=True, blank=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering: ClassVar = ["due_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "key", "due_on", "stage"], name="reminder_once_a_stage")
        ]
        indexes: ClassVar = [
            models.Index(fields=["user"], condition=models.Q(seen_at=None), name="reminder_unseen"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.title}"
