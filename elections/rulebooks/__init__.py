"""Rulebooks: the law as dated, versioned data, with instrument and article for each value.

National laws first, provinces on top; a lower level may tighten what binds it and never loosen it. The files say of each
value how sure its reading is (`mark`) and whether it is only our default where the law is silent (`default`).
"""

from elections.rulebooks.loader import load, rulebook, rulebook_choices, rulebook_on, rulebooks
from elections.rulebooks.model import (
    BODIES,
    LoosenedError,
    Rulebook,
    RulebookError,
    UnknownRulebookError,
    Value,
    derive,
    read_value,
)
from elections.rulebooks.parameters import BARS, PARAMETERS, RELATIONS
from elections.rulebooks.shares import Share

__all__ = [
    "BARS",
    "BODIES",
    "PARAMETERS",
    "RELATIONS",
    "LoosenedError",
    "Rulebook",
    "RulebookError",
    "Share",
    "UnknownRulebookError",
    "Value",
    "derive",
    "load",
    "read_value",
    "rulebook",
    "rulebook_choices",
    "rulebook_on",
    "rulebooks",
]
