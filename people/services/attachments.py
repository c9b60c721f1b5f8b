"""Scans and photographs."""

import hashlib
import io
from typing import IO, Final

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.trail import because
from people import uploads
from people.models import Attachment, AttachmentKind, Person
from protect.services import looked_today, record_look
from protect.storage import UnreadableFile

MOST: Final = 50


@transaction.atomic
def add_attachment(
    *, scope: Scope, user: User, person: Person, kind: AttachmentKind, title: str, content: bytes
) -> Attachment:
    """Store a file about a person; a new photograph takes the place of the old one. Raises ValidationError."""
    locked = Person.objects.select_for_update().get(pk=person.pk)
    scope.require(Act.CHANGE_PERSONS, locked.division_code)
    kind = AttachmentKind(kind)
    present = Attachment.objects.filter(person=locked, removed_at=None)
    if present.count() >= MOST:
        message = _("There are %(limit)d files about this person already. Remove one first.") % {"limit": MOST}
        raise ValidationError({"file": message})
    try:
        upload = uploads.photograph(content) if kind is AttachmentKind.PHOTOGRAPH else uploads.scan(content)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from error
    digest = hashlib.sha256(upload.content).hexdigest()
    if present.filter(digest=digest, kind=kind).exists():
        raise ValidationError({"file": _("This very file is stored already.")})
    if kind is AttachmentKind.PHOTOGRAPH:
        for old in present.filter(kind=kind):
            _remove(old)
    attachment = Attachment(
        person=locked,
        kind=kind,
        title=" ".join(title.split()) or str(kind.label),
        media_type=upload.media_type,
        size=len(upload.content),
        digest=digest,
        added_by=user.name or user.get_username(),
    )
    attachment.full_clean(exclude=["file"])
    attachment.file.save("", ContentFile(upload.content), save=False)
    try:
        attachment.save()
    except Exception:
        default_storage.delete(str(attachment.file.name))
        raise
    return attachment


@transaction.atomic
def remove_attachment(*, scope: Scope, attachment: Attachment, reason: str) -> None:
    """Remove a file; that it was there stays on record. Raises ValidationError without a reason."""
    locked = Attachment.objects.select_for_update(of=("self",)).select_related("person").get(pk=attachment.pk)
    scope.require(Act.CHANGE_PERSONS, locked.division_code)
    if locked.removed_at is not None:
        raise Http404
    if not reason.strip():
        raise ValidationError({"reason": _("Type the reason.")})
    with because(reason.strip()):
        _remove(locked)


@transaction.atomic
def download(*, scope: Scope, user: User, attachment: Attachment, ip: str | None) -> IO[bytes]:
    """The content of a file, after the look has been recorded: scans hold ID numbers. Raises Http404 where he may not."""
    scope.require(Act.REVEAL_PERSONS, attachment.division_code)
    stored = _opened(attachment)
    record_look(user=user, obj=attachment, field="file", reason=_("Download of the file"), ip=ip)
    return stored


@transaction.atomic
def portrait(*, scope: Scope, user: User, attachment: Attachment, ip: str | None) -> IO[bytes]:
    """The photograph for the person's own page, which whoever sees the person sees too. Raises Http404.

    Who saw it is recorded where it is handed out, so that no way leads past the record; once a day for an account and a
    photograph, since the page is opened anew after each change of the person.
    """
    scope.require(Act.VIEW_PERSONS, attachment.division_code)
    if attachment.kind != AttachmentKind.PHOTOGRAPH:
        raise Http404
    stored = _opened(attachment)
    if not looked_today(user=user, obj=attachment, field="file"):
        record_look(user=user, obj=attachment, field="file", reason=_("Photograph on the person's page"), ip=ip)
    return stored


def _opened(attachment: Attachment) -> IO[bytes]:
    """The plain content, checked whole before any of it is handed out. Raises Http404, UnreadableFile."""
    name = attachment.file.name
    if not name or not default_storage.exists(name):
        raise Http404
    with default_storage.open(name) as stored:
        content: bytes = stored.read()
    if hashlib.sha256(content).hexdigest() != attachment.digest:  # the row was made to name another's file
        raise UnreadableFile(name)
    return io.BytesIO(content)


def _remove(attachment: Attachment) -> None:
    """The file goes once it is certain that the row says so."""
    name = attachment.file.name
    attachment.file, attachment.removed_at = "", timezone.now()
    attachment.save(update_fields=["file", "removed_at"])
    if name:
        transaction.on_commit(lambda: default_storage.delete(name))
