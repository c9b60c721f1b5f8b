"""Documents as they left the printer, what became of them, and the words in which a county puts them."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.trail import append_only, tracked
from filings.kinds import UnknownDocument, kind_of
from protect.crypto import decrypt_bytes
from protect.fields import EncryptedCharField

# Bound to the encrypted values: never to be changed.
CONTENT = "filings.document.content"
FACTS = "filings.document.facts"


class Standing(models.TextChoices):
    """What a check says of a document."""

    GENUINE = "genuine", pgettext_lazy("document", "genuine")
    SUPERSEDED = "superseded", pgettext_lazy("document", "superseded")
    WITHDRAWN = "withdrawn", pgettext_lazy("document", "withdrawn")
    UNKNOWN = "unknown", pgettext_lazy("document", "unknown")


BADGES = {
    Standing.GENUINE: "ok",
    Standing.SUPERSEDED: "warn",
    Standing.WITHDRAWN: "block",
    Standing.UNKNOWN: "block",
}


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents with what became of them."""

    def light(self) -> "DocumentQuerySet":
        """Without file and facts, which may be large."""
        return self.defer("content", "facts")

    def standing(self) -> "DocumentQuerySet":
        """Only those in force: neither withdrawn nor replaced."""
        return self.filter(withdrawal=None, successor=None)


@append_only
@tracked(exclude=["content", "facts"])
class Document(models.Model):
    """One PDF in the register. The row and the file in it never change; a later state of the facts makes a new one.

    `digest` is the SM3 digest of `facts` (canonical JSON, also attached to the PDF), `sm3` that of the file. `content` and
    `facts` are encrypted. `seal` is the newest seal of the audit trail when it was made.
    """

    number = models.CharField(_("document number"), max_length=40, primary_key=True)
    kind = models.CharField(_("kind"), max_length=48)
    title = models.CharField(_("title"), max_length=200)
    subject = models.CharField(_("made for"), max_length=100)
    subject_label = models.CharField(_("made for"), max_length=200)
    division_code = models.CharField(_("division"), max_length=12, db_collation="C")
    reference = models.CharField(_("reference number"), max_length=100, blank=True)
    issued_on = models.DateField(_("issued on"))
    digest = models.CharField(_("digest of the facts"), max_length=64)
    sm3 = models.CharField(_("digest of the file"), max_length=64)
    pages = models.PositiveIntegerField(_("pages"))
    size = models.PositiveIntegerField(_("size in bytes"))
    seal_number = models.PositiveBigIntegerField(_("seal of the audit trail"), null=True, blank=True)
    seal_digest = models.CharField(_("digest of the seal"), max_length=64, blank=True)
    signed_by = models.CharField(_("signature"), max_length=200, blank=True)
    file_name = models.CharField(_("file name"), max_length=150)
    made_at = models.DateTimeField(_("made"), db_default=Now())
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("made for the account"),
        related_name="documents",
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("replaces"), related_name="successor"
    )
    facts = EncryptedCharField(_("facts"), context=FACTS)
    content = models.BinaryField(_("file"))

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering: ClassVar = ["-made_at", "number"]
        constraints: ClassVar = [
            # The first document of a thing has nothing to replace: there is one of them.
            models.UniqueConstraint(fields=["kind", "subject"], condition=Q(replaces=None), name="document_first_once"),
            models.CheckConstraint(condition=~Q(replaces=F("number")), name="document_not_own_successor"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["division_code", "-made_at"], name="document_by_division"),
            models.Index(fields=["kind", "subject", "-made_at"], name="document_by_subject"),
            models.Index(fields=["sm3"], name="document_by_file"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    @property
    def pdf(self) -> bytes:
        """The file."""
        return decrypt_bytes(bytes(self.content), context=CONTENT)

    @property
    def kind_label(self) -> str:
        """Title of its kind; the bare code when nobody prints it any more."""
        try:
            return kind_of(self.kind).title
        except UnknownDocument:
            return self.kind

    @property
    def confidential(self) -> bool:
        """Whether its kind may be read only by some; one that nobody prints any more was checked when it was made."""
        try:
            return kind_of(self.kind).confidential
        except UnknownDocument:
            return False

    @property
    def standing(self) -> Standing:
        """What became of it; `withdrawal` and `successor` are best loaded with it."""
        if hasattr(self, "withdrawal"):
            return Standing.WITHDRAWN
        return Standing.SUPERSEDED if hasattr(self, "successor") else Standing.GENUINE

    @property
    def badge(self) -> tuple[str, Any]:
        """State and word of the badge that shows what became of it."""
        return BADGES[self.standing], self.standing.label


@append_only
@tracked()
class Withdrawal(models.Model):
    """A document that is no longer to be relied on, and why."""

    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, primary_key=True, verbose_name=_("document"), related_name="withdrawal"
    )
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(_("withdrawn"), db_default=Now())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("withdrawn by"))

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")

    def __str__(self) -> str:
        return f"{self.document_id}"


