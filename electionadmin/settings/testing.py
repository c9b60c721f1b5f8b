"""The tests: as the local run, but loud about what a template does not know and quick to hash passwords."""

import os
from pathlib import Path

from electionadmin.settings.local import *  # noqa: F403
from electionadmin.settings.local import CELERY_BEAT_SCHEDULE, TEMPLATES


class _Undefined(str):
    """Fails the page that prints a variable its view did not give."""

    __slots__ = ()

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, missing: object) -> str:
        raise AssertionError(f"undefined template variable: {missing}")


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = _Undefined("%s")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", "accounts.passwords.OneTimePasswordHasher"]

# A private Redis that the tests may kill (tests/services.py starts it); the worker they start inherits the address.
_RUN = os.environ.setdefault("ELECTIONADMIN_TESTS", f"/tmp/electionadmin-tests-{os.getpid()}")  # noqa: S108
_DIRECTORY = Path(_RUN) / os.environ.get("PYTEST_XDIST_WORKER", "alone")
CELERY_BROKER_URL = f"redis+socket://{_DIRECTORY}/redis.sock"
# Files of the tests lie beside it and go with it.
MEDIA_ROOT = _DIRECTORY / "files"
TRAIL_SEAL_LOG = _DIRECTORY / "seals.log"
# Tests run jobs within a transaction that no other connection sees: no heartbeat may look for them there.
JOBS_HEARTBEAT_SECONDS = float(os.environ.get("JOBS_HEARTBEAT_SECONDS", "3600"))
JOBS_STALE_SECONDS = float(os.environ.get("JOBS_STALE_SECONDS", "15"))
JOBS_RING_AGAIN_SECONDS = float(os.environ.get("JOBS_RING_AGAIN_SECONDS", "5"))
JOBS_PULSE_SECONDS = float(os.environ.get("JOBS_PULSE_SECONDS", "5"))
CELERY_BEAT_SCHEDULE["jobs.sweep"]["schedule"] = JOBS_RING_AGAIN_SECONDS
JOBS_EXTRA_HANDLERS = ["tests.jobs.handlers"]

# The tests read the English source texts, whether or not the catalogue is compiled.
LOCALE_PATHS = []
