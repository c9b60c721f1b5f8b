"""Members with the vote in the election of a village's Party organisation (应到会有选举权人数)."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from electionadmin.trail import tracked
from electionadmin.unignorable import Unignorable
from electionadmin.versions import Versioned
from elections.chain.freezing import frozen_by
from elections.models import Election
from elections.steps import Step
from people.models import Person

_PARTY_ONLY = """
    IF NOT EXISTS (SELECT FROM elections_election WHERE id = NEW.election_id AND body = 'party') THEN
        RAISE check_violation USING MESSAGE = 'a register of members belongs to the election of a Party organisation';
    END IF;
    RETURN NEW;
"""


class Standing(models.TextChoices):
    """Full members vote, probationary ones do not (PEW-2020, art. 5)."""

    FULL = "full", _("full member")
    PROBATIONARY = "probationary", _("probationary member")


class Suspension(models.TextChoices):
    """What suspends a full member's vote (PEW-2020, art. 5)."""

    WITHIN_PARTY = "within_party", _("on probation within the Party (留党察看)")
    DETAINED = "detained", _("detained by a supervisory commission")
    ARRESTED = "arrested", _("arrested")


class LeftOut(models.TextChoices):
    """Who may be left out of the members due, with proof, consent of the superior and a vote of the meeting."""

    ILL_OF_MIND = "ill_of_mind", _("illness that prevents expressing a will")
    ABROAD = "abroad", _("abroad for more than six months")
    SENTENCED = "sentenced", _("serving a sentence, not yet punished by the Party")
    BEDRIDDEN = "bedridden", _("old or long ill, bedridden, cannot care for oneself")
    AWAY = "away", _("away for more than six months, membership should have been transferred")


@tracked()
class PartyRegister(Versioned):
    """The members of a village's Party organisation for one election; `settled_on` once the list is checked."""

    election = models.OneToOneField(
        Election, on_delete=models.PROTECT, verbose_name=_("election"), related_name="party_register"
    )
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    rulebook = models.CharField(_("rulebook"), max_length=64, blank=True, editable=False)

    class Meta(Versioned.Meta):
        verbose_name = _("register of Party members")
        verbose_name_plural = _("registers of Party members")
        triggers: ClassVar = [
            *Versioned.Meta.triggers,
            Unignorable(
                name="party_only",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("election_id"),
                func=_PARTY_ONLY,
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(settled_on=None) | ~Q(rulebook=""), name="party_register_settled_under_a_rulebook"
            )
        ]

    def __str__(self) -> str:
        return str(self.election)


@tracked()
class PartyElector(Versioned):
    """A member of the Party organisation: with the vote, without it, or left out of the members due."""

    register = models.ForeignKey(
        PartyRegister, on_delete=models.PROTECT, verbose_name=_("register"), related_name="members"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, verbose_name=_("person"), related_name="+")
    standing = models.CharField(_("standing"), max_length=16, choices=Standing.choices)
    suspension = models.CharField(_("vote suspended"), max_length=16, choices=Suspension.choices, blank=True)
    left_out = models.CharField(
        _("may be left out of the members due"), max_length=16, choices=LeftOut.choices, blank=True
    )
    proof = models.CharField(_("proof"), max_length=200, blank=True)
    consent = models.CharField(_("consent of the superior (number)"), max_length=100, blank=True)
    consent_on = models.DateField(_("consent of"), null=True, blank=True)
    passed_on = models.DateField(_("passed by the members' meeting on"), null=True, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = _("member of the Party organisation")
        verbose_name_plural = _("members of the Party organisation")
        triggers: ClassVar = [*Versioned.Meta.triggers, *frozen_by(Step.VOTE, path="register__election")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register", "person"], name="party_elector_once"),
            models.CheckConstraint(
                condition=~Q(left_out="") | Q(proof="", consent="", consent_on=None, passed_on=None),
                name="party_elector_left_out_for_a_reason",
                violation_error_code="left_out",
                violation_error_message=_(
                    "There is a file for leaving the member out, but no reason. Choose it, or empty the fields below."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.person.name

    @property
    def counts(self) -> bool:
        """Whether the member is one of those due: only a complete file leaves a full member out."""
        return self.standing == Standing.FULL and not self.suspension and not self.is_left_out

    @property
    def is_left_out(self) -> bool:
        """Whether reason, proof, consent and vote are all there."""
        return bool(self.left_out and self.proof and self.consent and self.consent_on and self.passed_on)
