"""Papers that a county signs."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilingsConfig(AppConfig):
    """Room of the documents."""

    name = "filings"
    verbose_name = _("Documents")
