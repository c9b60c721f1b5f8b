"""Who may vote in a village."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RollsConfig(AppConfig):
    """Room of the electorate rolls."""

    name = "rolls"
    verbose_name = _("Electorate rolls")
