"""Rules for passwords (GB/T 22239-2019, 8.1.4.1) and the passwords of slips, which hold for one sign-in.

The rules on kinds of characters and on age follow that standard against today's advice (OWASP ASVS 5.0, 6.2.5 and
6.2.10); each can be switched off by its setting.
"""

import secrets
import unicodedata
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password, make_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import FormerPassword, User

# Without characters that look alike in print.
_SLIP_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_SLIP_GROUPS, _SLIP_GROUP_LENGTH = 3, 4


class OneTimePasswordHasher(PBKDF2PasswordHasher):
    """For passwords of slips: twelve random characters (59 bits) need no stretching, and a county has hundreds of them."""

    algorithm = "pbkdf2_sha256_slip"
    iterations = 20_000


class CharacterKinds:
    """At least PASSWORD_CHARACTER_KINDS of the four kinds: small letters, capitals, digits, others; 0 asks for none."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError when there are too few kinds."""
        if len({_kind(character) for character in password}) < settings.PASSWORD_CHARACTER_KINDS:
            raise ValidationError(self.get_help_text(), code="password_kinds")

    def get_help_text(self) -> str:
        """What to type."""
        if not settings.PASSWORD_CHARACTER_KINDS:
            return ""
        return _("Use at least %(count)d of: small letters, capital letters, digits, other characters.") % {
            "count": settings.PASSWORD_CHARACTER_KINDS
        }


class NotUsedBefore:
    """Not the present password and not one of the last PASSWORD_HISTORY; 0 allows all."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError when the account had this password."""
        if user is None or user.pk is None or not settings.PASSWORD_HISTORY:
            return
        former = FormerPassword.objects.filter(user=user).order_by("-pk").values_list("password", flat=True)
        hashes = dict.fromkeys([user.password, *former[: settings.PASSWORD_HISTORY]])
        if any(check_password(password, hashed) for hashed in hashes):
            raise ValidationError(self.get_help_text(), code="password_used_before")

    def password_changed(self, password: str, user: User | None = None) -> None:
        """Called by Django after a new password has been saved: remember it, forget the oldest."""
        if user is None:
            return
        FormerPassword.objects.create(user=user, password=user.password)
        kept = FormerPassword.objects.filter(user=user).order_by("-pk").values("pk")[: settings.PASSWORD_HISTORY]
        FormerPassword.objects.filter(user=user).exclude(pk__in=kept).delete()

    def get_help_text(self) -> str:
        """What to type."""
        if not settings.PASSWORD_HISTORY:
            return ""
        return ngettext(
            "Choose a password that differs from your last one.",
            "Choose a password that differs from your last %(count)d.",
            settings.PASSWORD_HISTORY,
        ) % {"count": settings.PASSWORD_HISTORY}


def _kind(character: str) -> str:
    category = unicodedata.category(character)
    return {"Ll": "small", "Lu": "capital", "Nd": "digit"}.get(category, "other")


def give_one_time_password(user: User) -> str:
    """Set a password for one sign-in on the account (not saved yet) and return it: it is shown once and stored nowhere."""
    groups = ("".join(secrets.choice(_SLIP_ALPHABET) for _ in range(_SLIP_GROUP_LENGTH)) for _ in range(_SLIP_GROUPS))
    password = "-".join(groups)
    user.password = make_password(password, hasher=OneTimePasswordHasher.algorithm)
    user.must_change_password = True
    user.password_changed_at = timezone.now()
    return password


def is_expired_slip(user: User) -> bool:
    """Whether the password of a slip was not used within ONE_TIME_PASSWORD_DAYS."""
    limit = timedelta(days=settings.ONE_TIME_PASSWORD_DAYS)
    return user.must_change_password and timezone.now() - user.password_changed_at > limit


def is_change_due(user: User) -> bool:
    """Whether a new password must be chosen before anything else."""
    if user.must_change_password:
        return True
    days: int = settings.PASSWORD_MAX_AGE_DAYS
    return bool(days) and timezone.now() - user.password_changed_at > timedelta(days=days)
