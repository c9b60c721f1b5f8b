"""One-command run, tests and commands on a developer's machine: own database and Redis in `var/` unless told otherwise."""

import os
from typing import Any

import dj_database_url

from electionadmin.local import paths
from electionadmin.settings.base import *  # noqa: F403
from electionadmin.settings.base import BASE_DIR

DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
# Known to everyone who reads this file; production refuses them.
SECRET_KEY = "local-run-only-never-for-a-county"  # noqa: S105
ENCRYPTION_KEYS = {"local": "6c6f63616c2d72756e2d6f6e6c792d31"}
INDEX_KEY = "6c6f63616c2d72756e2d6f6e6c792d696e6465782d6b65792d6e6f7468696e67"

_DATABASE_URL = os.environ.get("DATABASE_URL")
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(_DATABASE_URL, conn_max_age=60, conn_health_checks=True)
    if _DATABASE_URL
    else {
        "ENGINE": "electionadmin.local.postgresql",
        "HOST": str(paths.socket_directory()),
        "NAME": "electionadmin",
        "USER": "electionadmin",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
CELERY_BROKER_URL = os.environ.get("REDIS_URL") or f"redis+socket://{paths.socket_directory() / 'redis.sock'}"

MEDIA_ROOT = paths.VAR / "files"
# Static files come from where they lie; nothing is collected.
STATIC_ROOT = None  # type: ignore[assignment]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
STATICFILES_DIRS = [BASE_DIR / "static", ("vendor", BASE_DIR / "node_modules" / "htmx.org" / "dist")]
