"""How a view declares who may open it. The permission matrix of the tests reads the same declaration."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope

_SAFE = ("GET", "HEAD", "OPTIONS")
View = Callable[..., HttpResponseBase]


class OfficeRequest(HttpRequest):
    """A request of somebody who is signed in, with his scope (see `accounts.middleware`)."""

    user: User
    scope: Scope


@dataclass(frozen=True, slots=True)
class Access:
    """Who opens a page: anybody, everybody signed in (`read` None), or those whose duties contain an act."""

    public: bool = False
    read: Act | None = None
    write: Act | None = None
    writes: bool = False


def page(read: Act | None = None, *, write: Act | None = None, writes: bool = False) -> Callable[[View], View]:
    """Mark a view as a page: `read` opens it, `write` sends its form (`writes` alone: whoever may read may write).

    Without the act the page does not exist (404); a form sent to a page without one is refused (405).
    """
    access = Access(read=read, write=write, writes=writes or write is not None)

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: OfficeRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            act = access.read if request.method in _SAFE else (access.write or access.read)
            if act is not None and not request.scope.allows(act):
                raise Http404
            if request.method not in _SAFE and not access.writes:
                return HttpResponseNotAllowed(_SAFE)
            return view(request, *args, **kwargs)

        guarded.access = access  # type: ignore[attr-defined]
        return guarded

    return mark


def opens(scope: Scope, address: str) -> bool:
    """Whether the page at an address of this application is one that the duties open, by its declaration."""
    try:
        access: Access = resolve(urlsplit(address).path).func.access  # type: ignore[attr-defined]
    except Resolver404:
        return False
    return access.public or access.read is None or scope.allows(access.read)


def public(view: View) -> View:
    """Mark a view as open to everybody."""
    marked = login_not_required(view)
    marked.access = Access(public=True, writes=True)  # type: ignore[attr-defined]
    return marked
