"""The cycle of elections of a county."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ElectionsConfig(AppConfig):
    """Room of the elections."""

    name = "elections"
    verbose_name = _("Elections")
