"""The import as a job: the file that was sent, checked and stored by a worker."""

from typing import IO, Any, Final

from django.core.files import File
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.scope import Scope, scope_of
from jobs.models import Job
from jobs.registry import JobOutcome, JobRefused, Output, Progress, handles
from protect.storage import in_memory
from sheets.engine import Outcome, run
from sheets.problems import Group, grouped
from sheets.registry import spec_named
from sheets.report import annotated
from sheets.services import KIND
from sheets.spec import Order, SheetSpec

_LISTED: Final = 200


@handles(KIND, label=_("Import of a table"), report="sheets/report.html")
def import_table(job: Job, progress: Progress) -> JobOutcome:
    """Check the file of the job and store its rows, or refuse it with a report and the file with messages."""
    spec = spec_named(job.arguments["spec"])
    scope = scope_of(job.user) if job.user else Scope()
    if spec is None or not scope.allows(spec.act):
        raise JobRefused(gettext("You no longer have the right to import this table. Nothing was changed."))
    mode = job.arguments["mode"]
    with in_memory(str(job.input_file.name)) as path:
        outcome = run(
            spec,
            path,
            order=Order(scope=scope, user=job.user, file_name=job.input_name),
            skip_bad=mode == "good_rows",
            check_only=mode == "check",
            progress=progress,
        )
        output = _output(annotated(path, job.input_name, spec, outcome))
    result = _result(spec, outcome, mode=mode)
    if outcome.problems and not outcome.written:
        raise JobRefused(_refusal(outcome), result=result, output=output)
    return JobOutcome(_success(outcome), result, output)


def _output(annotated_file: tuple[str, IO[bytes]] | None) -> Output | None:
    return annotated_file and (annotated_file[0], File(annotated_file[1]))


def _refusal(outcome: Outcome) -> str:
    if outcome.source is None:
        return gettext("The file could not be read; nothing was changed.")
    message = ngettext(
        "%(count)s fault was found; nothing was changed.",
        "%(count)s faults were found; nothing was changed.",
        outcome.total_problems,
    )
    return message % {"count": outcome.total_problems}


def _success(outcome: Outcome) -> str:
    if not outcome.written:
        return gettext("Nothing is wrong with the file. It was only checked; nothing was changed.")
    if outcome.bad:
        message = ngettext(
            "The good rows are imported; %(count)s row was left out.",
            "The good rows are imported; %(count)s rows were left out.",
            outcome.bad,
        )
        return message % {"count": outcome.bad}
    return gettext("All rows are imported.")


def _result(spec: SheetSpec, outcome: Outcome, *, mode: str) -> dict[str, Any]:
    """The report as JSON. Values of private columns are not in it (see `Problem.value`)."""
    counts = outcome.counts
    stored = [
        [str(spec.created_label or gettext("new")), counts.created],
        [str(spec.changed_label or gettext("changed")), counts.changed],
        [gettext("unchanged"), counts.unchanged],
    ]
    return {
        "spec": spec.name,
        "title": str(spec.title),
        "facts": [
            [gettext("Table"), str(spec.title)],
            [gettext("Rows"), outcome.rows],
            [gettext("Rows with faults"), outcome.bad],
        ],
        "counts": stored if outcome.written or not outcome.problems else [],
        "only_checked": mode == "check",
        "groups": [_group(spec, group) for group in grouped(outcome.problems)],
        "more": outcome.total_problems - len(outcome.problems),
        "notes": outcome.notes,
        "lists": [[title, len(lines), lines[:_LISTED]] for title, lines in outcome.lists.items()],
        "good_rows": max(outcome.rows - outcome.bad, 0) if outcome.problems and not outcome.written else 0,
    }


def _group(spec: SheetSpec, group: Group) -> dict[str, Any]:
    return {
        "heading": spec.heading(group.column) if group.column != "file" else "",
        "message": group.message,
        "total": group.total,
        "alike": all(problem.message == group.message for problem in group.first),
        "first": [[problem.line, problem.value, problem.message] for problem in group.first],
    }
