"""What Celery calls."""

from celery import shared_task

from elections.digests import services


@shared_task(name="elections.digests")
def digests() -> None:
    """Write the digests of the day that are missing, then send what waits."""
    services.write_digests()
    services.send_mails()
