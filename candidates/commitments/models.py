"""Commitments (承诺书): texts with their versions, who has signed and who has refused."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.trail import tracked
from electionadmin.versions import Versioned
from elections.models import Cycle
from people.models import Attachment, Person
from villages.models import Division


class CommitmentKind(models.TextChoices):
    """What is promised: 竞职, 任职, 辞职, 廉洁, 回避."""

    CONDUCT = "conduct", _("conduct in the election")
    OFFICE = "office", _("work in office")
    RESIGNATION = "resignation", _("resignation if the promise is broken")
    INTEGRITY = "integrity", _("integrity")
    AVOIDANCE = "avoidance", _("avoidance of relatives")


@tracked()
class CommitmentText(models.Model):
    """One version of the text of a kind in a cycle; once somebody has signed it, a change makes the next version."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, verbose_name=_("cycle"), related_name="commitment_texts")
    kind = models.CharField(_("kind"), max_length=16, choices=CommitmentKind.choices)
    number = models.PositiveSmallIntegerField(_("version"))
    body = models.TextField(_("text"), max_length=5000)
    valid_from = models.DateField(_("valid from"))

    class Meta:
        verbose_name = _("text of a commitment")
        verbose_name_plural = _("texts of commitments")
        ordering: ClassVar = ["kind", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "kind", "number"], name="commitment_text_once"),
            models.CheckConstraint(condition=~Q(body=""), name="commitment_text_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.number}"


class Answer(models.TextChoices):
    """What came of it."""

    SIGNED = "signed", pgettext_lazy("commitment", "signed")
    REFUSED = "refused", pgettext_lazy("commitment", "refused")


@tracked()
class Commitment(Versioned):
    """A person's answer to one kind of commitment in a cycle: signed with a witness and a scan, or refused with the reason."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, verbose_name=_("cycle"), related_name="commitments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, verbose_name=_("person"), related_name="commitments")
    village = models.ForeignKey(
        Division, on_delete=models.PROTECT, verbose_name=_("village"), related_name="commitments"
    )
    text = models.ForeignKey(
        CommitmentText, on_delete=models.PROTECT, verbose_name=_("text"), related_name="commitments"
    )
    kind = models.CharField(_("kind"), max_length=16, choices=CommitmentKind.choices)
    answer = models.CharField(_("answer"), max_length=16, choices=Answer.choices)
    answered_on = models.DateField(_("signed or refused on"))
    witness = models.CharField(_("witness"), max_length=50)
    witness_post = models.CharField(_("post of the witness"), max_length=100, blank=True)
    thumbprint = models.BooleanField(_("thumbprint instead of a signature"), default=False)
    reason = models.CharField(_("reason of the refusal"), max_length=300, blank=True)
    scan = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("scan"), related_name="+"
    )
    superseded_on = models.DateField(_("superseded on"), null=True, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering: ClassVar = ["village_id", "person_id", "kind", "pk"]
        indexes: ClassVar = [models.Index(fields=["cycle", "person"], name="commitment_person")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(Q(answer=Answer.REFUSED), ~Q(reason="")) | Q(answer=Answer.SIGNED, reason=""),
                name="commitment_refusal_has_reason",
                violation_error_code="reason",
                violation_error_message=_("A refusal needs its reason, a signature none."),
            ),
            models.CheckConstraint(condition=~Q(witness=""), name="commitment_has_witness"),
            models.UniqueConstraint(
                fields=["cycle", "person", "kind"],
                condition=Q(superseded_on=None),
                name="commitment_once",
                violation_error_code="kind",
                violation_error_message=_("The person has answered this kind already. Correct that answer."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.text}"

    @property
    def division_code(self) -> str:
        """Code of the village, for the permission."""
        return self.village_id
