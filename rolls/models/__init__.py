"""Tables of the rolls."""

from rolls.models.entries import Basis, Decrease, Entry, Increase, Unlisted
from rolls.models.lists import Helper, MobileVoter, Proxy, Relation
from rolls.models.objections import Claim, Objection, Outcome
from rolls.models.party import LeftOut, PartyElector, PartyRegister, Standing, Suspension
from rolls.models.rolls import Edition, EditionKind, Meeting, Method, Resolution, Roll, State

__all__ = [
    "Basis",
    "Claim",
    "Decrease",
    "Edition",
    "EditionKind",
    "Entry",
    "Helper",
    "Increase",
    "LeftOut",
    "Meeting",
    "Method",
    "MobileVoter",
    "Objection",
    "Outcome",
    "PartyElector",
    "PartyRegister",
    "Proxy",
    "Relation",
    "Resolution",
    "Roll",
    "Standing",
    "State",
    "Suspension",
    "Unlisted",
]
