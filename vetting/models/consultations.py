"""Consultations (会诊): who met on problem cases, what was found about each, and why. Once closed, nothing of it changes."""

import uuid
from typing import ClassVar, Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.trail import tracked
from electionadmin.unignorable import Unignorable, refusal
from electionadmin.versions import Versioned
from elections.models import Cycle
from people.models import Person
from protect.fields import EncryptedCharField
from vetting.models.batches import Question
from vetting.models.departments import Department
from vetting.models.opinions import Opinion
from villages.models import Division

FILES: Final = "consultations"
LONGEST_REASONS: Final = 1000
LONGEST_COURSE: Final = 4000
_REFUSAL: Final = refusal("a closed consultation stays as it was closed")


def _of_a_closed_one(row: str) -> str:
    return f"IF EXISTS (SELECT FROM vetting_consultation c WHERE c.id = {row}.consultation_id AND c.closed_at IS NOT NULL) THEN {_REFUSAL} END IF;"


def _stays() -> list[Unignorable]:
    """Triggers of what belongs to a consultation: nothing is added to a closed one, changed, or taken out."""
    added = f"{_of_a_closed_one('NEW')} RETURN NEW;"
    taken = f"{_of_a_closed_one('OLD')} RETURN OLD;"
    changing = pgtrigger.Insert | pgtrigger.Update
    return [
        Unignorable(name="none_added", when=pgtrigger.Before, operation=changing, func=added),
        Unignorable(name="none_taken", when=pgtrigger.Before, operation=pgtrigger.Delete, func=taken),
    ]


@tracked()
class Consultation(Versioned):
    """A meeting of the county on problem cases of a cycle; its decisions count once its minutes are closed."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, verbose_name=_("cycle"), related_name="consultations")
    held_on = models.DateField(pgettext_lazy("consultation", "held on"), default=timezone.localdate)
    place = models.CharField(pgettext_lazy("consultation", "place"), max_length=100)
    chair = models.CharField(_("chaired by"), max_length=50)
    recorder = models.CharField(_("minutes by"), max_length=50)
    course = EncryptedCharField(
        _("course of the meeting"), max_length=LONGEST_COURSE, blank=True, context="vetting.consultation.course"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("entered by"), related_name="+"
    )
    closed_at = models.DateTimeField(pgettext_lazy("consultation", "closed"), null=True, blank=True, editable=False)

    class Meta(Versioned.Meta):
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering: ClassVar = ["-held_on", "-pk"]
        triggers: ClassVar = [
            *Versioned.Meta.triggers,
            Unignorable(
                name="closed_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__closed_at__isnull=False),
                func=_REFUSAL,
            ),
        ]

    def __str__(self) -> str:
        return str(_("Consultation of %(day)s") % {"day": self.held_on})

    @property
    def division_code(self) -> str:
        """Code of the county."""
        return str(self.cycle.county_id)


class Side(models.TextChoices):
    """For whom somebody takes part."""

    ORGANISATION = "organisation", _("organisation department")
    DISCIPLINE = "discipline", _("discipline commission")
    DEPARTMENT = "department", _("department that has answered")
    OTHER = "other", _("other office")


@tracked()
class Participant(models.Model):
    """Somebody who takes part; his own record and home village tell of which cases he has to keep out."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, verbose_name=_("consultation"), related_name="participants"
    )
    side = models.CharField(_("takes part for"), max_length=16, choices=Side.choices)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("department"), related_name="+"
    )
    name = models.CharField(pgettext_lazy("consultation", "name"), max_length=50)
    post = models.CharField(_("post"), max_length=100, blank=True)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("own record"), related_name="+"
    )
    village = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("home village"), related_name="+"
    )

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["consultation", "name"], name="participant_once"),
            models.CheckConstraint(
                condition=Q(side="department", department__isnull=False)
                | (~Q(side="department") & Q(department__isnull=True)),
                name="participant_of_a_department_names_it",
            ),
        ]
        triggers: ClassVar = _stays()

    def __str__(self) -> str:
        return self.name


class Found(models.TextChoices):
    """What a consultation finds about an answer (see `vetting.rules.Answered.decision`)."""

    PROVEN = "proven", _("the problem is proven")
    UNFOUNDED = "unfounded", _("unfounded")
    ACCEPTED = "accepted", _("proven, accepted with reasons")


@tracked()
class ConsultationDecision(models.Model):
    """What the consultation has found about one answer, with its reasons, and who kept out of it.

    It is about the opinion that was in force: once the department answers anew, the decision counts no more.
    """

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, verbose_name=_("consultation"), related_name="decisions"
    )
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, verbose_name=_("question"), related_name="decisions"
    )
    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, verbose_name=_("opinion"), related_name="decisions")
    found = models.CharField(_("finding"), max_length=16, choices=Found.choices)
    reasons = EncryptedCharField(
        _("reasons"), max_length=LONGEST_REASONS, context="vetting.consultationdecision.reasons"
    )
    recused = models.JSONField(_("kept out"), default=list, blank=True)

    class Meta:
        verbose_name = _("decision of a consultation")
        verbose_name_plural = _("decisions of consultations")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["consultation", "question"], name="consultation_decides_once")
        ]
        triggers: ClassVar = _stays()

    def __str__(self) -> str:
        return f"{self.consultation} · {self.question}"

    @property
    def division_code(self) -> str:
        """Code of the county."""
        return self.consultation.division_code


class ConsultationAttachmentKind(models.TextChoices):
    """What a file of a consultation shows."""

    SIGN_IN = "sign_in", _("sign-in sheet")
    MINUTES = "minutes", _("signed minutes")
    EVIDENCE = "evidence", pgettext_lazy("consultation", "evidence")
    OTHER = "other", _("other paper")


def random_name(attachment: "ConsultationAttachment", name: str) -> str:
    """Where a file is stored: nothing in the path comes from the user."""
    random = uuid.uuid4().hex
    return f"{FILES}/{random[:2]}/{random}"


@tracked()
class ConsultationAttachment(models.Model):
    """A scan that belongs to a consultation; `media_type` was found from its content, `digest` is the SM3 of the plain file.

    One removed while the minutes are open keeps its row with the reason, its file is gone. Looks are on record as those
    at the minutes are.
    """

    id = models.UUIDField(_("number"), primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, verbose_name=_("consultation"), related_name="attachments"
    )
    kind = models.CharField(_("kind"), max_length=16, choices=ConsultationAttachmentKind.choices)
    title = models.CharField(_("title"), max_length=100)
    file = models.FileField(_("file"), upload_to=random_name, blank=True)
    media_type = models.CharField(_("type of the file"), max_length=32)
    size = models.PositiveIntegerField(_("bytes"))
    digest = models.CharField(_("digest"), max_length=64)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("added by"), related_name="+"
    )
    added_at = models.DateTimeField(_("added"), auto_now_add=True)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    removed_for = models.CharField(_("reason of the removal"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("attachment of a consultation")
        verbose_name_plural = _("attachments of consultations")
        ordering: ClassVar = ["added_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["consultation", "digest"],
                condition=Q(removed_at=None),
                name="consultation_attachment_once",
            ),
            models.CheckConstraint(
                condition=(Q(removed_at=None, removed_for="") & ~Q(file=""))
                | (Q(removed_at__isnull=False, file="") & ~Q(removed_for="")),
                name="consultation_attachment_removed_with_reason",
            ),
        ]
        triggers: ClassVar = _stays()

    def __str__(self) -> str:
        return f"{self.consultation} · {self.title}"

    @property
    def division_code(self) -> str:
        """Code of the county."""
        return self.consultation.division_code
