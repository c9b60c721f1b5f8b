"""Behind the county's reverse proxy."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]


def client_address(get_response: Handler) -> Handler:
    """Put the machine's own address where Django, the audit trail and the lock-out look for it.

    Each of the TRUSTED_PROXIES appends the address it was called from; what stands before those the client may have made up.
    """
    proxies: int = settings.TRUSTED_PROXIES

    def middleware(request: HttpRequest) -> HttpResponse:
        chain = [address.strip() for address in request.headers.get("X-Forwarded-For", "").split(",")]
        if 0 < proxies <= len(chain) and chain[-proxies]:
            request.META["REMOTE_ADDR"] = chain[-proxies]
        return get_response(request)

    return middleware
