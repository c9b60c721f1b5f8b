"""What the frame of every page shows of the cycle."""

from typing import Any

from django.http import HttpRequest

from elections.queries import current_cycle


def cycle(request: HttpRequest) -> dict[str, Any]:
    """`cycle`: the newest cycle of the user's county, or None."""
    return {"cycle": current_cycle(request)}
