"""Talks (谈心谈话) of the five classes (五必谈)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.trail import tracked
from electionadmin.versions import Versioned
from elections.models import Cycle
from people.models import Person
from villages.models import Division


class TalkClass(models.TextChoices):
    """Who must be talked to, and to what end: 底数明, 人员稳, 识人准, 进退清, 感情留."""

    TOWNSHIP_SECRETARIES = "township_secretaries", _("Party secretaries of the townships")
    MERGED = "merged", _("members of merged villages' committees")
    POSTED = "posted", _("secretaries posted from above")
    HEADS = "heads", _("the two heads of each village")
    RETURNED = "returned", _("talent returned home")


class Attitude(models.TextChoices):
    """What the person means to do."""

    STAY = "stay", pgettext_lazy("talk", "wants to stay")
    LEAVE = "leave", pgettext_lazy("talk", "wants to leave")
    STAND = "stand", pgettext_lazy("talk", "wants to stand")
    OBEYS = "obeys", pgettext_lazy("talk", "follows the organisation")
    UNDECIDED = "undecided", pgettext_lazy("talk", "undecided")


@tracked()
class Talk(Versioned):
    """One talk: who with whom, in which class, the points, the attitude, what follows from it and whether that is done."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, verbose_name=_("cycle"), related_name="talks")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, verbose_name=_("person"), related_name="talks")
    kind = models.CharField(_("class"), max_length=24, choices=TalkClass.choices)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, verbose_name=_("division"), related_name="talks")
    held_on = models.DateField(_("held on"))
    place = models.CharField(_("place"), max_length=100, blank=True)
    talker = models.CharField(_("who held the talk"), max_length=50)
    talker_post = models.CharField(_("work unit and post"), max_length=100)
    recorder = models.CharField(_("recorder"), max_length=50, blank=True)
    points = models.TextField(_("points"), max_length=2000)
    attitude = models.CharField(_("attitude"), max_length=16, choices=Attitude.choices)
    follow_up = models.CharField(_("follow-up"), max_length=300, blank=True)
    follow_up_by = models.DateField(_("follow-up until"), null=True, blank=True)
    follow_up_done_on = models.DateField(_("followed up on"), null=True, blank=True)
    signed = models.BooleanField(_("signed by the person"), default=False)

    class Meta(Versioned.Meta):
        verbose_name = _("talk")
        verbose_name_plural = _("talks")
        ordering: ClassVar = ["-held_on", "-pk"]
        indexes: ClassVar = [models.Index(fields=["cycle", "kind", "person"], name="talk_person")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(points="") & ~Q(talker=""), name="talk_has_points"),
            models.CheckConstraint(
                condition=Q(follow_up_by=None, follow_up_done_on=None) | ~Q(follow_up=""),
                name="talk_follow_up_named",
                violation_error_code="follow_up",
                violation_error_message=_("Say what is to be followed up."),
            ),
            models.CheckConstraint(
                condition=Q(follow_up_done_on=None) | Q(follow_up_done_on__gte=F("held_on")),
                name="talk_follow_up_after",
                violation_error_code="follow_up_done_on",
                violation_error_message=_("It cannot be followed up before the talk. Correct one of the dates."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_kind_display()}"

    @property
    def division_code(self) -> str:
        """Code of the division, for the permission."""
        return self.division_id
