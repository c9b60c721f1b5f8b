"""Gates of the steps: what must hold before a step is requested or approved.

Each room registers its own checks in its `gates.py`, as Django's system checks do; the chain asks them for many
elections at once and never knows who answers. What the elections themselves know is checked in `checks`.
"""

from elections.gates.registry import Check, GateFinding, findings, gate  # isort: skip  checks register with it
from elections.gates import checks

__all__ = ["Check", "GateFinding", "checks", "findings", "gate"]
