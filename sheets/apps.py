"""Tables in and out."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class SheetsConfig(AppConfig):
    """Room of the spreadsheets."""

    name = "sheets"
    verbose_name = _("Spreadsheets")

    def ready(self) -> None:
        """Each room's tables are in its `spreadsheets`."""
        autodiscover_modules("spreadsheets")
