"""What Celery calls, and the check as a job."""

from celery import shared_task
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobs.models import Job
from jobs.registry import JobOutcome, Progress, handles
from oversight import services

KIND = "oversight.verify"


@shared_task(name="oversight.seal")
def seal() -> None:
    """Seal what is final."""
    services.seal()


@shared_task(name="oversight.verify")
def verify() -> None:
    """Check the whole chain and keep the outcome."""
    services.record_verification(services.verify())


@handles(KIND, label=gettext_lazy("check of the audit trail"))
def verify_on_request(job: Job, progress: Progress) -> JobOutcome:
    """The same, because somebody asked."""
    report = services.verify()
    services.record_verification(report)
    if report.finding is not None:
        return JobOutcome(str(report.finding))
    message = _("All %(events)d events under %(seals)d seals are as they were sealed.")
    return JobOutcome(message % {"events": report.events, "seals": report.seals})
