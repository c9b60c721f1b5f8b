"""Public notice of persons (公示): batches, the persons as posted, and objections with the accuser's data sealed."""

from typing import ClassVar, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candidates.nominations.models import Nomination
from candidates.transitions import moves
from electionadmin.trail import tracked
from electionadmin.versions import Versioned
from elections.chain.freezing import frozen_by
from elections.models import Body, Cycle
from elections.steps import Step
from protect.fields import EncryptedCharField
from villages.models import Division

# Bound to the encrypted values: never to be changed.
ACCUSER: Final = "candidates.objection.accuser"
CONTACT: Final = "candidates.objection.contact"
MATTER: Final = "candidates.objection.matter"


class NoticeState(models.TextChoices):
    """How far a notice has come."""

    DRAFT = "draft", pgettext_lazy("notice", "draft")
    POSTED = "posted", pgettext_lazy("notice", "posted")
    CONCLUDED = "concluded", pgettext_lazy("notice", "concluded")
    DROPPED = "dropped", pgettext_lazy("notice", "dropped")


NOTICE_TRANSITIONS: Final[dict[str, tuple[str, ...]]] = {
    NoticeState.DRAFT: (NoticeState.POSTED, NoticeState.DROPPED),
    NoticeState.POSTED: (NoticeState.CONCLUDED,),
}


