"""What is counted: the elections of a cycle below a division, a row for each unit of a level."""

from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Left

from electionadmin.codes import Level, under
from elections.models import Cycle


@dataclass(frozen=True, slots=True)
class Area:
    """A cycle, the division's code, and the level of the rows: townships or villages."""

    cycle: Cycle
    code: str
    level: Level

    def below(self, path: str) -> Q:
        """Condition that the code of a village at `path` lies in the division."""
        return under((self.code,), path)

    def unit(self, path: str) -> Left:
        """The row's division for the code of a village at `path`."""
        return Left(path, int(self.level))

    def unit_of(self, village: str) -> str:
        """The same for a code at hand."""
        return village[: int(self.level)]
