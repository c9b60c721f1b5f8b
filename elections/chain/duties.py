"""For which level somebody acts: by the level of the division on which his duty is held."""

from accounts.roles import ACTS, LEVELS, Act
from accounts.scope import Scope
from electionadmin.codes import Level, covers
from elections.chain.definitions import Office

_OFFICES = {Level.VILLAGE: Office.VILLAGE, Level.TOWNSHIP: Office.TOWNSHIP, Level.COUNTY: Office.COUNTY}


def offices_of(scope: Scope, act: Act, code: str) -> frozenset[Office]:
    """The levels for which a user may ask for steps (REQUEST_STEPS) or decide them (DECIDE_STEPS) in a division.

    Whoever asks may ask for the levels below his own too: a liaison types for his villages. Whoever decides does so for
    his own level alone.
    """
    own = {
        _OFFICES[LEVELS[grant.role]] for grant in scope.grants if act in ACTS[grant.role] and covers(grant.code, code)
    }
    if act is Act.DECIDE_STEPS:
        return frozenset(own)
    return frozenset(office for office in Office if any(office.rank <= mine.rank for mine in own))
