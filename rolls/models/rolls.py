"""The electorate roll of an election, its editions, and the meetings that admit people from outside."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.trail import tracked
from electionadmin.unignorable import Unignorable
from electionadmin.versions import Versioned
from elections.chain.freezing import frozen_by
from elections.models import Cycle, Election
from elections.steps import Step


class State(models.TextChoices):
    """How far a roll is; the database lets it only go on."""

    DRAFT = "draft", pgettext_lazy("roll", "being drawn up")
    PUBLISHED = "published", pgettext_lazy("roll", "published")
    FROZEN = "frozen", pgettext_lazy("roll", "frozen")


class Method(models.TextChoices):
    """Who elects a residents' committee (URC-2025); villagers always vote themselves."""

    VOTERS = "voters", _("all voters")
    HOUSEHOLDS = "households", _("household representatives")
    REPRESENTATIVES = "representatives", _("residents' representatives")


# An electorate roll belongs to the election of a committee; the Party counts its members and knows no proxies.
_COMMITTEE_ONLY = """
    IF NOT EXISTS (
        SELECT FROM elections_election WHERE id = NEW.election_id AND cycle_id = NEW.cycle_id AND body = 'committee'
    ) THEN
        RAISE check_violation USING MESSAGE = 'an electorate roll belongs to the election of a committee';
    END IF;
    RETURN NEW;
"""


@tracked()
class Roll(Versioned):
    """The electorate roll of the election of a village's or community's committee.

    `delegates`: where household or residents' representatives elect, how many they are.
    """

    election = models.OneToOneField(Election, on_delete=models.PROTECT, verbose_name=_("election"), related_name="roll")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, verbose_name=_("cycle"), related_name="rolls")
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.DRAFT, editable=False)
    method = models.CharField(_("who elects"), max_length=16, choices=Method.choices, default=Method.VOTERS)
    delegates = models.PositiveIntegerField(_("representatives with a vote"), null=True, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    frozen_on = models.DateField(_("frozen on"), null=True, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = _("electorate roll")
        verbose_name_plural = _("electorate rolls")
        triggers: ClassVar = [
            *Versioned.Meta.triggers,
            *frozen_by(Step.ROLL, only=("published_on", "frozen_on", "method", "delegates")),
            pgtrigger.FSM(
                name="roll_goes_on",
                field="state",
                transitions=[(State.DRAFT.value, State.PUBLISHED.value), (State.PUBLISHED.value, State.FROZEN.value)],
            ),
            Unignorable(
                name="committee_only",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("election_id", "cycle_id"),
                func=_COMMITTEE_ONLY,
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=State.DRAFT, published_on=None)
                | ~Q(state=State.DRAFT) & Q(published_on__isnull=False),
                name="roll_published_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state=State.FROZEN, frozen_on__isnull=False) | ~Q(state=State.FROZEN) & Q(frozen_on=None),
                name="roll_frozen_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(frozen_on=None) | Q(frozen_on__gt=F("published_on")), name="roll_dates_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(method=Method.VOTERS) | Q(delegates=None),
                name="roll_delegates_of_a_method",
                violation_error_code="delegates",
                violation_error_message=_("All voters elect: there are no representatives. Empty the field."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.election.village)


class EditionKind(models.TextChoices):
    """Why there is another edition."""

    PUBLICATION = "publication", _("publication")
    CORRECTION = "correction", _("correction or supplement")
    CHANGE = "change", _("later change")


@tracked()
class Edition(models.Model):
    """The roll as it stood from a day on: number 1 as published, each later one by a decision of the election committee.

    Until it is announced it is in preparation: entries can be added to it and struck off by it, and it does not count yet.
    `electors` is how many stand on it; `rulebook` the law under which it was decided.
    """

    roll = models.ForeignKey(Roll, on_delete=models.PROTECT, verbose_name=_("roll"), related_name="editions")
    number = models.PositiveSmallIntegerField(pgettext_lazy("edition", "number"))
    kind = models.CharField(_("kind of decision"), max_length=16, choices=EditionKind.choices)
    decided_on = models.DateField(_("decided on"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    document = models.CharField(_("number of the announcement"), max_length=100, blank=True)
    announced_on = models.DateField(_("announced on"), null=True, blank=True)
    electors = models.PositiveIntegerField(_("registered voters"), null=True, blank=True)
    rulebook = models.CharField(_("rulebook"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("edition of a roll")
        verbose_name_plural = _("editions of rolls")
        ordering: ClassVar = ["number"]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="announced_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__announced_on__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["roll", "number"], name="edition_number_once"),
            models.UniqueConstraint(fields=["roll"], condition=Q(announced_on=None), name="edition_one_in_preparation"),
            models.CheckConstraint(
                condition=Q(kind=EditionKind.PUBLICATION, number=1)
                | ~Q(kind=EditionKind.PUBLICATION) & Q(number__gt=1) & ~Q(reason=""),
                name="edition_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(announced_on=None)
                | Q(announced_on__gte=F("decided_on"), electors__isnull=False) & ~Q(rulebook=""),
                name="edition_announced_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roll} · {self.number}"


class Meeting(models.TextChoices):
    """Who may admit somebody registered elsewhere (OLVC-2025, art. 16)."""

    VILLAGE = "village", _("village or residents' meeting")
    REPRESENTATIVES = "representatives", _("representatives' meeting")


@tracked()
class Resolution(models.Model):
    """A meeting that agreed to the registration of people from outside, with those due, present and agreeing."""

    roll = models.ForeignKey(Roll, on_delete=models.PROTECT, verbose_name=_("roll"), related_name="resolutions")
    meeting = models.CharField(_("meeting"), max_length=16, choices=Meeting.choices)
    held_on = models.DateField(pgettext_lazy("meeting", "held on"))
    document = models.CharField(_("number of the resolution"), max_length=60)
    due = models.PositiveIntegerField(_("due to attend"))
    present = models.PositiveIntegerField(_("present"))
    agreed = models.PositiveIntegerField(_("agreed"))

    class Meta:
        verbose_name = _("resolution of a meeting")
        verbose_name_plural = _("resolutions of meetings")
        ordering: ClassVar = ["held_on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["roll", "document"],
                name="resolution_document_once",
                violation_error_code="document",
                violation_error_message=_("A resolution of this number is recorded already. Choose it there."),
            ),
            models.CheckConstraint(
                condition=Q(present__lte=F("due")),
                name="resolution_present_within_due",
                violation_error_code="present",
                violation_error_message=_("More are present than due to attend. Correct one of the two figures."),
            ),
            models.CheckConstraint(
                condition=Q(agreed__lte=F("present")),
                name="resolution_agreed_within_present",
                violation_error_code="agreed",
                violation_error_message=_("More agreed than were present. Correct one of the two figures."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} · {self.held_on}"
