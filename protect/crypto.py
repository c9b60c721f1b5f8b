"""SM4-GCM (GB/T 32907-2016) to keep values secret, HMAC-SM3 (GB/T 32905-2016) to find them again.

A value reads `key:base64(nonce 12 bytes, cipher text, tag 16 bytes)`; `key` is the key's name in ENCRYPTION_KEYS. A
context, such as the name of the model's field, is bound to it: moved to another field the value does not open.
The blind index has a key of its own that never changes. Other stores of keys (a certified device) take the place of
`keyring`.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from functools import cache
from os import urandom
from typing import Final

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

KEY_BYTES: Final = 16
INDEX_KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
_KEY_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,16}")

__all__ = [
    "DecryptionError",
    "KeyMissing",
    "Keyring",
    "UnsupportedAlgorithm",
    "blind_index",
    "decrypt",
    "decrypt_bytes",
    "encrypt",
    "encrypt_bytes",
    "keyring",
]


class DecryptionError(Exception):
    """A stored value does not open: it was changed or moved."""


class KeyMissing(DecryptionError):
    """A stored value does not open: its key is not in the settings."""


class Keyring:
    """The keys and what is done with them.

    Args:
        keys: Key name → 16 bytes; the first encrypts, all decrypt.
        index_key: 32 bytes.

    """

    def __init__(self, keys: Mapping[str, bytes], index_key: bytes) -> None:
        self.current = next(iter(keys))
        self._ciphers = {name: SM4(key) for name, key in keys.items()}
        self._index = HMAC(index_key, SM3())

    def encrypt(self, text: str, context: str) -> str:
        """The stored form of a text, another one each time."""
        return f"{self.current}:{b64encode(self.seal(text.encode(), context)).decode()}"

    def encrypt_bytes(self, content: bytes, context: str) -> bytes:
        """The stored form of a file: the key's name, a colon, then the same parts as of a text, not in base64."""
        return self.current.encode() + b":" + self.seal(content, context)

    def seal(self, content: bytes, context: str) -> bytes:
        """Nonce, cipher text and tag under the current key, whose name the caller keeps."""
        nonce = urandom(NONCE_BYTES)
        encryptor = Cipher(self._ciphers[self.current], GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(context.encode())
        return nonce + encryptor.update(content) + encryptor.finalize() + encryptor.tag

    def decrypt(self, value: str, context: str) -> str:
        """The text. Raises DecryptionError, with neither value nor text in its message."""
        name, _, payload = value.partition(":")
        try:
            return self.open(name, _unpacked(payload), context).decode()
        except (Base64Error, ValueError) as error:
            raise DecryptionError(f"{context}: the value was changed or belongs to another field.") from error

    def decrypt_bytes(self, value: bytes, context: str) -> bytes:
        """The file. Raises DecryptionError."""
        name, _, payload = value.partition(b":")
        return self.open(name.decode(errors="replace"), payload, context)

    def open(self, name: str, raw: bytes, context: str) -> bytes:
        """What was sealed under the key of that name. Raises DecryptionError."""
        cipher = self._ciphers.get(name)
        if cipher is None:
            raise KeyMissing(f"{context}: the value's key is not in ENCRYPTION_KEYS.")
        try:
            decryptor = Cipher(cipher, GCM(raw[:NONCE_BYTES], raw[-TAG_BYTES:])).decryptor()
            decryptor.authenticate_additional_data(context.encode())
            return decryptor.update(raw[NONCE_BYTES:-TAG_BYTES]) + decryptor.finalize()
        except (InvalidTag, ValueError) as error:
            raise DecryptionError(f"{context}: the value was changed or belongs to another field.") from error

    def blind_index(self, text: str, context: str) -> str:
        """64 hexadecimal digits, the same for the same text and context, of no use without the key."""
        index = self._index.copy()
        index.update(f"{context}\0{text}".encode())
        return index.finalize().hex()


def _unpacked(payload: str) -> bytes:
    """The bytes of a value. Its last character has bits that say nothing: one spelling counts, no other."""
    raw = b64decode(payload, validate=True)
    if b64encode(raw).decode() != payload:
        raise Base64Error
    return raw


@cache
def keyring() -> Keyring:
    """The keys of the settings. Raises ImproperlyConfigured."""
    keys = {name: _key(f"ENCRYPTION_KEYS[{name!r}]", key, KEY_BYTES) for name, key in settings.ENCRYPTION_KEYS.items()}
    if not keys:
        raise ImproperlyConfigured("ENCRYPTION_KEYS is empty: give at least one key.")
    for name in keys:
        if not _KEY_NAME.fullmatch(name):
            raise ImproperlyConfigured(
                f"ENCRYPTION_KEYS: {name!r} is no key name; use up to 16 letters, digits, - and _."
            )
    return Keyring(keys, _key("INDEX_KEY", settings.INDEX_KEY, INDEX_KEY_BYTES))


def _key(name: str, text: str, size: int) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != size:
        raise ImproperlyConfigured(f"{name} must be {2 * size} hexadecimal digits ({size} bytes).")
    return key


def encrypt(text: str, *, context: str) -> str:
    """The stored form of a text."""
    return keyring().encrypt(text, context)


def decrypt(value: str, *, context: str) -> str:
    """The text of a stored form. Raises DecryptionError."""
    return keyring().decrypt(value, context)


def encrypt_bytes(content: bytes, *, context: str) -> bytes:
    """The stored form of a file."""
    return keyring().encrypt_bytes(content, context)


def decrypt_bytes(value: bytes, *, context: str) -> bytes:
    """The file of a stored form. Raises DecryptionError."""
    return keyring().decrypt_bytes(value, context)


def blind_index(text: str, *, context: str) -> str:
    """What stands for a text where it is searched for or must be unique."""
    return keyring().blind_index(text, context)


def _forget(*, setting: str, **kwargs: object) -> None:
    if setting in {"ENCRYPTION_KEYS", "INDEX_KEY"}:
        keyring.cache_clear()


setting_changed.connect(_forget)
