"""The ballots room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BallotsConfig(AppConfig):
    """Counting rules and the command that judges a record without the database."""

    name = "ballots"
    verbose_name = _("Ballots")
