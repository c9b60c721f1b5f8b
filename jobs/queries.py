"""Reads of jobs and workers."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.codes import under
from jobs.models import Job, Worker


def jobs_of(user: User, scope: Scope) -> QuerySet[Job]:
    """The user's own jobs, as far as his duties still reach where they belong."""
    return Job.objects.filter(under(tuple(grant.code for grant in scope.grants), "scope_code"), user=user)


def visible_jobs(user: User, scope: Scope) -> QuerySet[Job]:
    """His own jobs and those he may see for his duties, with who asked for them."""
    own = Q(pk__in=jobs_of(user, scope).values("pk"))
    return Job.objects.filter(own | scope.within(Act.VIEW_JOBS, "scope_code")).select_related("user")


def worker_is_alive() -> bool:
    """Whether any worker gave a sign of life lately."""
    lately = Now() - timedelta(seconds=settings.JOBS_STALE_SECONDS)
    return Worker.objects.filter(seen_at__gte=lately).exists()
