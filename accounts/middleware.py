"""What every request passes: time limits of a session, the user's scope, unfinished sign-in, and who stands in the trail."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from pghistory.middleware import HistoryMiddleware

from accounts.scope import Scope, scope_of

Handler = Callable[[HttpRequest], HttpResponse]


def session_limits(get_response: Handler) -> Handler:
    """Sign out after the idle time and after the absolute time (GB/T 22239-2019, 8.1.4.1)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            started = request.session.setdefault("signed_in_at", now)
            seen = request.session.get("seen_at", now)
            if now - started > settings.SESSION_ABSOLUTE_SECONDS or now - seen > settings.SESSION_IDLE_SECONDS:
                logout(request)
                return redirect(f"{reverse('accounts:sign_in')}?timeout=1&next={request.path}")
            if now - seen > 60 or "seen_at" not in request.session:
                request.session["seen_at"] = now
        return get_response(request)

    return middleware


def scope(get_response: Handler) -> Handler:
    """Put the user's scope on the request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.scope = scope_of(request.user) if request.user.is_authenticated else Scope()  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def sign_in_steps(get_response: Handler) -> Handler:
    """Send a user whose sign-in is unfinished to what is missing: a password of his own, the second factor."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not request.path.startswith(reverse("accounts:sign_out")):
            target = missing_step(request)
            if target and request.path != target:
                return HttpResponseRedirect(target)
        return get_response(request)

    return middleware


def missing_step(request: HttpRequest) -> str | None:
    """Address of the step that is still missing, or None."""
    if request.user.must_change_password:  # type: ignore[union-attr]
        return reverse("accounts:change_password")
    return None


class TrailMiddleware(HistoryMiddleware):
    """Who, from where, on which page: the context of every event (django-pghistory)."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        """User, address of the page, address of the machine."""
        return super().get_context(request) | {"ip": request.META.get("REMOTE_ADDR", ""), "method": request.method}
