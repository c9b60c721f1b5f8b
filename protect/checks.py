"""Checks at start: the keys are usable and this OpenSSL knows the national algorithms."""

from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

from protect.crypto import Keyring, keyring

_HINT = "Install the wheel of `cryptography` from the lock file: it brings an OpenSSL with SM3 and SM4."


@register(Tags.security)
def keys_are_usable(**kwargs: Any) -> list[CheckMessage]:
    """ENCRYPTION_KEYS and INDEX_KEY have the right form."""
    try:
        keyring()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="protect.E001")]
    except UnsupportedAlgorithm:
        return []  # told by the other check
    return []


@register(Tags.security)
def algorithms_are_there(**kwargs: Any) -> list[CheckMessage]:
    """SM4-GCM and HMAC-SM3 work, and work together."""
    try:
        ring = Keyring({"check": bytes(16)}, bytes(32))
        works = ring.decrypt(ring.encrypt("check", "check"), "check") == "check" and bool(ring.blind_index("", ""))
    except UnsupportedAlgorithm:
        works = False
    return [] if works else [Error("This OpenSSL lacks SM4-GCM or HMAC-SM3.", hint=_HINT, id="protect.E002")]
