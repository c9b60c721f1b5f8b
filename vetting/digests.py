"""Digests of what is handed out and signed."""

import json
from collections.abc import Iterable

from cryptography.hazmat.primitives.hashes import SM3, Hash


def sm3(content: bytes) -> str:
    """SM3 (GB/T 32905-2016) in hexadecimal."""
    digest = Hash(SM3())
    digest.update(content)
    return digest.finalize().hex()


def digest_of_rows(rows: Iterable[list[object]]) -> str:
    """SM3 of rows, each as one line of JSON."""
    lines = (json.dumps(row, ensure_ascii=False, default=str, separators=(",", ":")) for row in rows)
    return sm3("\n".join(lines).encode())