@append_only
@tracked()
class DocumentDownload(models.Model):
    """Somebody took a document away, alone or within a package."""

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, verbose_name=_("document"), related_name="downloads"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("account"), related_name="+"
    )
    at = models.DateTimeField(_("time"), db_default=Now())
    package = models.ForeignKey(
        "filings.Package", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("package"), related_name="+"
    )

    class Meta:
        verbose_name = _("download of a document")
        verbose_name_plural = _("downloads of documents")
        indexes: ClassVar = [models.Index(fields=["document", "-at"], name="document_download")]

    def __str__(self) -> str:
        return f"{self.document_id} {self.user_id}"


@tracked(exclude=["parts_done"])
class Package(models.Model):
    """All documents of some kinds for one division, asked for at once: made in parts by many workers, then one archive.

    `kinds` are codes; `parts` how many jobs make the documents, `parts_done` how many have. `problems` are things left out,
    each with its reason. The archive is the output of the last job.
    """

    id = models.UUIDField(_("number"), primary_key=True, default=uuid.uuid4, editable=False)
    division_code = models.CharField(_("division"), max_length=12, db_collation="C")
    division_name = models.CharField(_("division"), max_length=100)
    kinds = models.JSONField(_("kinds"), default=list)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("requested by"), related_name="packages"
    )
    created_at = models.DateTimeField(_("requested"), db_default=Now())
    total = models.PositiveIntegerField(_("documents"), default=0)
    parts = models.PositiveIntegerField(_("parts"), default=0)
    parts_done = models.PositiveIntegerField(_("parts done"), default=0)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    sm3 = models.CharField(_("digest of the archive"), max_length=64, blank=True)
    size = models.BigIntegerField(_("size in bytes"), null=True, blank=True)
    made = models.PositiveIntegerField(_("documents in the archive"), null=True, blank=True)
    left_out = models.PositiveIntegerField(_("left out"), null=True, blank=True)

    class Meta:
        verbose_name = _("package")
        verbose_name_plural = _("packages")
        ordering: ClassVar = ["-created_at"]
        indexes: ClassVar = [models.Index(fields=["division_code", "-created_at"], name="package_by_division")]

    def __str__(self) -> str:
        return f"{self.division_name} {self.created_at:%Y-%m-%d}"

    @property
    def kind_labels(self) -> str:
        """Titles of its kinds."""
        return "、".join(kind_of(code).title for code in self.kinds)


@append_only
@tracked()
class Wording(models.Model):
    """How a county puts one passage of its documents from now on; the newest version of a passage counts.

    `kind` is empty for the letterheads that all kinds share. An empty text goes back to the wording of the package.
    """

    county_code = models.CharField(_("county"), max_length=6, db_collation="C")
    kind = models.CharField(_("kind"), max_length=48, blank=True)
    passage = models.CharField(_("passage"), max_length=48)
    text = models.TextField(_("text"), max_length=2000, blank=True)
    version = models.PositiveIntegerField(_("version"))
    at = models.DateTimeField(_("time"), db_default=Now())
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("changed by"), related_name="+"
    )

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["county_code", "kind", "passage", "version"], name="wording_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind or '*'}.{self.passage} {self.version}"


def label_of(passage: str) -> str | Promise:
    """What a passage of all kinds is called on the page; its bare name for one of a kind's own."""
    return _PASSAGES.get(passage, passage)


_PASSAGES: dict[str, str | Promise] = {
    "county_party_committee": _("Party committee of the county"),
    "leading_group": _("Leading group of the county"),
}
