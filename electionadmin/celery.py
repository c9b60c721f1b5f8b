"""The Celery application. Redis only rings the bell; the job's row in PostgreSQL is the truth (see `jobs`)."""

import os

from celery import Celery
from celery.signals import worker_init

from electionadmin.start import refuse_unfit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "electionadmin.settings.local")

app = Celery("electionadmin")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def start_fit_or_not_at_all(**kwargs: object) -> None:
    """As the web server does (`electionadmin/wsgi.py`)."""
    refuse_unfit()
