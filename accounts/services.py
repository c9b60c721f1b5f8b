"""What a user changes of his own account."""

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from electionadmin.trail import because


@transaction.atomic
def change_password(*, user: User, password: str) -> None:
    """Give the account a password of its owner's choice; every session of the account ends. Raises ValidationError."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    validate_password(password, locked)
    user.set_password(password)
    user.must_change_password = False
    user.password_changed_at = timezone.now()
    with because(_("password changed by its owner")):
        user.save(update_fields=["password", "must_change_password", "password_changed_at"])


@transaction.atomic
def end_sessions(*, user: User) -> None:
    """End every session of the account, on every machine."""
    User.objects.filter(pk=user.pk).update(session_generation=F("session_generation") + 1)
    user.refresh_from_db(fields=["session_generation"])


def clear_sessions() -> None:
    """Remove the rows of sessions that have expired."""
    SessionStore.clear_expired()
