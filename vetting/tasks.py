"""What Celery calls."""

from celery import shared_task

from vetting.services import reminders


@shared_task(name="vetting.remind")
def remind() -> None:
    """The daily round of reminders."""
    reminders.remind_everywhere()
