"""What every request passes: time limits of a session, the user's scope, unfinished sign-in, and who stands in the trail."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.cache import add_never_cache_headers
from pghistory.middleware import HistoryMiddleware

from accounts import sessions
from accounts.scope import Scope, scope_of
from accounts.steps import missing_step, remember_page

Handler = Callable[[HttpRequest], HttpResponse]


def session_limits(get_response: Handler) -> Handler:
    """Sign out after the idle time and after the absolute time.

    A page that asks by itself for news (header X-Background) does not keep a session alive.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            ending = sessions.ending_of(request.session)
            if ending:
                logout(request)
                return redirect(_sign_in_address(request, ending))
            if "X-Background" not in request.headers:
                sessions.note_activity(request.session)
        return get_response(request)

    return middleware


def _sign_in_address(request: HttpRequest, ending: sessions.Ending) -> str:
    parameters: dict[str, str] = {"ended": ending}
    if request.method == "GET" and "HX-Request" not in request.headers:
        parameters["next"] = request.get_full_path()
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode(parameters)}"


def whole_page_sign_in(get_response: Handler) -> Handler:
    """Let the browser open the sign-in page as a page when only a part of a page was asked for (htmx)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "HX-Request" in request.headers and response.status_code == 302:  # noqa: PLR2004
            address = response["Location"]
            if address.partition("?")[0] == resolve_url(settings.LOGIN_URL):
                return HttpResponse(headers={"HX-Redirect": address})
        return response

    return middleware


def never_cached(get_response: Handler) -> Handler:
    """Nothing that was shown to a user stays in a cache after he has signed out."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    return middleware


def scope(get_response: Handler) -> Handler:
    """Put the user's scope on the request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.scope = scope_of(request.user) if request.user.is_authenticated else Scope()  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


class SignInSteps:
    """Send a user whose sign-in is unfinished to what is missing; pages open to everybody stay open."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing before the view is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """The redirection, or None to go on."""
        access = getattr(view, "access", None)
        if not request.user.is_authenticated or (access is not None and access.public):
            return None
        step = missing_step(request)
        request.signing_in = step is not None  # type: ignore[attr-defined]
        if step is None or (request.resolver_match is not None and request.resolver_match.view_name in step):
            return None
        remember_page(request)
        return redirect(step[0])


class TrailMiddleware(HistoryMiddleware):
    """Who, from where, on which page: the context of every event (django-pghistory)."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        """Account with its name and duty today, page, address of the machine."""
        facts: dict[str, Any] = super().get_context(request) | {
            "ip": request.META.get("REMOTE_ADDR", ""),
            "method": request.method,
        }
        if request.user.is_authenticated:
            facts["name"] = str(request.user)
        home = request.scope.home()  # type: ignore[attr-defined]
        if home is not None:
            facts |= {"role": home.role.value, "place": home.division_name, "code": home.code}
        return facts
