"""Tables of the villages."""

from villages.models.divisions import ChangeKind, Division, DivisionChange
from villages.models.profiles import VillageKind, VillageProfile

__all__ = ["ChangeKind", "Division", "DivisionChange", "VillageKind", "VillageProfile"]