@tracked()
class Notice(Versioned):
    """One batch of persons of one body, posted together in their villages.

    `starts_on` and `ends_on` are both days of the notice; `asked_start` is the day wanted before it was moved off a
    holiday. The contact is the office's, never a person's.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, verbose_name=_("cycle"), related_name="notices")
    division = models.ForeignKey(Division, on_delete=models.PROTECT, verbose_name=_("township"), related_name="notices")
    body = models.CharField(_("body"), max_length=16, choices=Body.choices)
    batch = models.CharField(_("batch"), max_length=50)
    issuer = models.CharField(_("issued by"), max_length=100)
    days = models.PositiveSmallIntegerField(_("days"))
    working_days = models.BooleanField(_("working days"))
    asked_start = models.DateField(_("start"))
    starts_on = models.DateField(pgettext_lazy("notice", "from"))
    ends_on = models.DateField(pgettext_lazy("notice", "until"))
    telephone = models.CharField(_("telephone for objections"), max_length=50)
    address = models.CharField(_("address for objections"), max_length=100)
    email = models.EmailField(_("e-mail for objections"), blank=True)
    state = models.CharField(_("state"), max_length=16, choices=NoticeState.choices, default=NoticeState.DRAFT)
    posted_on = models.DateField(_("posted on"), null=True, blank=True)
    concluded_on = models.DateField(_("concluded on"), null=True, blank=True)
    conclusion = models.CharField(_("result of the notice"), max_length=500, blank=True)
    rulebook = models.CharField(_("rulebook"), max_length=32)
    rulebook_version = models.PositiveSmallIntegerField(_("version of the rulebook"))

    class Meta(Versioned.Meta):
        verbose_name = _("public notice")
        verbose_name_plural = _("public notices")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cycle", "division", "body", "batch"],
                name="notice_batch_once",
                violation_error_code="batch",
                violation_error_message=_("The township has a notice of this batch already. Give it another name."),
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="notice_dates_in_order"),
            models.CheckConstraint(
                condition=Q(state=NoticeState.CONCLUDED) ^ Q(concluded_on=None), name="notice_concluded_has_day"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[NoticeState.DRAFT, NoticeState.DROPPED]) ^ Q(posted_on__isnull=False),
                name="notice_posted_has_day",
            ),
        ]
        triggers: ClassVar = [
            *Versioned.Meta.triggers,
            moves(NOTICE_TRANSITIONS, beginnings=[NoticeState.DRAFT], what="notice", keeps="cycle_id"),
        ]

    def __str__(self) -> str:
        return f"{self.division} · {self.get_body_display()} · {self.batch}"


@tracked()
class NoticeLine(models.Model):
    """A person on a notice; `shown` is what was posted of him, frozen on the day of posting: whitelisted fields only."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, verbose_name=_("public notice"), related_name="lines")
    nomination = models.ForeignKey(
        Nomination, on_delete=models.PROTECT, verbose_name=_("nomination"), related_name="notice_lines"
    )
    shown = models.JSONField(_("as posted"), default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("person on a notice")
        verbose_name_plural = _("persons on notices")
        constraints: ClassVar = [models.UniqueConstraint(fields=["notice", "nomination"], name="notice_line_once")]
        triggers: ClassVar = frozen_by(Step.PUBLIC_NOTICE, path="nomination__election")

    def __str__(self) -> str:
        return f"{self.nomination.person} · {self.notice}"


class ObjectionState(models.TextChoices):
    """How far an objection has come."""

    RECEIVED = "received", pgettext_lazy("objection", "received")
    CHECKING = "checking", pgettext_lazy("objection", "being checked")
    CONCLUDED = "concluded", pgettext_lazy("objection", "concluded")


OBJECTION_TRANSITIONS: Final[dict[str, tuple[str, ...]]] = {
    ObjectionState.RECEIVED: (ObjectionState.CHECKING,),
    ObjectionState.CHECKING: (ObjectionState.CONCLUDED,),
    ObjectionState.CONCLUDED: (ObjectionState.CHECKING,),
}


class Channel(models.TextChoices):
    """How an objection came."""

    VISIT = "visit", _("visit")
    LETTER = "letter", _("letter")
    TELEPHONE = "telephone", _("telephone")
    ONLINE = "online", _("e-mail or web")


class Upheld(models.TextChoices):
    """What checking an objection came to."""

    UNFOUNDED = "unfounded", _("unfounded")
    HARMLESS = "harmless", _("true, does not affect the candidacy")
    AFFECTS = "affects", _("true, affects the candidacy")


@tracked()
class Objection(Versioned):
    """An objection to a person on a notice.

    Who complained, how to reach him and what he said are encrypted and shown only to those who handle objections, each
    look on record; they are never disclosed to the accused (信访工作条例 arts. 30, 46). `conclusion` names no accuser.
    """

    line = models.ForeignKey(
        NoticeLine, on_delete=models.PROTECT, verbose_name=_("person on a notice"), related_name="objections"
    )
    received_on = models.DateField(_("received on"))
    channel = models.CharField(_("how it came"), max_length=16, choices=Channel.choices)
    named = models.BooleanField(_("under a real name"))
    accuser = EncryptedCharField(_("who objects"), max_length=50, blank=True, context=ACCUSER)
    contact = EncryptedCharField(_("how to reach him"), max_length=100, blank=True, context=CONTACT)
    matter = EncryptedCharField(_("what is said, and evidence"), max_length=2000, context=MATTER)
    state = models.CharField(_("state"), max_length=16, choices=ObjectionState.choices, default=ObjectionState.RECEIVED)
    checked_by = models.CharField(_("checked by"), max_length=100, blank=True)
    checking_since = models.DateField(_("being checked since"), null=True, blank=True)
    upheld = models.CharField(_("outcome"), max_length=16, choices=Upheld.choices, blank=True)
    conclusion = models.CharField(_("conclusion"), max_length=500, blank=True)
    concluded_on = models.DateField(_("concluded on"), null=True, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        indexes: ClassVar = [
            models.Index(fields=["line"], condition=~Q(state="concluded"), name="objection_open"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=ObjectionState.RECEIVED) ^ ~Q(checked_by=""), name="objection_checked_by"
            ),
            models.CheckConstraint(
                condition=Q(Q(state=ObjectionState.CONCLUDED), ~Q(upheld=""), ~Q(conclusion=""))
                | Q(~Q(state=ObjectionState.CONCLUDED), Q(concluded_on=None)),
                name="objection_concluded_whole",
            ),
        ]
        triggers: ClassVar = [
            *Versioned.Meta.triggers,
            moves(OBJECTION_TRANSITIONS, beginnings=[ObjectionState.RECEIVED], what="objection", keeps="line_id"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def division_code(self) -> str:
        """Code of the township that posted the notice, for the permission and the record of each look."""
        return self.line.notice.division_id
