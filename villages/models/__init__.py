"""Tables of the villages."""

from villages.models.audits import AuditConclusion, OutgoingAudit
from villages.models.bodies import BY_GROUP, Body, BodyKind, Member, PartyForm, Post
from villages.models.divisions import ChangeKind, Division, DivisionChange
from villages.models.profiles import VillageKind, VillageProfile

__all__ = [
    "BY_GROUP",
    "AuditConclusion",
    "Body",
    "BodyKind",
    "ChangeKind",
    "Division",
    "DivisionChange",
    "Member",
    "OutgoingAudit",
    "PartyForm",
    "Post",
    "VillageKind",
    "VillageProfile",
]
