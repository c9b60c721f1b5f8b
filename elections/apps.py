"""The cycle of elections of a county."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ElectionsConfig(AppConfig):
    """Room of the elections."""

    name = "elections"
    verbose_name = _("Elections")

    def ready(self) -> None:
        """Let the subjects of the room register their gates."""
        import_module("elections.committee.gates")
        import_module("elections.groups.gates")
