"""The audit of a village's outgoing officials, which is published before they are elected anew."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from electionadmin.trail import tracked
from electionadmin.versions import Versioned
from villages.models.divisions import Division


class AuditConclusion(models.TextChoices):
    """What an audit found."""

    CLEAN = "clean", _("no problems")
    MENDED = "mended", _("problems, mended")
    OPEN = "open", _("problems, being mended")


@tracked()
class OutgoingAudit(Versioned):
    """One audit (离任经济责任审计): who audited, when it was published, what it found (OLVC-2025, art. 40)."""

    village = models.ForeignKey(Division, on_delete=models.PROTECT, verbose_name=_("village"), related_name="audits")
    auditor = models.CharField(_("audited by"), max_length=100)
    number = models.CharField(_("number of the report"), max_length=100, blank=True)
    published_on = models.DateField(_("published on"))
    conclusion = models.CharField(_("conclusion"), max_length=16, choices=AuditConclusion.choices)
    remark = models.CharField(_("problems and how they are mended"), max_length=500, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = _("audit of outgoing officials")
        verbose_name_plural = _("audits of outgoing officials")
        ordering: ClassVar = ["-published_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["village", "published_on"],
                name="audit_published_once",
                violation_error_code="published_on",
                violation_error_message=_("An audit published on this day is on record already. Change that one."),
            ),
            models.CheckConstraint(
                condition=models.Q(conclusion=AuditConclusion.CLEAN) | ~models.Q(remark=""),
                name="audit_problems_named",
                violation_error_code="remark",
                violation_error_message=_("Say which problems the audit found and how they are mended."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village} · {self.published_on}"
