"""Facts of an election that only the rooms beyond know: the day on which something was done, and who was nominated.

The calendar and the election committee need them, but import nothing from those rooms: a room registers a teller in its
`gates.py` or `attention.py`, which is asked for many elections at once and answers in a fixed number of queries.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from elections.models import Election

# Elections to the day on which it was done, by primary key; an election that is missing has not done it.
DayTeller = Callable[[Sequence[Election]], Mapping[int, datetime.date]]
# Elections to the keys of the persons nominated as candidates, withdrawn ones left out.
NomineeTeller = Callable[[Sequence[Election]], Mapping[int, AbstractSet[int]]]

_days: dict[str, DayTeller] = {}
_nominees: list[NomineeTeller] = []


def tells_day(key: str) -> Callable[[DayTeller], DayTeller]:
    """Register who knows when an item of the calendar (`elections.calendar.items`) was done, such as `roll_published`."""

    def register(teller: DayTeller) -> DayTeller:
        if _days.setdefault(key, teller) is not teller:
            raise ValueError(f"two tellers of {key!r}")
        return teller

    return register


def tells_nominees(teller: NomineeTeller) -> NomineeTeller:
    """Register who knows the nominees of the elections."""
    _nominees.append(teller)
    return teller


def is_told(key: str) -> bool:
    """Whether a room keeps this day, so that nobody enters it by hand."""
    return key in _days


def days(elections: Sequence[Election]) -> dict[str, Mapping[int, datetime.date]]:
    """What every teller knows, by item; a query or two each."""
    return {key: teller(elections) for key, teller in _days.items()} if elections else {}


def day(key: str, election: Election) -> datetime.date | None:
    """When one item of one election was done, so far as a room knows."""
    return _days[key]([election]).get(election.pk) if key in _days else None


def nominees(elections: Sequence[Election]) -> dict[int, set[int]]:
    """Persons nominated in each election, by its primary key."""
    found: dict[int, set[int]] = {election.pk: set() for election in elections}
    for teller in _nominees if elections else ():
        for number, persons in teller(elections).items():
            if number in found:
                found[number] |= persons
    return found
