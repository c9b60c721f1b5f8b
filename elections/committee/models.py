"""The villagers' or residents' election committee of a village in a cycle, its people and its meetings."""

from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.trail import tracked
from electionadmin.versions import Versioned


class MeetingKind(models.TextChoices):
    """Which meeting chooses the committee (OLVC-2025, art. 15)."""

    VILLAGE = "village", _("village meeting")
    REPRESENTATIVES = "representatives", _("representatives' meeting")
    GROUPS = "groups", _("group meetings")


class Place(models.TextChoices):
    """A person's place, in the order of the announcement; alternates stand ready in order of votes."""

    CHAIR = "chair", pgettext_lazy("election committee", "Chair")
    DEPUTY = "deputy", pgettext_lazy("election committee", "Deputy chair")
    MEMBER = "member", pgettext_lazy("election committee", "Member")
    ALTERNATE = "alternate", pgettext_lazy("election committee", "Alternate")


SITTING: Final = (Place.CHAIR, Place.DEPUTY, Place.MEMBER)


class Leaving(models.TextChoices):
    """Why somebody has left the committee."""

    NOMINATED = "nominated", _("nominated as a candidate")
    RELATIVE_NOMINATED = "relative_nominated", _("a near relative was nominated as a candidate")
    ABSENCES = "absences", _("absent from meetings in a row")
    RESIGNED = "resigned", _("resigned")
    DECLINED = "declined", _("declined to succeed")
    DIED = "died", _("died")
    REPLACED = "replaced", _("chosen anew by the meeting")
    MISTAKE = "mistake", _("entered by mistake")


@tracked()
class ElectionCommittee(Versioned):
    """A committee from its choice to the end of the handover; one that failed is dissolved, and another is chosen.

    `due` and `present` are figures of the meeting that chose it: adults, households or representatives.
    """

    election = models.ForeignKey(
        "elections.Election", on_delete=models.PROTECT, verbose_name=_("election"), related_name="committees"
    )
    chosen_by = models.CharField(_("chosen by"), max_length=16, choices=MeetingKind.choices)
    chosen_on = models.DateField(_("chosen on"))
    due = models.PositiveIntegerField(_("entitled to take part"), null=True, blank=True)
    present = models.PositiveIntegerField(_("took part"), null=True, blank=True)
    seats = models.PositiveSmallIntegerField(_("members decided on"))
    announced_on = models.DateField(_("list published on"), null=True, blank=True)
    filed_on = models.DateField(_("filed with the township on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    dissolved_for = models.CharField(_("dissolved because"), max_length=300, blank=True)
    document = models.CharField(_("document number"), max_length=100, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = _("election committee")
        verbose_name_plural = _("election committees")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["election"],
                condition=Q(ended_on=None),
                name="committee_one_at_a_time",
                violation_error_message=_("The village has an election committee already. Change it, or dissolve it."),
            ),
            models.CheckConstraint(
                condition=Q(due=None) | Q(present=None) | Q(present__lte=F("due")),
                name="committee_present_within_due",
                violation_error_code="present",
                violation_error_message=_("More took part than were entitled to. Correct one of the two figures."),
            ),
            models.CheckConstraint(
                condition=Q(seats__gte=1),
                name="committee_has_seats",
                violation_error_code="seats",
                violation_error_message=_("A committee has at least one member. Type the number decided on."),
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{field: None}) | Q(**{f"{field}__gte": F("chosen_on")}),
                    name=f"committee_{field}_in_order",
                    violation_error_code=field,
                    violation_error_message=_("This day lies before the one on which the committee was chosen."),
                )
                for field in ("announced_on", "filed_on", "ended_on")
            ),
            models.CheckConstraint(
                condition=Q(dissolved_for="") | Q(ended_on__isnull=False), name="committee_dissolved_has_ended"
            ),
        ]

    def __str__(self) -> str:
        return str(self.election)


@tracked()
class CommitteeMember(Versioned):
    """A person's place on a committee, or among its alternates, from one day to another.

    `votes` are those of the meeting that chose him, `position` his place among equals. `relative` is the nominee who
    made him leave, `succeeds` the member whose seat he took.
    """

    committee = models.ForeignKey(
        ElectionCommittee, on_delete=models.PROTECT, verbose_name=_("election committee"), related_name="members"
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, verbose_name=_("person"), related_name="committee_places"
    )
    place = models.CharField(_("place"), max_length=16, choices=Place.choices)
    votes = models.PositiveIntegerField(_("votes"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    joined_on = models.DateField(pgettext_lazy("seat", "from"))
    left_on = models.DateField(pgettext_lazy("seat", "until"), null=True, blank=True)
    left_for = models.CharField(_("left because"), max_length=20, choices=Leaving.choices, blank=True)
    nominee = models.ForeignKey(
        "people.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("nominee who made him leave"),
        related_name="committee_exits",
    )
    relation = models.CharField(_("what the nominee is to him"), max_length=24, blank=True)
    succeeds = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("successor of"),
        related_name="successor",
    )
    chosen_by = models.CharField(_("chosen by"), max_length=16, choices=MeetingKind.choices, blank=True)
    announced_on = models.DateField(_("change published on"), null=True, blank=True)
    note = models.CharField(_("remark"), max_length=200, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = _("member of an election committee")
        verbose_name_plural = _("members of election committees")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["committee", "person"],
                condition=Q(left_on=None),
                name="committee_person_once",
                violation_error_code="person",
                violation_error_message=_("This person is on the committee or among its alternates already."),
            ),
            models.UniqueConstraint(
                fields=["committee"],
                condition=Q(left_on=None, place=Place.CHAIR),
                name="committee_one_chair",
                violation_error_code="place",
                violation_error_message=_(
                    "The committee has a chair already. Choose another place for one of the two."
                ),
            ),
            models.CheckConstraint(
                condition=Q(left_on=None, left_for="") | (Q(left_on__isnull=False) & ~Q(left_for="")),
                name="committee_member_leaves_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")),
                name="committee_member_dates_in_order",
                violation_error_code="left_on",
                violation_error_message=_("The membership ends before it begins. Correct one of the two dates."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_place_display()}"


@tracked()
class CommitteeMeeting(models.Model):
    """A meeting of a committee; who was absent without leave counts (`absentees`)."""

    committee = models.ForeignKey(
        ElectionCommittee, on_delete=models.PROTECT, verbose_name=_("election committee"), related_name="meetings"
    )
    held_on = models.DateField(_("held on"))
    subject = models.CharField(_("subject"), max_length=200)

    class Meta:
        verbose_name = _("meeting of an election committee")
        verbose_name_plural = _("meetings of election committees")
        ordering: ClassVar = ["held_on", "pk"]

    def __str__(self) -> str:
        return f"{self.committee} · {self.held_on:%Y-%m-%d}"


@tracked()
class Absence(models.Model):
    """A member's absence from a meeting."""

    meeting = models.ForeignKey(
        CommitteeMeeting, on_delete=models.CASCADE, verbose_name=_("meeting"), related_name="absences"
    )
    member = models.ForeignKey(
        CommitteeMember, on_delete=models.PROTECT, verbose_name=_("member"), related_name="absences"
    )

    class Meta:
        verbose_name = _("absence from a meeting")
        verbose_name_plural = _("absences from meetings")
        constraints: ClassVar = [models.UniqueConstraint(fields=["meeting", "member"], name="absence_once")]

    def __str__(self) -> str:
        return f"{self.member} · {self.meeting.held_on:%Y-%m-%d}"
