"""What the tests of the audit trail share."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.roles import Role
from tests.factories import make_officer


@pytest.fixture(autouse=True)
def seal_log(settings: Settings, tmp_path: Path) -> Path:
    """The record outside the database, empty at first."""
    settings.TRAIL_SEAL_LOG = tmp_path / "seals.log"
    path: Path = settings.TRAIL_SEAL_LOG
    return path


@pytest.fixture
def auditor(client: Client) -> User:
    """The auditor of the county, signed in."""
    user = make_officer(Role.AUDITOR, name="杨海燕")
    client.force_login(user)
    return user
