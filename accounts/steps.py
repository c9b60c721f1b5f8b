"""Signing in has steps; whoever has not finished reaches nothing but the next one."""

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django_otp import user_has_device

from accounts.passwords import is_change_due
from accounts.sessions import ASKS_SECOND_FACTOR

CHANGE_PASSWORD = ("accounts:change_password",)
ASK_SECOND_FACTOR = ("factors:ask",)
SET_UP_SECOND_FACTOR = ("factors:set_up", "factors:phone", "factors:card")
_WANTED = "wanted_page"


def missing_step(request: HttpRequest) -> tuple[str, ...] | None:
    """Names of the pages of the next step, the first of which to go to; None when sign-in is complete.

    A factor that is set up is asked for before the password may be changed: a stolen password is not enough to keep
    its owner out. A factor that is missing is set up only after the password of the slip has been replaced.
    """
    verified = request.user.is_verified()  # type: ignore[union-attr]
    demanded = request.scope.demands_second_factor()  # type: ignore[attr-defined]
    asked = not verified and (demanded or request.session.get(ASKS_SECOND_FACTOR))
    if asked and user_has_device(request.user):
        return ASK_SECOND_FACTOR
    if is_change_due(request.user):  # type: ignore[arg-type]
        return CHANGE_PASSWORD
    if demanded and not verified:
        return SET_UP_SECOND_FACTOR
    return None


def remember_page(request: HttpRequest) -> None:
    """Keep the page that was asked for, to go there once sign-in is complete."""
    if request.method == "GET" and "HX-Request" not in request.headers:
        request.session[_WANTED] = request.get_full_path()


def destination(request: HttpRequest) -> str:
    """Address of the page that was asked for before the steps, or of the home page."""
    wanted: str | None = request.session.pop(_WANTED, None)
    return wanted or resolve_url(settings.LOGIN_REDIRECT_URL)
