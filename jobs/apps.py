"""Work that outlives a request."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    """Room of the jobs."""

    name = "jobs"
    verbose_name = _("Jobs")

    def ready(self) -> None:
        """Let every room register the jobs it handles, and the worker say that it lives."""
        autodiscover_modules("tasks")
        for module in ("jobs.pulse", *settings.JOBS_EXTRA_HANDLERS):
            import_module(module)
