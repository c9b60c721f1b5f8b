"""Users, their duties, and what follows from them."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Room of users and duties."""

    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Start a session's clocks at sign-in."""
        from accounts import sessions  # models are loaded now

        user_logged_in.connect(sessions.begin, dispatch_uid="accounts.sessions.begin")
