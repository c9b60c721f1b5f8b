"""How long a session lasts, and what is noted in it at sign-in."""

import time
from typing import Literal

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django_otp import user_has_device

from accounts.models import User

STARTED, SEEN, ASKS_SECOND_FACTOR = "signed_in_at", "seen_at", "asks_second_factor"
# Seconds between two notes of activity, so that not every page writes the session.
_NOTED_EVERY = 60

Ending = Literal["idle", "absolute"]


def begin(*, request: HttpRequest, user: User, **kwargs: object) -> None:
    """Receiver of `user_logged_in`: start both clocks; whoever has a second factor will be asked for it."""
    request.session[STARTED] = request.session[SEEN] = int(time.time())
    request.session.set_expiry(None)  # typed text that waits for its user has a shorter time
    request.session[ASKS_SECOND_FACTOR] = user_has_device(user)


def ending_of(session: SessionBase) -> Ending | None:
    """Why a session is over: idle time or absolute time (GB/T 22239-2019, 8.1.4.1); None while it lasts."""
    now = time.time()
    if now - session.get(STARTED, 0) > settings.SESSION_ABSOLUTE_SECONDS:
        return "absolute"
    if now - session.get(SEEN, 0) > settings.SESSION_IDLE_SECONDS:
        return "idle"
    return None


def note_activity(session: SessionBase) -> None:
    """Set the idle clock back."""
    now = int(time.time())
    if now - session.get(SEEN, 0) > _NOTED_EVERY:
        session[SEEN] = now
