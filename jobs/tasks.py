"""What Celery calls."""

from uuid import UUID

from celery import shared_task

from jobs import services


@shared_task(name="jobs.run")
def run(job_id: str) -> None:
    """Carry out a job."""
    services.run_job(UUID(job_id))


@shared_task(name="jobs.sweep")
def sweep() -> None:
    """Ring again where nobody heard."""
    services.sweep()


@shared_task(name="jobs.clean_up")
def clean_up() -> None:
    """Remove what is past its time."""
    services.clean_up()
