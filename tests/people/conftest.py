"""What the tests of persons share."""

import pytest

from accounts.roles import Role
from accounts.scope import scope_of
from tests.factories import TOWNSHIP, VILLAGE, make_division, make_officer


@pytest.fixture
def village():
    return make_division(VILLAGE, "城西村")


@pytest.fixture
def officer(client, village):
    """A liaison of the village's township, signed in."""
    liaison = make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP, username="clerk")
    client.force_login(liaison)
    return liaison


@pytest.fixture
def scope(officer):
    return scope_of(officer)
