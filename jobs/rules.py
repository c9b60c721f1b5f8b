"""Pure decisions about jobs: when two requests are the same one, and how long a running one still takes."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

# An estimate from the first seconds or the first rows misleads more than it helps.
_ESTIMATE_AFTER_SECONDS = 3.0


def digest_of(
    *, kind: str, user_id: int | None, scope_code: str, key: str, arguments: Mapping[str, Any], file_digest: str
) -> str:
    """SHA-256 (64 hexadecimal digits) of all that makes a request what it is."""
    parts = [kind, user_id, scope_code, key, arguments, file_digest]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def percent(done: int, total: int | None) -> int | None:
    """Whole per cent, rounded down, so that 100 means all; None while the total is unknown."""
    return min(done * 100 // total, 100) if total else None


def seconds_left(*, elapsed: float, done: int, total: int | None) -> float | None:
    """Seconds that the rest takes at the pace so far; None while nothing can be said."""
    if not total or not done or done >= total or elapsed < _ESTIMATE_AFTER_SECONDS:
        return None
    return elapsed / done * (total - done)
