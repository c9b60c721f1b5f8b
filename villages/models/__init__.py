"""Tables of the villages."""

from villages.models.bodies import Body, BodyKind, Member, PartyForm, Post
from villages.models.divisions import ChangeKind, Division, DivisionChange
from villages.models.profiles import VillageKind, VillageProfile

__all__ = [
    "Body",
    "BodyKind",
    "ChangeKind",
    "Division",
    "DivisionChange",
    "Member",
    "PartyForm",
    "Post",
    "VillageKind",
    "VillageProfile",
]
