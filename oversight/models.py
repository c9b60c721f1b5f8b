"""Seals over the events, and the records of their verification."""

import json
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from electionadmin.trail import append_only, tracked
from oversight.rules import Fault, Finding


@append_only
class Seal(models.Model):
    """A link of the chain: it covers the events that became final since the seal before.

    `digest` is the SM3 digest (hexadecimal) of `document`, which names the digest before, and of every table the range of
    event numbers, their columns and the digest of their rows (see oversight.rules and docs/audit-trail.md).
    """

    number = models.PositiveBigIntegerField(_("number"), primary_key=True)
    sealed_at = models.DateTimeField(_("sealed"))
    events = models.PositiveIntegerField(_("events"))
    previous = models.CharField(_("digest before"), max_length=64)
    digest = models.CharField(_("digest"), max_length=64)
    document = models.TextField(_("sealed document"))
    # Four octets for each number of the ranges: they show where to look, the digest proves.
    hints = models.BinaryField()

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        default_permissions: ClassVar = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["digest"], name="seal_digest_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.digest}"

    @property
    def content(self) -> dict[str, Any]:
        """The document, read."""
        content: dict[str, Any] = json.loads(self.document)
        return content


class Mark(models.Model):
    """How far the sealer may go once the transactions that wrote events when the mark was taken have ended; one row or none."""

    positions = models.JSONField()
    writers = models.JSONField()

    class Meta:
        verbose_name = _("mark of the sealer")
        verbose_name_plural = _("marks of the sealer")
        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        return f"{len(self.writers)}"


@append_only
class Verification(models.Model):
    """One check of the whole chain. `table` and `event` name the first event that is not as it was sealed."""

    at = models.DateTimeField(_("checked"), auto_now_add=True)
    seals = models.PositiveIntegerField(_("seals"))
    events = models.PositiveBigIntegerField(_("events"))
    digest = models.CharField(_("newest digest"), max_length=64, blank=True)
    sound = models.BooleanField(_("sound"))
    fault = models.CharField(_("fault"), max_length=16, blank=True)
    seal = models.PositiveBigIntegerField(_("seal"), null=True)
    table = models.CharField(_("table"), max_length=63, blank=True)
    event = models.BigIntegerField(_("event"), null=True)
    what = models.CharField(_("column or digest"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        default_permissions: ClassVar = ()
        indexes: ClassVar = [models.Index(fields=["-at"], name="verification_newest")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.sound}"

    @property
    def finding(self) -> str:
        """What is wrong, in the reader's language."""
        return str(Finding(Fault(self.fault), self.seal, self.table, self.event, self.what)) if self.fault else ""


@tracked()
class Download(models.Model):
    """A file that left the application: who took it away, its name, and the address that made it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("account"), related_name="downloads"
    )
    at = models.DateTimeField(_("time"), auto_now_add=True)
    name = models.CharField(_("file"), max_length=255)
    address = models.CharField(_("address"), max_length=2000)
    division_code = models.CharField(_("division code"), max_length=12, blank=True, db_collation="C")

    class Meta:
        verbose_name = _("download")
        verbose_name_plural = _("downloads")
        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        return self.name
