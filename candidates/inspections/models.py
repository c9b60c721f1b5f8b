"""Inspection (考察): joint teams, who steps aside, talks, the appraisal sheet, the material and the conclusion."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.trail import tracked
from electionadmin.versions import Versioned
from elections.models import Cycle
from people.models import Attachment, Person
from villages.models import Division


class Side(models.TextChoices):
    """Who sends an officer into a joint team."""

    ORGANISATION = "organisation", _("organisation department")
    DISCIPLINE = "discipline", _("discipline commission")
    TOWNSHIP = "township", _("township Party committee")
    OTHER = "other", pgettext_lazy("inspection team", "other office")


@tracked()
class Team(Versioned):
    """A joint team that inspects persons of a township (or of the whole county)."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, verbose_name=_("cycle"), related_name="teams")
    division = models.ForeignKey(Division, on_delete=models.PROTECT, verbose_name=_("division"), related_name="teams")
    name = models.CharField(pgettext_lazy("thing", "name"), max_length=50)

    class Meta(Versioned.Meta):
        verbose_name = _("inspection team")
        verbose_name_plural = _("inspection teams")
        ordering: ClassVar = ["division_id", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cycle", "name"],
                name="team_name_once",
                violation_error_code="name",
                violation_error_message=_("A team of this cycle bears this name. Choose another name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Officer(Versioned):
    """A member of a team. `person` is his own record, where he is on record in the county: by it relatives are found."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, verbose_name=_("team"), related_name="officers")
    name = models.CharField(pgettext_lazy("person", "name"), max_length=50)
    side = models.CharField(_("sent by"), max_length=16, choices=Side.choices)
    post = models.CharField(_("work unit and post"), max_length=100, blank=True)
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("record as a person"),
        related_name="inspecting",
    )
    leads = models.BooleanField(_("leads the team"), default=False)
    left_on = models.DateField(_("left the team on"), null=True, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = _("member of an inspection team")
        verbose_name_plural = _("members of inspection teams")
        ordering: ClassVar = ["-leads", "side", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team", "name"],
                condition=Q(left_on=None),
                name="officer_once",
                violation_error_code="name",
                violation_error_message=_("The team has a member of this name already."),
            ),
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(leads=True, left_on=None),
                name="officer_one_leads",
                violation_error_code="leads",
                violation_error_message=_("Somebody leads this team already. Change that member first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Conclusion(models.TextChoices):
    """What two officers conclude."""

    AGREE = "agree", pgettext_lazy("inspection", "agree")
    DISAGREE = "disagree", pgettext_lazy("inspection", "do not agree")


@tracked()
class Inspection(Versioned):
    """The inspection of one person in one cycle by one team: material, and the conclusion signed by two officers.

    `strong` and `weak` are the points of the material (考察材料); `weak` is never left out silently: it says "none" itself.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, verbose_name=_("cycle"), related_name="inspections")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, verbose_name=_("person"), related_name="inspections")
    village = models.ForeignKey(
        Division, on_delete=models.PROTECT, verbose_name=_("village"), related_name="inspections"
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, verbose_name=_("team"), related_name="inspections")
    begun_on = models.DateField(_("begun on"))
    records_checked_on = models.DateField(_("files checked on"), null=True, blank=True)
    scenes = models.CharField(_("places looked at"), max_length=200, blank=True)
    strong = models.TextField(_("strong points"), max_length=2000, blank=True)
    weak = models.TextField(_("weak points and disputes"), max_length=2000, blank=True)
    conclusion = models.CharField(_("conclusion"), max_length=16, choices=Conclusion.choices, blank=True)
    reason = models.TextField(_("reasons"), max_length=1000, blank=True)
    concluded_on = models.DateField(_("concluded on"), null=True, blank=True)
    first_officer = models.ForeignKey(
        Officer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("first officer who signs"),
        related_name="+",
    )
    second_officer = models.ForeignKey(
        Officer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("second officer who signs"),
        related_name="+",
    )
    scan = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("scan"), related_name="+"
    )

    class Meta(Versioned.Meta):
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        ordering: ClassVar = ["village_id", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cycle", "person"],
                name="inspection_once",
                violation_error_code="person",
                violation_error_message=_("This person is inspected in this cycle already. Open that inspection."),
            ),
            models.CheckConstraint(
                condition=Q(conclusion="", concluded_on=None, first_officer=None, second_officer=None)
                | Q(
                    ~Q(conclusion=""),
                    concluded_on__isnull=False,
                    first_officer__isnull=False,
                    second_officer__isnull=False,
                ),
                name="inspection_concluded_whole",
            ),
            models.CheckConstraint(
                condition=Q(first_officer=None) | ~Q(first_officer=F("second_officer")),
                name="inspection_two_officers",
                violation_error_code="second_officer",
                violation_error_message=_("Two different officers sign. Choose another one."),
            ),
            models.CheckConstraint(
                condition=Q(concluded_on=None) | Q(concluded_on__gte=F("begun_on")),
                name="inspection_dates_in_order",
                violation_error_code="concluded_on",
                violation_error_message=_("The conclusion is dated before the beginning. Correct one of the dates."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self._meta.verbose_name}"

    @property
    def division_code(self) -> str:
        """Code of the village, for the permission."""
        return self.village_id


class RecusalSource(models.TextChoices):
    """How a recusal came about."""

    FOUND = "found", _("found by the system")
    DECLARED = "declared", _("declared by the officer")
    CLEARED = "cleared", _("looked into: not related")


@tracked()
class Recusal(models.Model):
    """An officer steps aside in one inspection, or a likeness of names was looked into and is none (`cleared`)."""

    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, verbose_name=_("inspection"), related_name="recusals"
    )
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, verbose_name=_("officer"), related_name="recusals")
    source = models.CharField(_("how it came about"), max_length=16, choices=RecusalSource.choices)
    relation = models.CharField(pgettext_lazy("kinship", "relation"), max_length=200)
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        verbose_name = _("recusal of an officer")
        verbose_name_plural = _("recusals of officers")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["inspection", "officer"],
                name="recusal_once",
                violation_error_code="officer",
                violation_error_message=_("This officer has stepped aside already."),
            ),
            models.CheckConstraint(condition=~Q(relation=""), name="recusal_has_relation"),
        ]

    def __str__(self) -> str:
        return f"{self.officer} · {self.relation}"


