"""Telling users once a day what needs them, and once for each stage what falls due.

A digest is one row for a user and a day: whoever writes it a second time writes nothing. Its e-mail is claimed by one
UPDATE that commits before anything is sent; what was claimed and never confirmed, because the worker was killed in
between, is not sent again: the digest itself stands on the user's page.
"""

import datetime
import logging
from collections.abc import Iterable, Iterator
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Duty, User
from accounts.scope import scope_of
from electionadmin.trail import because
from electionadmin.web.attention import Asker, Attention, attention
from elections.digests.models import Digest, MailState, Reminder, Stage

logger = logging.getLogger(__name__)

# A reminder is given so many days before, on the day, and once it has passed.
AHEAD_DAYS = 3
_TITLE_LENGTH = 300


def write_digests() -> int:
    """Write today's digest of every user who holds a duty and has none yet; how many were written."""
    today = timezone.localdate()
    holders = Duty.objects.active().values("user_id")
    users = User.objects.filter(is_active=True, pk__in=holders).exclude(digests__day=today).order_by("pk")
    return sum(write_digest(user=user, day=today) for user in users)


@transaction.atomic
def write_digest(*, user: User, day: datetime.date) -> bool:
    """Write a user's digest of a day, with the reminders that are due; False where it stands already."""
    with translation.override(settings.LANGUAGE_CODE), because(_("daily digest")):
        lines = attention(Asker(user, scope_of(user)))
        digest = Digest(
            user=user,
            day=day,
            lines=[_as_json(line) for line in lines],
            overdue=sum(line.due is not None and line.due < day for line in lines),
            due_soon=sum(line.due is not None and 0 <= (line.due - day).days <= AHEAD_DAYS for line in lines),
            mail=MailState.WAITING if lines and settings.DIGEST_EMAIL and user.email else MailState.NONE,
        )
        before = Digest.objects.filter(user=user, day=day).exists()
        if before or not Digest.objects.bulk_create([digest], ignore_conflicts=True):
            return False
        Reminder.objects.bulk_create(_reminders(user, lines, day), ignore_conflicts=True)
    return True


def _as_json(line: Attention) -> dict[str, str]:
    return {
        "state": line.state,
        "word": str(line.word),
        "title": str(line.title),
        "detail": str(line.detail),
        "url": line.url,
        "due": line.due.isoformat() if line.due else "",
    }


def _reminders(user: User, lines: Iterable[Attention], day: datetime.date) -> Iterator[Reminder]:
    for line in lines:
        stage = _stage(line.due, day)
        if stage is not None and line.due is not None:
            title = str(line.title)[:_TITLE_LENGTH]
            yield Reminder(user=user, key=line.name[:120], due_on=line.due, stage=stage, title=title, url=line.url)


def _stage(due: datetime.date | None, day: datetime.date) -> Stage | None:
    """Which reminder a task calls for on a day."""
    if due is None or (due - day).days > AHEAD_DAYS:
        return None
    if due < day:
        return Stage.OVERDUE
    return Stage.TODAY if due == day else Stage.AHEAD


def send_mails() -> int:
    """Send the e-mails of today's digests that wait; how many went out. A server that is away is asked again later."""
    waiting = Digest.objects.filter(mail=MailState.WAITING, day=timezone.localdate()).order_by("pk")
    numbers = list(waiting.values_list("pk", flat=True))
    if not numbers:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except (OSError, SMTPException) as error:
        logger.warning("digests: the mail server is away (%s)", type(error).__name__)
        return 0
    try:
        return sum(_send(number, connection) for number in numbers)
    finally:
        connection.close()


def _send(number: int, connection: BaseEmailBackend) -> bool:
    """Claim a digest, send it, confirm it; False where another worker was faster or the server refused it."""
    claimed = Digest.objects.filter(pk=number, mail=MailState.WAITING).update(mail=MailState.BEGUN)
    if not claimed:
        return False
    digest = Digest.objects.select_related("user").get(pk=number)
    try:
        message(digest, connection).send()
    except (OSError, SMTPException) as error:
        logger.warning("digest %s: not sent (%s)", number, type(error).__name__)
        Digest.objects.filter(pk=number).update(mail=MailState.FAILED)
        return False
    Digest.objects.filter(pk=number).update(mail=MailState.SENT)
    return True


def message(digest: Digest, connection: BaseEmailBackend | None = None) -> EmailMessage:
    """The e-mail of a digest: how many, never who or where; names stay in the county's own network."""
    figures = {"open": len(digest.lines), "overdue": digest.overdue, "soon": digest.due_soon, "days": AHEAD_DAYS}
    with translation.override(settings.LANGUAGE_CODE):
        return EmailMessage(
            subject=_("Village elections: %(open)s open tasks, %(overdue)s overdue") % figures,
            body=_(
                "Open tasks: %(open)s\nOverdue: %(overdue)s\nDue within %(days)s days: %(soon)s\n\n"
                "Sign in to the village elections and open “My tasks”. This message holds no details on purpose."
            )
            % figures,
            to=[digest.user.email],
            connection=connection,
        )


@transaction.atomic
def mark_seen(*, user: User, digest: Digest | None = None) -> int:
    """The user has seen his reminders, or one digest; how many rows. Raises Http404 for another's digest."""
    if digest is None:
        return Reminder.objects.filter(user=user, seen_at=None).update(seen_at=Now())
    if digest.user_id != user.pk:
        raise Http404
    return Digest.objects.filter(pk=digest.pk, seen_at=None).update(seen_at=Now())
