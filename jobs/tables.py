"""The list of jobs."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.web.lists import Column, Filter, Table
from jobs.models import State
from jobs.registry import kinds

JOBS = Table(
    name="jobs",
    columns=(
        Column(
            "kind",
            pgettext_lazy("job", "What"),
            "kind_label",
            sort="kind",
            link=lambda job: reverse("jobs:detail", args=[job.pk]),
        ),
        Column(
            "state",
            _("State"),
            lambda job: job.get_state_display(),
            sort="state",
            badge=lambda job: (job.badge, job.get_state_display()),
        ),
        Column("message", _("Result"), "message"),
        Column("user", _("Requested by"), "user", sort="user__name"),
        Column("created", _("Requested"), "created_at", sort="created_at"),
        Column("finished", _("Finished"), "finished_at", sort="finished_at"),
    ),
    filters=(
        Filter("state", _("State"), lambda: State.choices, lambda jobs, state: jobs.filter(state=state)),
        Filter(
            "kind",
            pgettext_lazy("job", "What"),
            lambda: [(kind.name, kind.label) for kind in kinds()],
            lambda jobs, kind: jobs.filter(kind=kind),
        ),
    ),
    default_sort="-created",
    empty=_("Nothing was imported or exported yet. What takes longer than a moment appears here."),
)
