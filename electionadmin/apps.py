"""The project as an app: its commands, template tags and static files."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ElectionadminConfig(AppConfig):
    """No models; the base of the web pages and the one-command run."""

    name = "electionadmin"

    def ready(self) -> None:
        """Let every room register what needs attention (`electionadmin.web.attention`), the gates of the steps (`elections.gates`),
        what it shows on the page of an election (`elections.panels`) and what a server must not run with.
        """
        autodiscover_modules("attention", "gates", "panels", "checks", "way")
