"""The Celery application. Redis only rings the bell; the job's row in PostgreSQL is the truth (see `jobs`)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "electionadmin.settings.local")

app = Celery("electionadmin")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
