"""From recommendation to candidate."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CandidatesConfig(AppConfig):
    """Room of the candidates."""

    name = "candidates"
    verbose_name = _("Candidates")
