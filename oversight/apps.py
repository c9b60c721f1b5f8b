"""The audit trail."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from electionadmin.trail import tells_newest_seal


class OversightConfig(AppConfig):
    """Room of the audit trail."""

    name = "oversight"
    verbose_name = _("Oversight")

    def ready(self) -> None:
        """Guard the tables of events after each migration; tell documents the newest seal."""
        post_migrate.connect(_guard, sender=self, dispatch_uid="oversight.guards")
        tells_newest_seal(_newest_seal)


def _newest_seal() -> tuple[int, str] | None:
    from oversight.models import Seal  # models are loaded now

    return Seal.objects.order_by("-number").values_list("number", "digest").first()


def _guard(*, using: str, plan: object = None, **_rest: Any) -> None:
    from oversight import guards  # models are loaded now

    guards.install(using)
