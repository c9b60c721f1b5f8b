"""What the frame of every page shows of the cycle."""

from typing import Any

from django.http import HttpRequest

from accounts.scope import Scope
from elections.queries import cycle_of


def cycle(request: HttpRequest) -> dict[str, Any]:
    """`cycle`: the newest cycle of the user's county, or None."""
    scope: Scope = getattr(request, "scope", Scope())
    return {"cycle": cycle_of(scope)}
