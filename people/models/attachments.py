"""Scans and photographs of persons. The files lie outside the web root under random names; no page ever shows them as HTML."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from electionadmin.trail import tracked
from people.models.persons import Person

FILES = "persons"


class AttachmentKind(models.TextChoices):
    """What a file shows."""

    PHOTOGRAPH = "photograph", _("photograph")
    ID_CARD = "id_card", _("ID card")
    CERTIFICATE = "certificate", _("certificate of education")
    PARTY = "party", _("Party paper")
    COMMITMENT = "commitment", _("commitment letter")
    INSPECTION = "inspection", _("inspection paper")
    OTHER = "other", _("other paper")


def random_name(attachment: "Attachment", name: str) -> str:
    """Where a file is stored: nothing in the path comes from the user."""
    random = uuid.uuid4().hex
    return f"{FILES}/{random[:2]}/{random}"


@tracked()
class Attachment(models.Model):
    """A file about a person; `media_type` was found from its content.

    `size` and `digest` (SHA-256) are those of the plain content, of a photograph as it was drawn anew. On the disk it lies
    encrypted (`protect.storage`), so that neither is found there, and a change of the key changes neither.
    A removed one keeps its row, so that it is known what was there; its file is gone. Who has looked at it is on record
    with the other looks at personal data (`protect.services.record_look`).
    """

    id = models.UUIDField(_("number"), primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, verbose_name=_("person"), related_name="attachments")
    kind = models.CharField(_("kind"), max_length=16, choices=AttachmentKind.choices)
    title = models.CharField(_("title"), max_length=100)
    file = models.FileField(_("file"), upload_to=random_name, blank=True)
    media_type = models.CharField(_("type of the file"), max_length=32)
    size = models.PositiveIntegerField(_("bytes"))
    digest = models.CharField(_("digest"), max_length=64)
    added_by = models.CharField(_("added by"), max_length=150)
    added_at = models.DateTimeField(_("added"), auto_now_add=True)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering: ClassVar = ["-added_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(kind=AttachmentKind.PHOTOGRAPH, removed_at=None),
                name="attachment_one_photograph",
            ),
            models.CheckConstraint(condition=Q(removed_at=None) ^ Q(file=""), name="attachment_removed_without_file"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.title}"

    @property
    def division_code(self) -> str:
        """Code of the division whose officers may see it: the person's."""
        return self.person.division_code
