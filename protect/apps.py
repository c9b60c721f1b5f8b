"""Keys, encrypted fields, masking, reveals."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProtectConfig(AppConfig):
    """Room of the protection of personal data."""

    name = "protect"
    verbose_name = _("Protection of personal data")

    def ready(self) -> None:
        """Register the checks, and forget the keys when the settings change."""
        # Only now are the settings there.
        from protect import checks, crypto  # noqa: F401
