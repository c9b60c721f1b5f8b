"""Objections to a published roll (OLVC-2025, art. 17)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.trail import tracked
from electionadmin.versions import Versioned
from protect.fields import EncryptedCharField
from rolls.models.entries import Entry
from rolls.models.rolls import Edition, Roll

OBJECTOR = "rolls.objection.objector"


class Claim(models.TextChoices):
    """What an objection says is wrong."""

    OMITTED = "omitted", _("somebody is left out")
    MISTAKEN = "mistaken", _("somebody is listed by mistake")
    WRONG_DATA = "wrong_data", _("an entry is wrong")


class Outcome(models.TextChoices):
    """What the election committee decided."""

    UPHELD = "upheld", _("upheld: the roll is corrected")
    DISMISSED = "dismissed", _("not upheld: the roll stays")


@tracked()
class Objection(Versioned):
    """An objection received by the election committee, and its decision. Who objects is encrypted and never on a list."""

    roll = models.ForeignKey(Roll, on_delete=models.PROTECT, verbose_name=_("roll"), related_name="objections")
    claim = models.CharField(_("what is wrong"), max_length=16, choices=Claim.choices)
    entry = models.ForeignKey(
        Entry,
        on_delete=models.PROTECT,
        verbose_name=_("entry"),
        related_name="objections",
        null=True,
        blank=True,
    )
    concerns = models.CharField(_("whom it concerns"), max_length=50)
    objector = EncryptedCharField(_("who objects"), max_length=50, context=OBJECTOR)
    text = models.CharField(_("what is said"), max_length=500)
    written = models.BooleanField(_("in writing"), default=True)
    received_on = models.DateField(_("received on"))
    late = models.BooleanField(_("after the period"), default=False, editable=False)
    outcome = models.CharField(
        pgettext_lazy("objection", "decision"), max_length=16, choices=Outcome.choices, blank=True
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    grounds = models.CharField(_("grounds of the decision"), max_length=500, blank=True)
    announced_on = models.DateField(_("decision announced on"), null=True, blank=True)
    edition = models.ForeignKey(
        Edition,
        on_delete=models.PROTECT,
        verbose_name=_("correction"),
        related_name="objections",
        null=True,
        blank=True,
    )
    rulebook = models.CharField(_("rulebook"), max_length=64, blank=True, editable=False)

    class Meta(Versioned.Meta):
        verbose_name = _("objection to a roll")
        verbose_name_plural = _("objections to rolls")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_on=None, grounds="", announced_on=None)
                | ~Q(outcome="") & Q(decided_on__gte=F("received_on")) & ~Q(grounds="") & ~Q(rulebook=""),
                name="objection_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(announced_on=None) | Q(announced_on__gte=F("decided_on")),
                name="objection_announced_after_decision",
                violation_error_code="announced_on",
                violation_error_message=_(
                    "The decision was announced before it was made. Correct one of the two dates."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roll} · {self.concerns} · {self.received_on}"

    @property
    def division_code(self) -> str:
        """Code of the village."""
        return self.roll.election.village_id
