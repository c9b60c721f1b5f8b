"""Who is reviewed, the township's own review of him, and what the county concludes."""

from typing import ClassVar, Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.trail import append_only, tracked
from electionadmin.unignorable import Unignorable
from electionadmin.versions import Versioned
from elections.models import Election
from people.models import Person
from protect.fields import EncryptedCharField
from vetting.models.bars import Bar, BarList
from villages.models import Post

LONGEST_FACTS = 2_000


class ReviewKind(models.TextChoices):
    """Why a person is reviewed."""

    NOMINATION = "nomination", _("nomination")
    REPLACEMENT = "replacement", _("replacement for somebody refused")
    WRITE_IN = "write_in", _("elected by write-in votes")
    OBJECTION = "objection", _("objection to the conclusion")
    STALE = "stale", _("review too old")


class Answer(models.TextChoices):
    """An answer to the question whether something is known against a person; none at all is never a pass."""

    CLEAR = "clear", _("no problem")
    PROBLEM = "problem", _("problem")
    UNKNOWN = "unknown", pgettext_lazy("answer", "not known")


class Outcome(models.TextChoices):
    """What the review of a person comes to."""

    QUALIFIED = "qualified", _("qualified")
    NOT_QUALIFIED = "not_qualified", _("not qualified")
    PENDING = "pending", _("pending")


class Procedural(models.TextChoices):
    """What a township refuses a person for besides the bars."""

    FORM = "FORM", _("form incomplete")
    AGE = "AGE", _("age")
    RESIDENCE = "RESIDENCE", _("residence")
    PLEDGE = "PLEDGE", _("pledge not signed")


@tracked()
class Review(models.Model):
    """The review of one person for one post in one election; a later round reviews him again."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, verbose_name=_("election"), related_name="reviews")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, verbose_name=_("person"), related_name="reviews")
    post = models.CharField(_("proposed post"), max_length=16, choices=Post.choices)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    kind = models.CharField(_("reason"), max_length=16, choices=ReviewKind.choices, default=ReviewKind.NOMINATION)
    previous = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("review before"),
        related_name="following",
    )
    opened_on = models.DateField(_("opened"), default=timezone.localdate)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("opened by"),
        related_name="+",
    )

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["election", "person", "post", "round"], name="review_once"),
            models.CheckConstraint(
                condition=Q(round=1, previous=None) | Q(round__gt=1, previous__isnull=False),
                name="review_round_follows",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.election}"

    @property
    def division_code(self) -> str:
        """Code of the village."""
        return str(self.election.village_id)


@tracked()
class TownshipReview(Versioned):
    """What the township finds before a person goes to the county; empty is not yet answered."""

    class Opinion(models.TextChoices):
        """The township's opinion."""

        AGREE = "agree", _("agrees")
        REFUSE = "refuse", _("refuses")

    review = models.OneToOneField(
        Review, on_delete=models.PROTECT, verbose_name=_("review"), related_name="township_review"
    )
    bar_list = models.ForeignKey(BarList, on_delete=models.PROTECT, verbose_name=_("list of bars"), related_name="+")
    form_complete = models.BooleanField(_("form complete"), null=True, blank=True)
    age_met = models.BooleanField(_("age"), null=True, blank=True)
    residence_met = models.BooleanField(_("residence"), null=True, blank=True)
    pledge_signed = models.BooleanField(_("pledge signed"), null=True, blank=True)
    opinion = models.CharField(_("opinion"), max_length=8, choices=Opinion.choices, blank=True)
    refused_for = models.CharField(_("code of the refusal"), max_length=16, blank=True)
    signer = models.CharField(_("signed by"), max_length=50, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("entered by"),
        related_name="+",
    )

    class Meta(Versioned.Meta):
        verbose_name = _("review by the township")
        verbose_name_plural = _("reviews by the township")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(opinion="", signer="", signed_on=None)
                | (~Q(opinion="") & ~Q(signer="") & Q(signed_on__isnull=False)),
                name="township_review_signed",
                violation_error_code="signer",
                violation_error_message=_("An opinion is signed: type who signed it and the day."),
            ),
            models.CheckConstraint(
                condition=Q(opinion="refuse") & ~Q(refused_for="") | ~Q(opinion="refuse") & Q(refused_for=""),
                name="township_refusal_has_code",
                violation_error_code="refused_for",
                violation_error_message=_("A refusal names its code. Choose the one that is told to the person."),
            ),
            models.CheckConstraint(
                condition=~Q(opinion="agree")
                | Q(
                    form_complete=True,
                    form_complete__isnull=False,
                    age_met=True,
                    age_met__isnull=False,
                    residence_met=True,
                    residence_met__isnull=False,
                    pledge_signed=True,
                    pledge_signed__isnull=False,
                ),
                name="township_agrees_to_what_is_met",
                violation_error_code="opinion",
                violation_error_message=_(
                    "Form, age, residence and pledge must all be met before the township agrees. Correct them, or refuse."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.review)


@tracked()
class TownshipAnswer(models.Model):
    """The township's answer to one bar."""

    township_review = models.ForeignKey(
        TownshipReview, on_delete=models.CASCADE, verbose_name=_("review by the township"), related_name="answers"
    )
    bar = models.ForeignKey(Bar, on_delete=models.PROTECT, verbose_name=_("bar"), related_name="+")
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices)
    facts = EncryptedCharField(_("facts"), max_length=LONGEST_FACTS, blank=True, context="vetting.townshipanswer.facts")

    class Meta:
        verbose_name = _("answer of the township")
        verbose_name_plural = _("answers of the township")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["township_review", "bar"], name="township_answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.township_review} · {self.bar.code}"


