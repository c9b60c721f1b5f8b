"""The pulse of a worker: a thread of its main process, so that a busy child does not look like a dead worker."""

import logging
import os
import threading
from pathlib import Path
from typing import Any

from celery.signals import worker_ready, worker_shutting_down
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from jobs.services import say_alive, say_goodbye

logger = logging.getLogger(__name__)
_stop = threading.Event()


@worker_ready.connect
def start(sender: Any, **kwargs: object) -> None:
    """The worker is ready: feel its pulse until it ends."""
    threading.Thread(target=_beat, args=(sender.hostname,), name="pulse", daemon=True).start()


@worker_shutting_down.connect
def stop(**kwargs: object) -> None:
    """The worker takes nothing new."""
    _stop.set()


def _beat(name: str) -> None:
    while True:
        _tell(name)
        if _stop.wait(settings.JOBS_PULSE_SECONDS):
            break
    _tell(name, leaving=True)


def _tell(name: str, *, leaving: bool = False) -> None:
    """Write to the database over a connection that is closed at once: children are forked at any moment."""
    try:
        if leaving:
            say_goodbye(name=name)
        else:
            say_alive(name=name, pid=os.getpid())
            if settings.JOBS_PULSE_FILE:
                Path(settings.JOBS_PULSE_FILE).touch()
    except (DatabaseError, InterfaceError) as error:
        logger.warning("no pulse of %s (%s)", name, type(error).__name__)
    finally:
        connection.close()
