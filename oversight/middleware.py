"""Every file that leaves the application is recorded, whichever page made it."""

from collections.abc import Callable
from email.message import Message

from django.http import HttpRequest, HttpResponse

from oversight.models import Download

Handler = Callable[[HttpRequest], HttpResponse]


def downloads(get_response: Handler) -> Handler:
    """Record a response that the browser saves as a file. Stands inside the middleware that opens the context."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        disposition = response.headers.get("Content-Disposition", "")
        handed_out = request.method != "HEAD" and response.status_code == 200  # noqa: PLR2004
        if disposition.startswith("attachment") and handed_out and request.user.is_authenticated:
            home = request.scope.home()  # type: ignore[attr-defined]
            Download.objects.create(
                user=request.user,
                name=_file_name(disposition)[:255],
                address=request.get_full_path()[:2000],
                division_code=home.code if home else "",
            )
        return response

    return middleware


def _file_name(disposition: str) -> str:
    header = Message()
    header["Content-Disposition"] = disposition
    return header.get_filename() or ""
