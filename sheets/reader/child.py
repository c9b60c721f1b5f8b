"""The child process: one JSON object on standard input says what to read, JSON lines on standard output answer."""

import json
import resource
import sys
from pathlib import Path
from typing import Any, Final

from sheets.reader.refusal import Refusal

MEMORY: Final = 384 * 1024 * 1024
SECONDS: Final = 120


def main() -> None:
    """Read the file named by the request within the limits of memory and processor time."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    request = json.loads(sys.stdin.readline())
    try:
        _answer(request)
    except Refusal as refusal:
        _write({"refused": refusal.code, **refusal.details})
    except MemoryError:
        _write({"refused": "memory"})


def _answer(request: dict[str, Any]) -> None:
    from sheets.reader.table import raw, read

    path = Path(request["path"])
    for message in raw(path, request["sheet"]) if request.get("raw") else read(path, request["names"]):
        _write(message)


def _write(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message, ensure_ascii=False, separators=(",", ":"), check_circular=False) + "\n")
    sys.stdout.flush()
