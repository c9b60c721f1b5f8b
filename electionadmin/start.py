"""A county's server starts fit or not at all: one line on stderr says why not."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from django.core.exceptions import ImproperlyConfigured

# gunicorn takes this exit code for a worker that cannot boot and stops, instead of starting it again for ever.
_CANNOT_BOOT = 3


def refuse(reason: str) -> NoReturn:
    """End the process."""
    print(f"electionadmin does not start: {' '.join(reason.split())}", file=sys.stderr, flush=True)  # noqa: T201
    raise SystemExit(_CANNOT_BOOT)


@contextmanager
def or_refuse() -> Iterator[None]:
    """What ImproperlyConfigured says becomes the line."""
    try:
        yield
    except ImproperlyConfigured as error:
        refuse(str(error))


def refuse_unfit() -> None:
    """Refuse when a check of security or of the database complains; only where the settings ask for it."""
    # The settings module imports this one.
    from django.conf import settings
    from django.core import checks
    from django.db import connections

    if not settings.REFUSE_UNFIT:
        return
    found = checks.run_checks(
        tags=[checks.Tags.security, checks.Tags.database], include_deployment_checks=True, databases=["default"]
    )
    complaints = [message for message in found if message.level >= checks.WARNING and not message.is_silenced()]
    if complaints:
        worst = max(complaints, key=lambda message: message.level)
        refuse(f"{worst.msg} ({worst.id})")
    # What is forked from here must not share a connection.
    connections.close_all()
