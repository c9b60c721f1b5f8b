"""The audit trail."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OversightConfig(AppConfig):
    """Room of the audit trail."""

    name = "oversight"
    verbose_name = _("Oversight")
