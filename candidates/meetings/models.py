"""Recommendation and nomination meetings, the votes by name, and the list that follows from them."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.trail import append_only, tracked
from electionadmin.versions import Versioned
from elections.chain.freezing import frozen_by
from elections.models import Election
from elections.steps import Step
from people.models import Person
from villages.models import Post


class MeetingKind(models.TextChoices):
    """The two recommendation meetings of the Party's election (两推); the committees' nomination, and primary (预选)."""

    MEMBERS = "members", _("Recommendation by Party members")
    VILLAGERS = "villagers", _("Recommendation by villagers")
    NOMINATION = "nomination", _("Nomination by registered voters")
    PRIMARY = "primary", _("Primary of those nominated")


# Their papers name a person for a post.
BY_POST: Final = (MeetingKind.NOMINATION, MeetingKind.PRIMARY)


@tracked()
class Meeting(Versioned):
    """One meeting. A meeting held again is another row: the newest of each kind counts.

    `due` are those entitled to attend, for a nomination meeting the registered voters; `returned` are all papers.
    """

    election = models.ForeignKey(
        Election, on_delete=models.PROTECT, verbose_name=_("election"), related_name="nomination_meetings"
    )
    kind = models.CharField(_("meeting"), max_length=16, choices=MeetingKind.choices)
    held_on = models.DateField(_("held on"))
    due = models.PositiveIntegerField(_("entitled to attend"))
    present = models.PositiveIntegerField(_("attended"))
    returned = models.PositiveIntegerField(_("papers returned"))
    names_per_paper = models.PositiveSmallIntegerField(_("names a paper may hold"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=100, blank=True)
    chaired_by = models.CharField(_("chaired by"), max_length=50, blank=True)
    recorded_by = models.CharField(_("recorder and supervisor"), max_length=100, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = pgettext_lazy("nomination", "meeting")
        verbose_name_plural = pgettext_lazy("nomination", "meetings")
        indexes: ClassVar = [models.Index(fields=["election", "kind", "-held_on"], name="meeting_newest")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(present__lte=F("due")),
                name="meeting_present_within_due",
                violation_error_code="present",
                violation_error_message=_("More attended than were entitled to. Correct one of the two figures."),
            ),
        ]
        triggers: ClassVar = [*Versioned.Meta.triggers, *frozen_by(Step.RECOMMENDATION, Step.NOMINATION)]

    def __str__(self) -> str:
        return f"{self.election} · {self.get_kind_display()} · {self.held_on}"


@tracked()
class MeetingVote(models.Model):
    """Votes for one person; for a nomination meeting those for one post."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, verbose_name=pgettext_lazy("nomination", "meeting"), related_name="votes"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, verbose_name=_("person"), related_name="+")
    post = models.CharField(_("post"), max_length=16, choices=Post.choices, blank=True)
    votes = models.PositiveIntegerField(pgettext_lazy("meeting", "votes"))

    class Meta:
        verbose_name = _("votes of a meeting")
        verbose_name_plural = _("votes of meetings")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "person", "post"], name="meeting_vote_once")
        ]
        triggers: ClassVar = frozen_by(Step.RECOMMENDATION, Step.NOMINATION, path="meeting__election")

    def __str__(self) -> str:
        return f"{self.person} · {self.votes}"


@append_only
@tracked()
class DrawnList(models.Model):
    """The list drawn up from the meetings: the verdict as it was, and the law that it was judged by. Never changed."""

    election = models.ForeignKey(
        Election, on_delete=models.PROTECT, verbose_name=_("election"), related_name="drawn_lists"
    )
    verdict = models.JSONField(_("verdict"))
    places = models.PositiveSmallIntegerField(_("how many go on"), null=True, blank=True)
    rulebook = models.CharField(_("rulebook"), max_length=32)
    rulebook_version = models.PositiveSmallIntegerField(_("version of the rulebook"))
    drawn_on = models.DateField(_("drawn up on"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        verbose_name=_("recorded by"),
        related_name="drawn_lists",
    )
    at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        verbose_name = _("list drawn up from meetings")
        verbose_name_plural = _("lists drawn up from meetings")
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.election} · {self.drawn_on}"
