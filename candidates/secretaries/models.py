"""County filing management (县级备案管理) of village Party secretaries: each matter of a person is a filing of its own."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candidates.transitions import moves
from electionadmin.trail import tracked
from electionadmin.versions import Versioned
from people.models import Person
from villages.models import Division, Post


class Matter(models.TextChoices):
    """What is filed (procedures.md 5.8)."""

    APPOINTMENT = "appointment", pgettext_lazy("secretary", "appointment")
    CHANGE = "change", pgettext_lazy("secretary", "transfer or dismissal")
    DISCIPLINE = "discipline", pgettext_lazy("secretary", "discipline")
    LEAVE = "leave", pgettext_lazy("secretary", "leave from the village")


class FilingState(models.TextChoices):
    """How far a filing has come."""

    DRAFT = "draft", pgettext_lazy("secretary", "draft")
    SUBMITTED = "submitted", pgettext_lazy("secretary", "awaits the county")
    RETURNED = "returned", pgettext_lazy("secretary", "sent back")
    AGREED = "agreed", pgettext_lazy("secretary", "county agrees")
    REFUSED = "refused", pgettext_lazy("secretary", "county does not agree")
    FILED = "filed", pgettext_lazy("secretary", "filed")
    WITHDRAWN = "withdrawn", pgettext_lazy("secretary", "withdrawn")


FILING_TRANSITIONS: Final[dict[str, tuple[str, ...]]] = {
    FilingState.DRAFT: (FilingState.SUBMITTED, FilingState.WITHDRAWN),
    FilingState.SUBMITTED: (FilingState.AGREED, FilingState.RETURNED, FilingState.REFUSED, FilingState.WITHDRAWN),
    FilingState.RETURNED: (FilingState.SUBMITTED, FilingState.WITHDRAWN),
    FilingState.AGREED: (FilingState.FILED,),
}
POSTS: Final = (Post.SECRETARY, Post.DEPUTY_SECRETARY)


@tracked()
class SecretaryFiling(Versioned):
    """One matter of one person: the township submits it, the county gives its opinion, then it is put on file.

    `effective_on` is the day planned for an appointment, the day of a change or measure, the first day of a leave;
    `until` the last day of a leave or of a measure. Whoever submits does not give the opinion.
    """

    village = models.ForeignKey(
        Division, on_delete=models.PROTECT, verbose_name=_("village"), related_name="secretary_filings"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, verbose_name=_("person"), related_name="secretary_filings"
    )
    matter = models.CharField(_("matter"), max_length=16, choices=Matter.choices)
    post = models.CharField(_("post"), max_length=16, choices=[(post.value, post.label) for post in POSTS])
    effective_on = models.DateField(pgettext_lazy("secretary", "day"))
    until = models.DateField(pgettext_lazy("secretary", "until"), null=True, blank=True)
    reason = models.CharField(_("grounds"), max_length=500)
    stand_in = models.CharField(_("who stands in"), max_length=50, blank=True)
    number = models.CharField(_("number of the request"), max_length=100, blank=True)
    signer = models.CharField(pgettext_lazy("secretary", "signed by"), max_length=50, blank=True)
    submitted_on = models.DateField(_("submitted on"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("submitted by"),
        related_name="+",
    )
    opinion = models.CharField(_("opinion of the county"), max_length=500, blank=True)
    opinion_on = models.DateField(_("day of the opinion"), null=True, blank=True)
    opinion_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("opinion given by"),
        related_name="+",
    )
    result_on = models.DateField(_("day of the election or measure"), null=True, blank=True)
    reply_number = models.CharField(_("number of the reply"), max_length=100, blank=True)
    filed_on = models.DateField(_("put on file on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=FilingState.choices, default=FilingState.DRAFT)

    class Meta(Versioned.Meta):
        verbose_name = _("filing of a secretary")
        verbose_name_plural = _("filings of secretaries")
        ordering: ClassVar = ["-effective_on", "-pk"]
        indexes: ClassVar = [models.Index(fields=["person", "-effective_on"], name="secretary_file")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("effective_on")),
                name="secretary_dates_in_order",
                violation_error_code="until",
                violation_error_message=_("It ends before it begins. Correct one of the two dates."),
            ),
            models.CheckConstraint(
                condition=~Q(matter=Matter.LEAVE) | Q(until__isnull=False) & ~Q(stand_in=""),
                name="secretary_leave_whole",
                violation_error_code="stand_in",
                violation_error_message=_("A leave has a last day, and somebody who stands in. Type both."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=[FilingState.DRAFT, FilingState.WITHDRAWN])
                | Q(submitted_on__isnull=False) & ~Q(number="") & ~Q(signer=""),
                name="secretary_submitted_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[FilingState.AGREED, FilingState.REFUSED, FilingState.RETURNED])
                | Q(opinion_on__isnull=False) & ~Q(opinion=""),
                name="secretary_opinion_whole",
            ),
            models.CheckConstraint(
                condition=Q(opinion_by=None) | Q(submitted_by=None) | ~Q(opinion_by=F("submitted_by")),
                name="secretary_four_eyes",
            ),
            models.UniqueConstraint(
                fields=["village", "person", "matter"],
                condition=Q(state__in=[FilingState.DRAFT, FilingState.SUBMITTED, FilingState.RETURNED]),
                name="secretary_one_at_a_time",
                violation_error_code="matter",
                violation_error_message=_("This matter of the person is under way already. Open that filing."),
            ),
        ]
        triggers: ClassVar = [
            *Versioned.Meta.triggers,
            moves(FILING_TRANSITIONS, beginnings=[FilingState.DRAFT], what="filing", keeps="person_id"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_matter_display()} · {self.village}"

    @property
    def division_code(self) -> str:
        """Code of the village, for the permission."""
        return self.village_id
