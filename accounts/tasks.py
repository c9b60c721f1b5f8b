"""What Celery calls."""

from celery import shared_task

from accounts import services


@shared_task(name="accounts.clear_sessions")
def clear_sessions() -> None:
    """Remove sessions that are past their time."""
    services.clear_sessions()
