"""For which level somebody acts: by the level of the division on which his duty is held."""

from collections.abc import Mapping

from django.db.models import Q

from accounts.roles import ACTS, LEVELS, Act
from accounts.scope import Scope
from electionadmin.codes import Level, covers, under
from elections.chain.definitions import Chain, Office
from elections.chain.models import REQUESTABLE, StepState

_VILLAGE = "election__village__code"
OFFICES = {Level.VILLAGE: Office.VILLAGE, Level.TOWNSHIP: Office.TOWNSHIP, Level.COUNTY: Office.COUNTY}


def offices_of(scope: Scope, act: Act, code: str) -> frozenset[Office]:
    """The levels for which a user may ask for steps (REQUEST_STEPS) or decide them (DECIDE_STEPS) in a division.

    Whoever asks may ask for the levels below his own too: a liaison types for his villages. Whoever decides does so for
    his own level alone.
    """
    own = {
        OFFICES[LEVELS[grant.role]] for grant in scope.grants if act in ACTS[grant.role] and covers(grant.code, code)
    }
    if act is Act.DECIDE_STEPS:
        return frozenset(own)
    return frozenset(office for office in Office if any(office.rank <= mine.rank for mine in own))


def awaiting(scope: Scope, chains: Mapping[str, Chain] | None = None) -> Q:
    """Steps that await a decision of the user's own levels."""
    found = Q(pk__in=())
    for grant in scope.grants:
        if Act.DECIDE_STEPS in ACTS[grant.role]:
            found |= Q(awaits=OFFICES[LEVELS[grant.role]]) & under((grant.code,), _VILLAGE)
    return Q(state=StepState.REQUESTED) & found


def askable(scope: Scope, chains: Mapping[str, Chain]) -> Q:
    """Steps that the user may ask for: open, sent back or reopened, and asked for by his level or one below it."""
    found = Q(pk__in=())
    for grant in scope.grants:
        if Act.REQUEST_STEPS not in ACTS[grant.role]:
            continue
        rank = OFFICES[LEVELS[grant.role]].rank
        for body, chain in chains.items():
            keys = [rule.key for rule in chain.steps if rule.requested_by.rank <= rank]
            found |= Q(election__body=body, step__in=keys) & under((grant.code,), _VILLAGE)
    return Q(state__in=REQUESTABLE) & found
