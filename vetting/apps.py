"""Departments and their review of persons."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VettingConfig(AppConfig):
    """Room of the vetting departments."""

    name = "vetting"
    verbose_name = _("Vetting")
