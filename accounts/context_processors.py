"""What the frame of every page shows of the user."""

from typing import Any

from django.http import HttpRequest

from accounts.scope import Scope


def office(request: HttpRequest) -> dict[str, Any]:
    """`scope` and `home_grant` (the duty that names his office)."""
    scope: Scope = getattr(request, "scope", Scope())
    return {"scope": scope, "home_grant": scope.home()}
