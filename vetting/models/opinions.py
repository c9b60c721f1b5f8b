"""What the departments answer, and the signature of the department's head under it. Neither is ever changed."""

import uuid
from typing import ClassVar, Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from electionadmin.trail import append_only, tracked
from electionadmin.unignorable import Unignorable
from protect.fields import EncryptedCharField
from vetting.models.bars import Bar
from vetting.models.batches import Question, Sheet
from vetting.models.reviews import LONGEST_FACTS, Answer

FILES: Final = "opinions"


def random_name(opinion: "Opinion", name: str) -> str:
    """Where an attachment is stored: nothing in the path comes from the user."""
    random = uuid.uuid4().hex
    return f"{FILES}/{random[:2]}/{random}"


class Way(models.TextChoices):
    """How an opinion was entered."""

    SINGLE = "single", _("one by one")
    PAGE = "page", _("a page at once")
    REST = "rest", _("all others no problem")
    WORKBOOK = "workbook", _("workbook")


# The newest opinion is the one in force, and a signature under the one before does not reach it.
_IN_FORCE: Final = """
    UPDATE vetting_question question
    SET current_id = newest.id, answer = newest.answer, signed = FALSE
    FROM (
        SELECT DISTINCT ON (question_id) id, question_id, answer FROM new_values ORDER BY question_id, number DESC
    ) newest
    WHERE question.id = newest.question_id;
    RETURN NULL;
"""
_SIGNED: Final = """
    IF EXISTS (
        SELECT FROM new_values signed
        JOIN vetting_opinion opinion ON opinion.id = signed.opinion_id
        JOIN vetting_signature signature ON signature.id = signed.signature_id
        JOIN vetting_question question ON question.id = opinion.question_id
        WHERE question.current_id <> opinion.id OR question.sheet_id <> signature.sheet_id
        OR opinion.author_id = signature.head_id
    ) THEN
        RAISE EXCEPTION 'a head signs opinions in force of his department which somebody else has written'
            USING ERRCODE = 'check_violation';
    END IF;
    UPDATE vetting_question question SET signed = TRUE FROM new_values signed
    WHERE question.current_id = signed.opinion_id;
    RETURN NULL;
"""


@append_only
@tracked()
class Opinion(models.Model):
    """A department's answer about a person. A later one (`number` + 1) supersedes it; both stay.

    `facts` and `document_number` are secret: shown by duty, each look recorded (vetting.services.access).
    """

    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, verbose_name=_("question"), related_name="opinions"
    )
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices)
    bar = models.ForeignKey(
        Bar, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("bar"), related_name="opinions"
    )
    facts = EncryptedCharField(_("facts"), max_length=LONGEST_FACTS, blank=True, context="vetting.opinion.facts")
    occurred_on = models.DateField(_("date of the fact or document"), null=True, blank=True)
    document_number = EncryptedCharField(
        _("document number"), max_length=100, blank=True, context="vetting.opinion.document_number"
    )
    has_document = models.BooleanField(_("rests on a document"), default=False, editable=False)
    attachment = models.FileField(_("attachment"), upload_to=random_name, blank=True)
    attachment_name = models.CharField(_("name of the file"), max_length=200, blank=True)
    attachment_digest = models.CharField(_("digest of the file"), max_length=64, blank=True)
    way = models.CharField(_("entered"), max_length=16, choices=Way.choices, default=Way.SINGLE)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("answered by"), related_name="+"
    )
    at = models.DateTimeField(_("time"), default=timezone.now)

    class Meta:
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        constraints: ClassVar = [
            # Two who answer at once both write the next number: one of them fails, and decides on what the other wrote.
            models.UniqueConstraint(fields=["question", "number"], name="opinion_number_once"),
            models.CheckConstraint(
                condition=Q(answer=Answer.PROBLEM, bar__isnull=False) | ~Q(answer=Answer.PROBLEM) & Q(bar=None),
                name="opinion_problem_names_bar",
            ),
        ]
        triggers: ClassVar = [
            Unignorable(
                name="opinion_in_force",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_values"),
                func=_IN_FORCE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} · {self.get_answer_display()}"

    @property
    def division_code(self) -> str:
        """Code of the village of the person reviewed."""
        return str(self.question.entry.review.election.village_id)


@append_only
@tracked()
class Signature(models.Model):
    """A department's head signs opinions of his department, `count` at once; `digest` (SM3) covers what he saw."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, verbose_name=_("department"), related_name="signatures")
    head = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("head"), related_name="+"
    )
    at = models.DateTimeField(_("time"), default=timezone.now)
    count = models.PositiveIntegerField(_("opinions"))
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.sheet} · {self.head}"


@append_only
@tracked()
class SignedOpinion(models.Model):
    """That an opinion is covered by a signature."""

    signature = models.ForeignKey(
        Signature, on_delete=models.PROTECT, verbose_name=_("signature"), related_name="covered"
    )
    opinion = models.OneToOneField(Opinion, on_delete=models.PROTECT, verbose_name=_("opinion"), related_name="signed")

    class Meta:
        verbose_name = _("opinion signed")
        verbose_name_plural = _("opinions signed")
        triggers: ClassVar = [
            Unignorable(
                name="opinion_signed",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_values"),
                func=_SIGNED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signature} · {self.opinion}"
