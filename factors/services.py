"""Setting up, using and taking away a second factor. Every change leaves an event in the trail."""

import secrets
from typing import Final

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_otp import verify_token

from accounts.models import User
from electionadmin.trail import because
from factors.models import Authenticator, CardCode, CodeCard, FactorDevice

CARD_CODES: Final = 40
# Letters and digits that cannot be taken for each other in print; eight of them are 39 bits.
_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"
_CODE_LENGTH: Final = 8
_SECRET_BYTES: Final = 20


def devices_of(user: User) -> list[FactorDevice]:
    """What is set up and confirmed."""
    return [device for model in (Authenticator, CodeCard) for device in model.objects.filter(user=user, confirmed=True)]


@transaction.atomic
def begin_authenticator(*, user: User) -> Authenticator:
    """A new secret for a phone; it counts once a code of it has been typed."""
    Authenticator.objects.filter(user=user, confirmed=False).delete()
    return Authenticator.objects.create(
        user=user, name="phone", confirmed=False, secret=secrets.token_hex(_SECRET_BYTES)
    )


@transaction.atomic
def begin_card(*, user: User) -> tuple[CodeCard, list[str]]:
    """A new card and its codes, which are stored nowhere; it counts once a code of it has been typed."""
    CodeCard.objects.filter(user=user, confirmed=False).delete()
    card = CodeCard.objects.create(user=user, name="card", confirmed=False)
    codes: dict[str, None] = {}
    while len(codes) < CARD_CODES:
        codes["".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))] = None
    CardCode.objects.bulk_create(CardCode(card=card, digest=card.digest(code)) for code in codes)
    return card, list(codes)


@transaction.atomic
def confirm(*, device: FactorDevice, code: str) -> FactorDevice | None:
    """Make a new device count, in place of an older one of its kind; None when the code is not one of it."""
    model = type(device)
    verified: FactorDevice | None = verify_token(device.user, device.persistent_id, code)
    if verified is None:
        return None
    with because(_("second factor set up")):
        model.objects.filter(user=device.user, confirmed=True).delete()
        verified.confirmed = True
        verified.save(update_fields=["confirmed"])
    return verified


def check(*, user: User, code: str) -> FactorDevice | None:
    """The device that a code belongs to; the code is spent. None for a wrong one, or while the wait after failures lasts."""
    wanted = Authenticator if code.isdecimal() else CodeCard
    for device in devices_of(user):
        if isinstance(device, wanted):
            verified: FactorDevice | None = verify_token(user, device.persistent_id, code)
            return verified
    return None


@transaction.atomic
def remove_all(*, user: User, reason: str | Promise) -> int:
    """Take every device of the account away, confirmed or not; how many there were."""
    count = 0
    with because(reason):
        for model in (Authenticator, CodeCard):
            count += model.objects.filter(user=user).delete()[1].get(model._meta.label, 0)
    return count
