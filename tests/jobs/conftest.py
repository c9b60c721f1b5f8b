"""Fixtures of the jobs' tests."""

from collections.abc import Iterator

import pytest

from tests.jobs import handlers
from tests.services import Workers


@pytest.fixture
def effects(db: None) -> Iterator[None]:
    """The table of effects for one test."""
    handlers.create_effects()
    yield
    handlers.drop_effects()


@pytest.fixture(scope="module")
def lasting_effects(committed_db: None) -> Iterator[None]:
    """The table of effects, for other processes to see."""
    handlers.create_effects()
    yield
    handlers.drop_effects()


@pytest.fixture(scope="module")
def workers(lasting_effects: None, workers: Workers) -> Workers:
    """The worker ends before the table is dropped."""
    return workers
