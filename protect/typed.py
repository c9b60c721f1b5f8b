"""What was typed into a form that was sent when the session had ended: kept until the same user has signed in again.

It lies in the session of the browser that sent it, in the database, encrypted, for KEPT_SECONDS: not in the browser, in no
address. Nothing is sent again unless the user says so. Files, passwords and codes are not kept.
"""

import json
import time
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import Resolver404, resolve

from protect.crypto import DecryptionError, decrypt, encrypt

MOST: Final = 512 * 1024  # characters; a page of three hundred persons has a tenth of that
_KEPT: Final = "typed"
_NEVER: Final = ("password", "csrfmiddlewaretoken")
# Passwords and one-time codes are typed on pages of these rooms.
_SECRET_ROOMS: Final = {"accounts", "factors"}


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it was sent: address, seconds since the epoch, names and values in their order, number of files."""

    address: str
    at: float
    fields: list[tuple[str, str]]
    files: int


def sender(request: HttpRequest) -> str:
    """Number of the account whose session the browser still shows, whether or not it has ended; empty if unknown."""
    return str(request.session.get(SESSION_KEY, ""))


def keep(request: HttpRequest, user_id: str) -> bool:
    """Keep what a request has brought for the user; False where nothing may or need be kept."""
    if not user_id or request.method != "POST" or not _is_office_form(request.path_info):
        return False
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not any(word in name for word in _NEVER)
    ]
    text = json.dumps([request.get_full_path(), time.time(), fields, len(request.FILES)])
    if not fields or len(text) > MOST:
        return False
    request.session[_KEPT] = encrypt(text, context=_context(user_id))
    if not request.user.is_authenticated:
        request.session.set_expiry(settings.KEPT_SECONDS)  # sign-in sets it back
    return True


def kept(session: SessionBase, user_id: str) -> Typed | None:
    """What is kept for the user; what is another's or too old is dropped."""
    if _KEPT not in session:
        return None
    try:
        address, at, fields, files = json.loads(decrypt(session[_KEPT], context=_context(user_id)))
    except DecryptionError:
        drop(session)
        return None
    if time.time() - at > settings.KEPT_SECONDS:
        drop(session)
        return None
    return Typed(address, at, [(name, value) for name, value in fields], files)


def drop_sent(request: HttpRequest, before: str | None) -> None:
    """Forget what was kept, as `mark` gave it, once its user has sent it to where it was going, or another has signed in."""
    user_id = sender(request)
    if before and user_id and mark(request.session) == before:
        found = kept(request.session, user_id)
        if found and found.address == request.get_full_path():
            drop(request.session)


def mark(session: SessionBase) -> str | None:
    """What stands for the kept form, another text each time one is kept; None where there is none."""
    found: str | None = session.get(_KEPT)
    return found


def drop(session: SessionBase) -> None:
    """Forget what is kept."""
    session.pop(_KEPT, None)


def is_ours(request: HttpRequest) -> bool:
    """Whether the form came from one of our pages: the browser says so (Origin), or its token is right."""
    return comes_from_here(request) or CsrfViewMiddleware(_nothing).process_view(request, _nothing, (), {}) is None


def comes_from_here(request: HttpRequest) -> bool:
    """Whether the browser names one of our pages as the origin of the form; no foreign page can make it do so."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _is_office_form(path: str) -> bool:
    try:
        return resolve(path).app_name not in _SECRET_ROOMS
    except Resolver404:
        return False


def _context(user_id: str) -> str:
    """Bound to the user: what another has typed does not open."""
    return f"protect.typed {user_id}"
