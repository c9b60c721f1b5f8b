"""A complete environment of a county's server, and programs started with it."""

import os
import subprocess
import sys
from pathlib import Path

from electionadmin.local.paths import ROOT

PYTHON = sys.executable
HOST = "elections.county.example"


def environment(tmp_path: Path, database_url: str, **changes: str | None) -> dict[str, str]:
    """Nothing but what docs/production.md asks for; `changes` replace or (None) take away."""
    values: dict[str, str | None] = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "electionadmin.settings.production",
        "SECRET_KEY": "0123456789abcdef" * 4,
        "ENCRYPTION_KEYS": "k1:8c1f00a7b2d94e6382f5d10b7a69c3e4",
        "INDEX_KEY": "5d1e0b72c93f48a6b07de1f28439ca5b6e80d2f7914b3ca8f05e6d72819b4ca3",
        "ALLOWED_HOSTS": HOST,
        "REDIS_URL": "redis+socket:///nowhere/redis.sock",
        "DATABASE_URL": database_url,
        "MEDIA_ROOT": str(tmp_path / "files"),
        "STATIC_ROOT": str(tmp_path / "static"),
        **changes,
    }
    (tmp_path / "static").mkdir(exist_ok=True)
    return {name: value for name, value in values.items() if value is not None}


def run(arguments: list[str], values: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a program to its end."""
    return subprocess.run(
        [PYTHON, *arguments], cwd=ROOT, env=values, capture_output=True, text=True, check=False, timeout=90
    )
