"""The record of every look at a masked value, and of every file that could not be handed out."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from electionadmin.trail import append_only, tracked


@append_only
@tracked()
class Reveal(models.Model):
    """One look: who saw which field of which object, when, from where and why. Never changed, never deleted."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("account"), related_name="reveals"
    )
    at = models.DateTimeField(_("time"), auto_now_add=True)
    app_label = models.CharField(_("room"), max_length=100)
    model = models.CharField(_("kind"), max_length=100)
    object_pk = models.CharField(_("number"), max_length=64)
    object_label = models.CharField(_("object"), max_length=200)
    division_code = models.CharField(_("division code"), max_length=12, db_collation="C")
    field = models.CharField(_("field"), max_length=100)
    reason = models.CharField(_("reason"), max_length=200)
    ip = models.GenericIPAddressField(_("address"), null=True, blank=True)

    class Meta:
        verbose_name = _("look at personal data")
        verbose_name_plural = _("looks at personal data")
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["app_label", "model", "object_pk"], name="reveal_object"),
            models.Index(fields=["division_code", "-at"], name="reveal_division_time"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="reveal_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.object_label} · {self.field}"


@append_only
@tracked()
class RefusedFile(models.Model):
    """A stored file that did not open: altered, put in another's place, or without its key. Never changed, never deleted."""

    class Problem(models.TextChoices):
        """Why it did not open."""

        ALTERED = "altered", _("altered, or another's file")
        KEY = "key", _("its key is not in the settings")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, verbose_name=_("account"), related_name="+"
    )
    at = models.DateTimeField(_("time"), auto_now_add=True)
    name = models.CharField(_("file"), max_length=200)
    problem = models.CharField(_("problem"), max_length=8, choices=Problem.choices)
    where = models.CharField(_("asked for by"), max_length=500)
    division_code = models.CharField(_("division code"), max_length=12, blank=True, db_collation="C")

    class Meta:
        verbose_name = _("file refused")
        verbose_name_plural = _("files refused")
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} · {self.get_problem_display()}"
