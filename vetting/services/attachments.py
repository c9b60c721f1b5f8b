"""Files of a consultation: added and removed while its minutes are open, read by whoever reads the minutes."""

from typing import IO, Final

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.trail import because
from people import uploads
from protect.services import record_look
from vetting.digests import sm3
from vetting.models import Consultation, ConsultationAttachment, ConsultationAttachmentKind
from vetting.services.consultations import still_open

MOST: Final = 50


@transaction.atomic
def add_attachment(
    *, scope: Scope, user: User, consultation: Consultation, kind: str, title: str, content: bytes
) -> ConsultationAttachment:
    """Store a scan with a consultation, also under its kind's name alone. Raises ValidationError, Http404 out of scope."""
    locked = still_open(scope, consultation)
    present = locked.attachments.filter(removed_at=None)
    if present.count() >= MOST:
        message = _("The consultation has %(limit)d files already. Remove one first, or scan several papers into one.")
        raise ValidationError({"file": [message % {"limit": MOST}]})
    try:
        upload = uploads.scan(content)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from error
    digest = sm3(upload.content)
    if present.filter(digest=digest).exists():
        raise ValidationError({"file": [_("This very file is stored already.")]})
    attachment = ConsultationAttachment(
        consultation=locked,
        kind=kind,
        title=" ".join(title.split()) or str(ConsultationAttachmentKind(kind).label),
        media_type=upload.media_type,
        size=len(upload.content),
        digest=digest,
        added_by=user,
    )
    attachment.full_clean(exclude=["file"], validate_constraints=False)  # the file is stored below
    attachment.file.save("", ContentFile(upload.content), save=False)
    try:
        attachment.save()
    except Exception:
        attachment.file.delete(save=False)
        raise
    return attachment


@transaction.atomic
def remove_attachment(*, scope: Scope, attachment: ConsultationAttachment, reason: str) -> None:
    """Remove a file while the minutes are open; that it was there, and why it went, stays on record.

    Raises ValidationError, Http404 out of scope or where it is gone already.
    """
    locked = still_open(scope, attachment.consultation)
    found = locked.attachments.filter(pk=attachment.pk, removed_at=None).first()
    if found is None:
        raise Http404
    reason = " ".join(reason.split())
    if not reason:
        raise ValidationError({"reason": [_("Type the reason.")]})
    storage, name = found.file.storage, str(found.file.name)
    with because(reason):
        found.file, found.removed_at, found.removed_for = "", timezone.now(), reason
        found.save(update_fields=["file", "removed_at", "removed_for"])
    transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def open_attachment(*, scope: Scope, user: User, attachment: ConsultationAttachment, ip: str | None) -> IO[bytes]:
    """The content of a file, after the look was recorded. Raises Http404 for who does not read the minutes."""
    scope.require(Act.VIEW_PROBLEMS, attachment.division_code)
    name = attachment.file.name
    if not name or not attachment.file.storage.exists(name):
        raise Http404
    record_look(user=user, obj=attachment, field="file", reason=str(attachment.consultation), ip=ip)
    return attachment.file.open("rb")