# Who concluded on the review before does not conclude on the one that looks at it again (qualification review 4.4, item 7).
_ANOTHER_OFFICER: Final = """
    IF EXISTS (
        SELECT FROM vetting_review review
        JOIN vetting_conclusion before ON before.review_id = review.previous_id
        WHERE review.id = NEW.review_id AND before.officer_id = NEW.officer_id
    ) THEN
        RAISE EXCEPTION 'a review is looked at again by another officer' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


@append_only
@tracked()
class Conclusion(models.Model):
    """What the county has concluded on a review, with the findings it rested on then; never changed, a new one follows it."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, verbose_name=_("review"), related_name="conclusions")
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    outcome = models.CharField(_("conclusion"), max_length=16, choices=Outcome.choices)
    code = models.CharField(_("code"), max_length=16, blank=True)
    findings = models.JSONField(_("findings"), default=list)
    reasons = models.CharField(_("reasons"), max_length=500, blank=True)
    as_of = models.DateField(_("as of"))
    rulebook = models.CharField(_("rulebook"), max_length=32)
    bar_list = models.ForeignKey(BarList, on_delete=models.PROTECT, verbose_name=_("list of bars"), related_name="+")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("officer"), related_name="+"
    )
    at = models.DateTimeField(_("time"), default=timezone.now)

    class Meta:
        verbose_name = _("conclusion")
        verbose_name_plural = _("conclusions")
        ordering: ClassVar = ["-at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "number"], name="conclusion_number_once"),
            models.CheckConstraint(condition=~Q(outcome=Outcome.PENDING), name="conclusion_is_final"),
            models.CheckConstraint(
                condition=(Q(outcome=Outcome.NOT_QUALIFIED) & ~Q(code="")) | Q(outcome=Outcome.QUALIFIED, code=""),
                name="conclusion_refusal_has_code",
            ),
        ]
        triggers: ClassVar = [
            Unignorable(
                name="conclusion_by_another_officer",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_ANOTHER_OFFICER,
            )
        ]

    def __str__(self) -> str:
        return f"{self.review} · {self.get_outcome_display()}"


@append_only
@tracked()
class Told(models.Model):
    """That a person was told his refusal: its code, never the detail behind it."""

    review = models.OneToOneField(Review, on_delete=models.PROTECT, verbose_name=_("review"), related_name="told")
    code = models.CharField(_("code"), max_length=16)
    told_on = models.DateField(_("told on"), default=timezone.localdate)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("told by"), related_name="+"
    )
    way = models.CharField(_("how"), max_length=100)

    class Meta:
        verbose_name = _("refusal told")
        verbose_name_plural = _("refusals told")
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(code=""), name="told_names_the_code")]

    def __str__(self) -> str:
        return str(self.review)
