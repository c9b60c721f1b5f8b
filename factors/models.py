"""Devices of django-otp whose secrets the database never sees: encrypted for the phone, only digests for the card.

The devices that come with django-otp keep both in plain, so a copy of the database would hold the second factor of
everybody. Throttling, the time-based algorithm (RFC 6238) and the tie to the session are django-otp's.
"""

import time
from base64 import b32encode
from typing import ClassVar, Final
from urllib.parse import quote, urlencode

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_otp.models import Device, DeviceManager, ThrottlingMixin, TimestampMixin
from django_otp.oath import TOTP

from electionadmin.trail import tracked
from protect.crypto import blind_index
from protect.fields import EncryptedCharField

STEP_SECONDS: Final = 30
DIGITS: Final = 6
_TOLERANCE_STEPS: Final = 1
# What every attempt changes would fill the trail with noise; the secret has no place in it.
_UNTRACKED = ["throttling_failure_timestamp", "throttling_failure_count", "last_used_at"]


class FactorDevice(TimestampMixin, ThrottlingMixin, Device):
    """What both kinds share: each failure doubles the wait before the next attempt, beginning with one second."""

    class Meta:
        abstract = True

    def get_throttle_factor(self) -> int:
        """Seconds to wait after the first failure."""
        return 1

    def verify_token(self, token: str) -> bool:
        """Whether the code is right; a right one never is again. The row must be locked (`django_otp.verify_token`)."""
        if not self.verify_is_allowed()[0]:
            return False
        if not self.use(token):
            self.throttle_increment()
            return False
        self.throttle_reset(commit=False)
        self.set_last_used_timestamp(commit=False)
        self.save()
        return True

    def use(self, token: str) -> bool:
        """Check a code and spend it."""
        raise NotImplementedError


@tracked(exclude=["secret", "last_step", *_UNTRACKED])
class Authenticator(FactorDevice):
    """An application on a phone that shows a new code every 30 seconds."""

    secret = EncryptedCharField(_("secret"), max_length=64, context="factors.Authenticator.secret")
    last_step = models.BigIntegerField(_("step of the last code"), default=-1)

    objects: ClassVar[models.Manager["Authenticator"]] = DeviceManager()

    class Meta:
        verbose_name = _("phone application")
        verbose_name_plural = _("phone applications")
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "confirmed"], name="authenticator_once")]

    def use(self, token: str) -> bool:
        """Accept the code of this step or of a neighbour, once."""
        if len(token) != DIGITS or not token.isdecimal():
            return False
        totp = TOTP(bytes.fromhex(self.secret), step=STEP_SECONDS, digits=DIGITS)
        totp.time = time.time()
        if not totp.verify(int(token), tolerance=_TOLERANCE_STEPS, min_t=self.last_step + 1):
            return False
        self.last_step = totp.t()
        return True

    def secret_to_type(self) -> str:
        """The secret as applications take it by keyboard, in groups of four."""
        text = b32encode(bytes.fromhex(self.secret)).decode()
        return " ".join(text[start : start + 4] for start in range(0, len(text), 4))

    def address(self, *, issuer: str) -> str:
        """What the QR code says (otpauth:// with the issuer's name)."""
        label = quote(f"{issuer}:{self.user.get_username()}")
        parameters = {
            "secret": self.secret_to_type().replace(" ", ""),
            "issuer": issuer,
            "digits": DIGITS,
            "period": STEP_SECONDS,
        }
        return f"otpauth://totp/{label}?{urlencode(parameters, quote_via=quote)}"


@tracked(exclude=_UNTRACKED)
class CodeCard(FactorDevice):
    """A printed card of codes, for those who may not bring a phone; each code is good for one sign-in."""

    objects: ClassVar[models.Manager["CodeCard"]] = DeviceManager()

    class Meta:
        verbose_name = _("code card")
        verbose_name_plural = _("code cards")
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "confirmed"], name="code_card_once")]

    def use(self, token: str) -> bool:
        """Cross out the code."""
        unused = self.codes.filter(digest=self.digest(token), used_at=None)
        return bool(unused.update(used_at=timezone.now()) == 1)

    def digest(self, code: str) -> str:
        """What is stored of a code: no use without the index key, and different on every card."""
        return blind_index(code, context=f"factors.CardCode.digest:{self.pk}")

    def codes_left(self) -> int:
        """How many codes are not crossed out."""
        return int(self.codes.filter(used_at=None).count())


@tracked(exclude=["digest"])
class CardCode(models.Model):
    """One code of a card."""

    card = models.ForeignKey(CodeCard, on_delete=models.CASCADE, verbose_name=_("code card"), related_name="codes")
    digest = models.CharField(_("digest"), max_length=64)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("second factor", "code")
        verbose_name_plural = _("codes")
        constraints: ClassVar = [models.UniqueConstraint(fields=["card", "digest"], name="card_code_once")]

    def __str__(self) -> str:
        return f"{self.card} · {self.pk}"
