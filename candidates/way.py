"""A candidate's whole way on one screen: its stops, its documents and its panels, filled by the rooms that know them.

A room registers its stop, documents and panels in its `gates.py` or `panels.py`; the page asks them and never knows who
answers. Stops and documents are asked for many nominations at once and answer in a fixed number of queries.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.pages import OfficeRequest
from candidates.models import Nomination, State
from elections.steps import Step

# The stops of the way, in order, and who decides at each.
STOPS: Final[dict[Step, str | Promise]] = {
    Step.NOMINATION: _("village"),
    Step.TOWNSHIP_REVIEW: _("township"),
    Step.JOINT_REVIEW: _("county departments"),
    Step.INSPECTION: _("joint inspection team"),
    Step.TALKS: _("those who talk"),
    Step.DECISION: _("township Party committee"),
    Step.PUBLIC_NOTICE: _("township"),
    Step.COMMITMENT: _("the person himself"),
    Step.CANDIDATES: _("election committee or township"),
}
ENDED: Final = (State.REFUSED, State.WITHDRAWN, State.REMOVED)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where somebody is at one stop: done (`ok`), under way (`wait`), in doubt (`warn`), failed (`block`), not there (`info`)."""

    state: Literal["ok", "wait", "warn", "block", "info"]
    word: str | Promise
    detail: str | Promise = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of the way as the page shows it."""

    step: Step
    decides: str | Promise
    mark: Mark

    @property
    def open(self) -> bool:
        """Whether something is still missing here."""
        return self.mark.state != "ok"


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a candidate: what it is, its day and where it opens."""

    title: str | Promise
    on: datetime.date | None
    url: str
    detail: str | Promise = ""


@dataclass(frozen=True, slots=True)
class CandidatePanel:
    """A panel of the candidate's page: heading, a template of the room's own, what that needs, where the whole stands."""

    title: str | Promise
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    url: str = ""


Teller = Callable[[Sequence[Nomination]], Mapping[int, Mark]]
Librarian = Callable[[Sequence[Nomination]], Mapping[int, Iterable[Document]]]
PanelMaker = Callable[[OfficeRequest, Nomination], CandidatePanel | None]
_tellers: dict[Step, Teller] = {}
_librarians: list[Librarian] = []
_makers: list[tuple[int, PanelMaker]] = []


def tells_stop(step: Step) -> Callable[[Teller], Teller]:
    """Register who knows how nominations stand at a stop; a nomination left out is not there yet."""

    def register(teller: Teller) -> Teller:
        if _tellers.setdefault(step, teller) is not teller:
            raise ValueError(f"two tellers of {step}")
        return teller

    return register


def tells_documents(librarian: Librarian) -> Librarian:
    """Register who knows documents of candidates."""
    _librarians.append(librarian)
    return librarian


def candidate_panel(*, order: int) -> Callable[[PanelMaker], PanelMaker]:
    """Register a panel of the candidate's page; the smaller `order` stands higher."""

    def register(maker: PanelMaker) -> PanelMaker:
        _makers.append((order, maker))
        return maker

    return register


def ways_of(nominations: Sequence[Nomination]) -> dict[int, list[Stop]]:
    """The stops of each nomination, in order."""
    marks = {step: teller(nominations) for step, teller in _tellers.items()} if nominations else {}
    return {
        one.pk: [
            Stop(step, decides, marks.get(step, {}).get(one.pk) or Mark("info", _("not yet")))
            for step, decides in STOPS.items()
        ]
        for one in nominations
    }


def documents_of(nominations: Sequence[Nomination]) -> dict[int, list[Document]]:
    """The documents of each nomination, the oldest first."""
    found: dict[int, list[Document]] = {one.pk: [] for one in nominations}
    for librarian in _librarians if nominations else ():
        for number, documents in librarian(nominations).items():
            found[number].extend(documents)
    for documents in found.values():
        documents.sort(key=lambda document: (document.on or datetime.date.max, str(document.title)))
    return found


def candidate_panels(request: OfficeRequest, nomination: Nomination) -> list[CandidatePanel]:
    """All panels of a candidate's page, in order."""
    panels = (maker(request, nomination) for _order, maker in sorted(_makers, key=lambda entry: entry[0]))
    return [panel for panel in panels if panel is not None]


def next_stop(stops: Sequence[Stop], nomination: Nomination) -> Stop | None:
    """The first stop that is still open; None for who has arrived or has fallen out."""
    if nomination.state in ENDED:
        return None
    return next((stop for stop in stops if stop.open), None)