class Opinion(models.TextChoices):
    """How somebody who was heard stands to the person."""

    FOR = "for", pgettext_lazy("opinion", "in favour")
    RESERVED = "reserved", pgettext_lazy("opinion", "with reservations")
    AGAINST = "against", pgettext_lazy("opinion", "against")


@tracked()
class Hearing(Versioned):
    """A talk held in an inspection: with whom, when, what he said."""

    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, verbose_name=_("inspection"), related_name="hearings"
    )
    name = models.CharField(_("who was heard"), max_length=50)
    post = models.CharField(_("post or standing in the village"), max_length=100, blank=True)
    held_on = models.DateField(_("held on"))
    opinion = models.CharField(_("opinion of the person"), max_length=16, choices=Opinion.choices)
    points = models.TextField(_("what was said"), max_length=1000)

    class Meta(Versioned.Meta):
        verbose_name = _("talk of an inspection")
        verbose_name_plural = _("talks of an inspection")
        ordering: ClassVar = ["held_on", "pk"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(points=""), name="hearing_has_points")]

    def __str__(self) -> str:
        return f"{self.name} · {self.inspection}"


@tracked()
class AppraisalSheet(Versioned):
    """The sheet of a democratic appraisal (民主测评): votes 优秀, 称职, 基本称职, 不称职; every share is of the sheets returned."""

    inspection = models.OneToOneField(
        Inspection, on_delete=models.PROTECT, primary_key=True, verbose_name=_("inspection"), related_name="sheet"
    )
    held_on = models.DateField(_("held on"))
    due = models.PositiveIntegerField(_("persons due"))
    present = models.PositiveIntegerField(_("persons present"))
    issued = models.PositiveIntegerField(_("sheets issued"))
    returned = models.PositiveIntegerField(_("sheets returned"))
    excellent = models.PositiveIntegerField(_("excellent"))
    competent = models.PositiveIntegerField(_("competent"))
    basic = models.PositiveIntegerField(_("basically competent"))
    incompetent = models.PositiveIntegerField(_("incompetent"))
    abstained = models.PositiveIntegerField(_("without an opinion"))
    spoiled = models.PositiveIntegerField(_("spoiled"))

    class Meta(Versioned.Meta):
        verbose_name = _("democratic appraisal")
        verbose_name_plural = _("democratic appraisals")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(present__lte=F("due")),
                name="appraisal_present",
                violation_error_code="present",
                violation_error_message=_("More persons are present than are due. Correct one of the two."),
            ),
            models.CheckConstraint(
                condition=Q(issued__lte=F("present")),
                name="appraisal_issued",
                violation_error_code="issued",
                violation_error_message=_("More sheets are issued than persons are present. Correct one of the two."),
            ),
            models.CheckConstraint(
                condition=Q(returned__lte=F("issued")),
                name="appraisal_returned",
                violation_error_code="returned",
                violation_error_message=_(
                    "More sheets come back than were issued: the appraisal is void. Count again."
                ),
            ),
            models.CheckConstraint(
                condition=Q(
                    returned=F("excellent")
                    + F("competent")
                    + F("basic")
                    + F("incompetent")
                    + F("abstained")
                    + F("spoiled")
                ),
                name="appraisal_sum",
                violation_error_code="returned",
                violation_error_message=_(
                    "The votes, those without an opinion and the spoiled sheets do not make the sheets returned. Count again."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspection} · {self.held_on:%Y-%m-%d}"
