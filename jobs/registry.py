"""Which function carries out which kind of job. A room registers its own in its `tasks.py`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from django.core.files import File
from django.utils.functional import Promise

if TYPE_CHECKING:
    from jobs.models import Job

REPORT = "jobs/report.html"


class Progress(Protocol):
    """Told by a handler how far it is; raises LeaseLost when the job was cancelled or is run by another worker."""

    def __call__(self, done: int, total: int) -> None:
        """`done` of `total` things (rows, documents) are dealt with. As cheap as two assignments."""


class JobRefused(Exception):
    """The job cannot be done, for a reason that the user can mend; the message tells him, in his language.

    `result` and `output` are kept as those of a job that was done: the report, and his own file with remarks.
    """

    def __init__(self, message: str, *, result: dict[str, Any] | None = None, output: "Output | None" = None) -> None:
        super().__init__(message)
        self.message = message
        self.result = result or {}
        self.output = output


class LeaseLost(Exception):
    """The job belongs to another worker now, or was cancelled: nothing that this one did may be kept."""


class UnknownKind(LookupError):
    """No room handles this kind of job."""


# File name as the user sees it, and the content.
Output = tuple[str, "bytes | File[Any]"]


@dataclass(frozen=True, slots=True)
class JobOutcome:
    """What a job leaves: a sentence for the user, figures for the report (JSON, no personal data), a file to download."""

    message: str
    result: dict[str, Any] = field(default_factory=dict)
    output: Output | None = None


Handler = Callable[["Job", Progress], JobOutcome]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job: `report` is the template that shows `job.result` on the job's page."""

    name: str
    label: str | Promise
    handler: Handler
    report: str


_KINDS: dict[str, Kind] = {}


def handles(name: str, *, label: str | Promise, report: str = REPORT) -> Callable[[Handler], Handler]:
    """Register the decorated function for jobs of the kind `name`.

    It runs inside one transaction together with the job's completion, perhaps more than once: what it does
    outside the database must bear repetition.
    """

    def register(handler: Handler) -> Handler:
        if name in _KINDS and _KINDS[name].handler is not handler:
            raise ValueError(f"two handlers for jobs of the kind {name!r}")
        _KINDS[name] = Kind(name, label, handler, report)
        return handler

    return register


def kind_of(name: str) -> Kind:
    """The kind of this name. Raises UnknownKind."""
    try:
        return _KINDS[name]
    except KeyError:
        raise UnknownKind(name) from None


def kinds() -> list[Kind]:
    """All kinds, by name."""
    return [_KINDS[name] for name in sorted(_KINDS)]
