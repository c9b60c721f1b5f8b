"""What the documents need before anything is printed, found when a process starts."""

from ctypes.util import find_library
from importlib.metadata import version
from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004  # Django's name
from django.core.exceptions import ImproperlyConfigured

from filings.engine.fonts import configuration_file

# filings.engine.adaptations was written against this release.
ADAPTED_TO = "70."


@register("documents")
def documents_can_be_printed(**kwargs: Any) -> list[CheckMessage]:
    """The subset library (one page takes seconds without it), the faces, and the release of WeasyPrint we adapt."""
    found: list[CheckMessage] = []
    if find_library("harfbuzz-subset") is None:
        found.append(
            Error("libharfbuzz-subset is missing.", hint="apt-get install libharfbuzz-subset0", id="filings.E001")
        )
    try:
        configuration_file()
    except ImproperlyConfigured as error:
        found.append(Warning(str(error), id="filings.W001"))
    if not version("weasyprint").startswith(ADAPTED_TO):
        hint = "Read filings/engine/adaptations.py beside the new release, run its tests, then raise ADAPTED_TO."
        found.append(
            Error(f"WeasyPrint {version('weasyprint')} is not the release we adapt.", hint=hint, id="filings.E002")
        )
    return found
