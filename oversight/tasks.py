"""What Celery calls."""

from celery import shared_task

from oversight import services


@shared_task(name="oversight.seal")
def seal() -> None:
    """Seal what is final."""
    services.seal()


@shared_task(name="oversight.verify")
def verify() -> None:
    """Check the whole chain and keep the outcome."""
    services.record_verification(services.verify())
