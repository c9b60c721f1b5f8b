"""Tables of the room, subject by subject."""

from candidates.nominations.models import Nomination, Nominator, PostSeats
from candidates.nominations.states import State

__all__ = ["Nomination", "Nominator", "PostSeats", "State"]
