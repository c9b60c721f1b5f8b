"""Seats that are filled, and who is nominated for them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candidates.nominations.states import BEGINNINGS, ENDED, STANDING, TRANSITIONS, State
from candidates.transitions import moves
from electionadmin.trail import tracked
from electionadmin.versions import Versioned
from elections.chain.freezing import frozen_by
from elections.models import Election
from elections.steps import Step
from people.models import Person
from villages.models import Post


class Nominator(models.TextChoices):
    """By whom; the values are the words of the rulebooks' `nominators`."""

    RECOMMENDATION = "recommendation", _("recommendation meetings")
    OUTGOING = "committee", _("outgoing committee")
    PARTY = "party", _("village Party organisation")
    VOTERS = "voters", _("registered voters")
    JOINTLY = "voters_jointly", _("registered voters together")
    SELF = "self", _("the person himself")


@tracked()
class PostSeats(Versioned):
    """Seats of one post of an election, as the village or the superior has decided; `women` of them are kept for women.

    The Party elects its committee as a whole: there the seats of all posts together are the committee.
    """

    election = models.ForeignKey(
        Election, on_delete=models.PROTECT, verbose_name=_("election"), related_name="post_seats"
    )
    post = models.CharField(_("post"), max_length=16, choices=Post.choices)
    number = models.PositiveSmallIntegerField(_("seats"))
    women = models.PositiveSmallIntegerField(_("of which kept for women"), default=0)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = _("seats of a post")
        verbose_name_plural = _("seats of posts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["election", "post"], name="post_seats_once"),
            models.CheckConstraint(
                condition=Q(women__lte=models.F("number")),
                name="post_seats_women_within",
                violation_error_code="women",
                violation_error_message=_("There are more seats for women than seats. Correct one of the two."),
            ),
        ]
        triggers: ClassVar = [*Versioned.Meta.triggers, *frozen_by(Step.CANDIDATES)]

    def __str__(self) -> str:
        return f"{self.election} · {self.get_post_display()}"


@tracked()
class Nomination(Versioned):
    """One person nominated for one post in one election, from the nomination to the formal list or its end.

    In the election of a Party organisation everybody stands for the committee; the post is the one proposed in it.
    `position` orders those of one post (1 first); `votes` are those of the recommendation or nomination meeting.
    """

    election = models.ForeignKey(
        Election, on_delete=models.PROTECT, verbose_name=_("election"), related_name="nominations"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, verbose_name=_("person"), related_name="nominations")
    post = models.CharField(_("post"), max_length=16, choices=Post.choices)
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.PRELIMINARY)
    source = models.CharField(_("nominated by"), max_length=16, choices=Nominator.choices)
    nominators = models.CharField(_("nominators by name"), max_length=300, blank=True)
    nominated_on = models.DateField(_("nominated on"))
    votes = models.PositiveIntegerField(pgettext_lazy("meeting", "votes"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    by_hand_reason = models.CharField(_("why added by hand"), max_length=300, blank=True)
    stated_on = models.DateField(_("stated in writing for this post on"), null=True, blank=True)
    stated_document = models.CharField(_("where the statement is kept"), max_length=200, blank=True)
    state_on = models.DateField(_("in this state since"))
    end_reason = models.CharField(_("why it ended"), max_length=300, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        indexes: ClassVar = [
            models.Index(fields=["election", "post", "position"], name="nomination_order"),
            models.Index(fields=["state"], name="nomination_state"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["election", "person", "post"],
                condition=~Q(state__in=ENDED),
                name="nomination_once",
                violation_error_code="person",
                violation_error_message=_("This person is nominated for this post already."),
            ),
            models.UniqueConstraint(
                fields=["election", "person"],
                condition=Q(state=State.FORMAL),
                name="nomination_one_post",
                violation_error_code="post",
                violation_error_message=_(
                    "This person is a formal candidate for another post. Record for which of the two posts he stands."
                ),
            ),
            models.CheckConstraint(
                condition=Q(Q(state__in=ENDED), ~Q(end_reason="")) | Q(~Q(state__in=ENDED), Q(end_reason="")),
                name="nomination_end_has_reason",
                violation_error_code="end_reason",
                violation_error_message=_("Say why the nomination ends."),
            ),
            models.CheckConstraint(
                condition=Q(state_on__gte=models.F("nominated_on")),
                name="nomination_dates_in_order",
                violation_error_code="state_on",
                violation_error_message=_("This day is before the nomination. Correct one of the two dates."),
            ),
        ]
        triggers: ClassVar = [
            *Versioned.Meta.triggers,
            moves(TRANSITIONS, beginnings=BEGINNINGS, what="nomination", keeps="election_id"),
            *frozen_by(Step.CANDIDATES),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.election} · {self.get_post_display()}"

    @property
    def stands(self) -> bool:
        """Whether the person stands; neither in reserve nor out."""
        return self.state in STANDING

    @property
    def division_code(self) -> str:
        """Code of the village, for the permission."""
        return self.election.village_id
