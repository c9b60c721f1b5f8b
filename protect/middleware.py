"""What every request passes: typed text outlives its session, and a file that does not open is refused and recorded."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse

from accounts.models import User
from protect import typed
from protect.services import record_refused_file
from protect.storage import UnreadableFile

Handler = Callable[[HttpRequest], HttpResponse]
_REDIRECTED = 302
_ANSWERED = {200, _REDIRECTED}


def keep_typed(get_response: Handler) -> Handler:
    """Keep a form that meets the sign-in page instead of its own, and lead to it after sign-in (`protect.typed`).

    Stands outside what ends a session, and inside what gives the sign-in page to htmx.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return get_response(request)
        user_id, before = typed.sender(request), typed.mark(request.session)
        response = get_response(request)
        if response.status_code == _REDIRECTED:
            address, _mark, query = response["Location"].partition("?")
            if address == resolve_url(settings.LOGIN_URL):
                if not typed.is_ours(request) or not typed.keep(request, user_id):
                    return response
                ended = parse_qs(query).get("ended", [""])[0]
                facts = {"ended": ended, "kept": "1", "next": reverse("protect:typed")}
                return redirect(f"{address}?{urlencode(facts)}")
        if response.status_code in _ANSWERED:
            typed.drop_sent(request, before)
        return response

    return middleware


class UnreadableFiles:
    """Say what is wrong with a stored file that does not open, and record it once the view's transaction is undone."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing before the view."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page, or None for any other exception."""
        if not isinstance(exception, UnreadableFile):
            return None
        user = request.user if isinstance(request.user, User) else None
        record_refused_file(error=exception, user=user, where=request.path)
        return render(request, "protect/unreadable.html", {"told": exception.told()}, status=500)
