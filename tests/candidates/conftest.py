"""A village with its three elections, and the scopes that act in it."""

import datetime

import pytest

from accounts.roles import Role
from accounts.scope import Grant, Scope
from elections.models import Body, Cycle, Election
from tests.factories import COUNTY, TOWNSHIP, VILLAGE, make_cycle

NEIGHBOUR = "140431101201"
START = datetime.date(2026, 9, 1)


@pytest.fixture
def cycle(db) -> Cycle:
    return make_cycle(villages=[VILLAGE, NEIGHBOUR])


@pytest.fixture
def party(cycle) -> Election:
    found: Election = cycle.elections.get(village_id=VILLAGE, body=Body.PARTY)
    return found


@pytest.fixture
def committee(cycle) -> Election:
    found: Election = cycle.elections.get(village_id=VILLAGE, body=Body.COMMITTEE)
    return found


@pytest.fixture
def county() -> Scope:
    return Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, ""),))


@pytest.fixture
def township() -> Scope:
    return Scope((Grant(Role.TOWNSHIP_LIAISON, TOWNSHIP, ""),))
