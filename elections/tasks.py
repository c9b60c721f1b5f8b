"""What Celery calls."""

from celery import shared_task

from elections.counts import compact_counts
from elections.digests import services


@shared_task(name="elections.compact_counts")
def compact() -> None:
    """Put together the counts of the boards."""
    compact_counts()


@shared_task(name="elections.digests")
def digests() -> None:
    """Write the digests of the day that are missing, then send what waits."""
    services.write_digests()
    services.send_mails()
