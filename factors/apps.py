"""The second factor: phone application and printed code card."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FactorsConfig(AppConfig):
    """Room of the second factor."""

    name = "factors"
    verbose_name = _("Second factor")
