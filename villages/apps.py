"""Divisions, village profiles, bodies and their members."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VillagesConfig(AppConfig):
    """Room of the villages."""

    name = "villages"
    verbose_name = _("Villages")
