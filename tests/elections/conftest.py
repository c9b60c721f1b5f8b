"""Fixtures of the elections' tests."""

import pytest

from elections.gates import checks, registry


@pytest.fixture
def own_gates(monkeypatch):
    """Only what the elections check themselves: the other rooms test their gates, and their facts are not made here."""
    own = [entry for entry in registry._checks if getattr(entry[2], "func", entry[2]).__module__ == checks.__name__]
    monkeypatch.setattr(registry, "_checks", own)
