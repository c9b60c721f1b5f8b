"""What the tests of the accounts' administration start from."""

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from tests.factories import make_officer


@pytest.fixture
def admin(client: Client) -> User:
    user = make_officer(Role.COUNTY_ADMIN, username="admin")
    client.force_login(user)
    return user
