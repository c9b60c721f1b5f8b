"""Users, their duties, and what follows from them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Room of users and duties."""

    name = "accounts"
    verbose_name = _("Accounts")
