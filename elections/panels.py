"""What stands beside an election: each room registers its panels in its `panels.py`, as Django's system checks are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from accounts.pages import OfficeRequest
from elections.models import Election


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel of the election's page: its heading, a template of the room's own and what that needs.

    `url` leads to the whole of what the panel shows a part of.
    """

    title: str | Promise
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    url: str = ""


# From a request and an election in its scope (village, township and cycle loaded) to a panel; None where there is nothing.
Maker = Callable[[OfficeRequest, Election], Panel | None]
_makers: list[tuple[int, Maker]] = []


def election_panel(*, order: int) -> Callable[[Maker], Maker]:
    """Register a panel; the smaller `order` stands higher (persons 10, documents 20, what else 30, events 90)."""

    def register(maker: Maker) -> Maker:
        _makers.append((order, maker))
        return maker

    return register


def election_panels(request: OfficeRequest, election: Election) -> list[Panel]:
    """All panels of an election, in order."""
    found = (maker(request, election) for _order, maker in sorted(_makers, key=lambda entry: entry[0]))
    return [panel for panel in found if panel is not None]
