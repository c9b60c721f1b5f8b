"""The project as an app: its commands, template tags and static files."""

from django.apps import AppConfig


class ElectionadminConfig(AppConfig):
    """No models; the base of the web pages and the one-command run."""

    name = "electionadmin"
