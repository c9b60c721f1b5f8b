"""What the frame of every page shows of the cycle."""

from typing import Any

from django.http import HttpRequest

from accounts.scope import Scope
from elections.models import Cycle


def cycle(request: HttpRequest) -> dict[str, Any]:
    """`cycle`: the newest cycle of the user's county, or None."""
    scope: Scope = getattr(request, "scope", Scope())
    home = scope.home()
    if home is None:
        return {"cycle": None}
    return {"cycle": Cycle.objects.filter(county_id=home.code[:6]).select_related("county").first()}
