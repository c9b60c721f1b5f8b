"""A county's cycle and the elections in it."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from electionadmin.trail import tracked
from elections.chain.freezing import frozen_by
from elections.county_rulebooks import CountyRulebook, book_of
from elections.rulebooks import Rulebook
from elections.steps import Step


class Body(models.TextChoices):
    """A body that is elected anew."""

    PARTY = "party", _("Party organisation")
    COMMITTEE = "committee", _("Villagers' or residents' committee")
    SUPERVISORY = "supervisory", _("Supervisory committee")


@tracked()
class Cycle(models.Model):
    """One renewal of all villages of a county, under one rulebook."""

    county = models.ForeignKey(
        "villages.Division", on_delete=models.PROTECT, verbose_name=_("county"), related_name="cycles"
    )
    name = models.CharField(_("name"), max_length=100)
    rulebook = models.CharField(_("rulebook"), max_length=64)
    bodies = models.JSONField(_("bodies"), default=list)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    election_day = models.DateField(_("election day of the committees"), null=True, blank=True)

    class Meta:
        verbose_name = _("cycle")
        verbose_name_plural = _("cycles")
        ordering: ClassVar = ["-starts_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "name"],
                name="cycle_name_once",
                violation_error_code="name",
                violation_error_message=_("The county has a cycle of this name already. Choose another name."),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="cycle_dates_in_order",
                violation_error_code="ends_on",
                violation_error_message=_(
                    "The cycle ends before it starts. Give an end that is not earlier than the start."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(election_day=None)
                | models.Q(election_day__range=(models.F("starts_on"), models.F("ends_on"))),
                name="cycle_election_day_within",
                violation_error_code="election_day",
                violation_error_message=_("The election day must lie between the start and the end of the cycle."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def body_labels(self) -> list[tuple[str, str]]:
        """Value and name of each body elected anew, in the order of the board."""
        return [(body.value, str(body.label)) for body in Body if body.value in self.bodies]

    def law(self) -> Rulebook:
        """The rulebook by its name, the county's own version too."""
        return book_of(self.rulebook)

    def days_to_go(self) -> int | None:
        """Days until the election day of the committees; None without a day or once it has passed."""
        left = (self.election_day - timezone.localdate()).days if self.election_day else -1
        return left if left >= 0 else None


@tracked()
class Election(models.Model):
    """The election of one body in one village in one cycle."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, verbose_name=_("cycle"), related_name="elections")
    village = models.ForeignKey(
        "villages.Division", on_delete=models.PROTECT, verbose_name=_("village"), related_name="elections"
    )
    body = models.CharField(_("body"), max_length=16, choices=Body.choices)
    election_day = models.DateField(_("election day"), null=True, blank=True)
    held_on = models.DateField(_("held on"), null=True, blank=True)

    class Meta:
        verbose_name = _("election")
        verbose_name_plural = _("elections")
        constraints: ClassVar = [models.UniqueConstraint(fields=["cycle", "village", "body"], name="election_once")]
        triggers: ClassVar = frozen_by(Step.VOTE, path="", only=("election_day", "held_on"))

    def __str__(self) -> str:
        return f"{self.village} · {self.get_body_display()}"


# The tables of the room's other subjects name the elections; they are imported here so that Django finds them.
from elections.calendar.models import CountyDay, CountyTimetable, CountyYear, ItemDone  # noqa: E402
from elections.chain.models import CountyChain, ElectionStep, StepCount, StepPaper  # noqa: E402
from elections.committee.models import Absence, CommitteeMeeting, CommitteeMember, ElectionCommittee  # noqa: E402
from elections.digests.models import Digest, Reminder  # noqa: E402
from elections.groups.models import GroupMember, WorkGroup  # noqa: E402

__all__ = [
    "Absence",
    "Body",
    "CommitteeMeeting",
    "CommitteeMember",
    "CountyChain",
    "CountyDay",
    "CountyRulebook",
    "CountyTimetable",
    "CountyYear",
    "Cycle",
    "Digest",
    "Election",
    "ElectionCommittee",
    "ElectionStep",
    "GroupMember",
    "ItemDone",
    "Reminder",
    "StepCount",
    "StepPaper",
    "WorkGroup",
]
