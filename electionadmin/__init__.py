"""The project: settings, addresses, the Celery application and the one-command run."""

from electionadmin.celery import app as celery_app

__all__ = ["celery_app"]
