"""What an administrator does with the accounts and duties of his division."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    """Room of the administration of accounts."""

    name = "staff"
    verbose_name = _("Administration of accounts")
