"""Work that outlives a request."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    """Room of the jobs."""

    name = "jobs"
    verbose_name = _("Jobs")
