"""Where the one-command run keeps its things: all in `var/`, but for what the file system forces elsewhere."""

import hashlib
import os
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# Another directory lets two runs of one checkout stand side by side, as the tests of the run itself do.
VAR = Path(os.environ.get("ELECTIONADMIN_VAR") or ROOT / "var")
# The longest socket name the run makes, against the 107 bytes that Linux allows a socket's path.
_LONGEST_SOCKET = "/.s.PGSQL.5432.lock"
_SOCKET_PATH_LIMIT = 107


def _elsewhere(parent: str) -> Path:
    """A directory outside the checkout that belongs to this checkout alone."""
    return Path(parent) / f"electionadmin-{hashlib.sha256(str(VAR).encode()).hexdigest()[:12]}"


def _reachable_by_all(path: Path) -> bool:
    """Whether every directory on the way to `path` lets other users through."""
    return all(directory.stat().st_mode & 0o001 for directory in [path, *path.parents] if directory.exists())


@cache
def postgres_home() -> Path:
    """Directory of the database: in `var/`, or where the unprivileged server process of a root user can reach it."""
    if os.geteuid() == 0 and not _reachable_by_all(VAR):
        return _elsewhere("/var/lib")
    return VAR / "postgres"


@cache
def socket_directory() -> Path:
    """Directory of the sockets of PostgreSQL and Redis."""
    directory = postgres_home() / "run"
    if len(str(directory) + _LONGEST_SOCKET) > _SOCKET_PATH_LIMIT:
        return _elsewhere("/tmp")  # noqa: S108
    return directory
