"""What Celery calls."""

from celery import shared_task

from elections.counts import compact_counts


@shared_task(name="elections.compact_counts")
def compact() -> None:
    """Put together the counts of the boards."""
    compact_counts()
