"""What a county's server must not run with, beyond Django's own checks of a deployment."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

_FEWEST_BYTES = 8


@register(Tags.security, deploy=True)
def keys_are_random(**kwargs: Any) -> list[CheckMessage]:
    """A key that spells a text, as those of the local run do, or repeats itself was not drawn at random."""
    return [
        Error(
            f"{name} is not a random key.",
            hint="Make one with: openssl rand -hex 16 (INDEX_KEY: openssl rand -hex 32).",
            id="electionadmin.E001",
        )
        for name, key in _keys()
        if _is_text(key) or len(set(key)) < _FEWEST_BYTES
    ]


def _keys() -> Iterator[tuple[str, bytes]]:
    """The keys that can be read; `protect` complains of the others."""
    named = [(f"ENCRYPTION_KEYS ({name})", value) for name, value in settings.ENCRYPTION_KEYS.items()]
    for name, value in [*named, ("INDEX_KEY", settings.INDEX_KEY)]:
        try:
            yield name, bytes.fromhex(value)
        except ValueError:
            continue


def _is_text(key: bytes) -> bool:
    return all(0x20 <= byte < 0x7F for byte in key)  # noqa: PLR2004  # the printable ASCII characters


@register(Tags.security, deploy=True)
def hosts_are_named(**kwargs: Any) -> list[CheckMessage]:
    """A wildcard would take any name for ours."""
    if any("*" in host for host in settings.ALLOWED_HOSTS):
        return [Error("ALLOWED_HOSTS must name the hosts; * is refused.", id="electionadmin.E002")]
    return []
