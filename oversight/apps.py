"""The audit trail."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class OversightConfig(AppConfig):
    """Room of the audit trail."""

    name = "oversight"
    verbose_name = _("Oversight")

    def ready(self) -> None:
        """Guard the tables of events after each migration."""
        post_migrate.connect(_guard, sender=self, dispatch_uid="oversight.guards")


def _guard(*, using: str, plan: object = None, **_rest: Any) -> None:
    from oversight import guards  # models are loaded now

    guards.install(using)
