"""The day of the tests, and the scopes that act in a village."""

import datetime

import pytest

from accounts.roles import Role
from accounts.scope import Grant, Scope
from tests.factories import COUNTY, TOWNSHIP, VILLAGE, make_division, make_officer
from tests.rolls.factories import TODAY


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(datetime.datetime(TODAY.year, TODAY.month, TODAY.day, 4, tzinfo=datetime.UTC), tick=False)


@pytest.fixture
def liaison() -> Scope:
    return Scope((Grant(Role.TOWNSHIP_LIAISON, TOWNSHIP, ""),))


@pytest.fixture
def informant() -> Scope:
    return Scope((Grant(Role.VILLAGE_INFORMANT, VILLAGE, ""),))


@pytest.fixture
def organiser() -> Scope:
    return Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, ""),))


@pytest.fixture
def as_liaison(client, db):
    make_division(VILLAGE, "城西村")
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    return client
