"""Documents as jobs: one, a part of a package, the package's archive."""

import errno
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.files import File
from django.db import OperationalError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.scope import Scope, scope_of
from filings import packages, services
from filings.engine.errors import Unprintable
from filings.kinds import Kind, UnknownDocument, kind_of
from filings.models import Document, Package
from filings.wording import words_of
from jobs.models import Job
from jobs.registry import Handler, JobOutcome, JobRefused, Progress, handles

DOCUMENT_KIND = "filings.document"
_DISK_FULL = "53100"  # PostgreSQL's code
_REPORT = "filings/report.html"


def says_when_the_disk_is_full(handler: Handler) -> Handler:
    """A full disk is a reason that a person can mend: he is told, and nothing is kept."""

    @wraps(handler)
    def guarded(job: Job, progress: Progress) -> JobOutcome:
        try:
            return handler(job, progress)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", None) != _DISK_FULL:
                raise
        raise JobRefused(
            _("The disk of the server is full; nothing was kept. Tell the administrator, then ask again.")
        ) from None

    return guarded


@handles(DOCUMENT_KIND, label=gettext_lazy("Document"), report=_REPORT)
@says_when_the_disk_is_full
def make_document(job: Job, progress: Progress) -> JobOutcome:
    """One document; the same facts as before lead to the document made before."""
    kind = _kind(job.arguments["kind"])
    thing = _thing(kind, _scope(job), job.arguments["pk"])
    try:
        typed = job.arguments.get("typed")
        document, made = services.issue(scope=_scope(job), kind=kind, thing=thing, user=job.user, typed=typed)
    except services.NotWhole as refusal:
        raise JobRefused(_missing(refusal), result={"gaps": [gap.detail for gap in refusal.gaps]}) from None
    except Unprintable as refusal:
        raise JobRefused(_unprintable(refusal)) from None
    progress(1, 1)
    message = _("The document is made.") if made else _("Nothing has changed since: this is the document made before.")
    return JobOutcome(message, {"number": document.number})


@handles(packages.PART_KIND, label=gettext_lazy("Part of a package"), report=_REPORT)
@says_when_the_disk_is_full
def make_part(job: Job, progress: Progress) -> JobOutcome:
    """Some documents of a package; what cannot be made is listed with its reason and stops nothing."""
    scope, items = _scope(job), job.arguments["items"]
    words = words_of(job.scope_code[:6])
    numbers: list[str] = []
    left_out: list[list[str]] = []
    things = {code: _things(code, scope, items) for code in {code for code, _pk in items}}
    for done, (code, pk) in enumerate(items, start=1):
        reason, label = _("It no longer exists or lies outside your duties."), pk
        thing = things[code].get(pk)
        if thing is not None:
            label = str(thing)
            document, reason = _attempt(scope, kind_of(code), thing, job, words)
            if document is not None:
                numbers.append(document.number)
        if not thing or reason:
            left_out.append([label, kind_of(code).title, reason])
        progress(done, len(items))
    packages.part_is_done(UUID(job.arguments["package"]))
    message = ngettext("%(count)d document is made.", "%(count)d documents are made.", len(numbers))
    return JobOutcome(message % {"count": len(numbers)}, {"numbers": numbers, "left_out": left_out})


def _attempt(scope: Scope, kind: Kind, thing: Any, job: Job, words: services.Words) -> tuple[Document | None, str]:
    """The document, or why there is none."""
    try:
        return services.issue(scope=scope, kind=kind, thing=thing, user=job.user, words=words)[0], ""
    except services.NotWhole as refusal:
        return None, _missing(refusal)
    except Unprintable as refusal:
        return None, _unprintable(refusal)
    except Http404:
        return None, _("It lies outside your duties.")


@handles(packages.ARCHIVE_KIND, label=gettext_lazy("Package of documents"), report=_REPORT)
@says_when_the_disk_is_full
def make_archive(job: Job, progress: Progress) -> JobOutcome:
    """The archive with manifest and index."""
    package = Package.objects.select_related("user").get(pk=job.arguments["package"])
    target, digest, made, left_out = packages.write_archive(package, job, progress)
    size = target.seek(0, 2)
    target.seek(0)
    packages.finish(package, digest=digest, size=size, made=made, left_out=left_out)
    message = ngettext("%(count)d document is in the package.", "%(count)d documents are in the package.", made)
    name = f"{package.division_name}文书-{package.created_at:%Y%m%d}.zip"
    return JobOutcome(message % {"count": made}, {"package": str(package.pk)}, (name, File(target)))


def _scope(job: Job) -> Scope:
    return scope_of(job.user) if job.user else Scope()


def _kind(code: str) -> Kind:
    try:
        return kind_of(code)
    except UnknownDocument:
        raise JobRefused(_("Documents of this kind are no longer made.")) from None


def _thing(kind: Kind, scope: Scope, pk: str) -> Any:
    thing = kind.subject.of_key(kind.among & scope.within(kind.make, kind.subject.division), pk)
    if thing is not None:
        return thing
    raise JobRefused(_("It no longer exists or lies outside your duties."))


def _things(code: str, scope: Scope, items: list[list[str]]) -> dict[str, Any]:
    """Things by their keys, all of one kind in one go."""
    wanted = [pk for of, pk in items if of == code]
    return {str(thing.pk): thing for thing in kind_of(code).subjects(scope).filter(pk__in=wanted)}


def _missing(refusal: services.NotWhole) -> str:
    return _("These facts are missing: %(facts)s.") % {"facts": "、".join(gap.detail for gap in refusal.gaps)}


def _unprintable(refusal: Unprintable) -> str:
    message = _("No typeface of the server has these characters: %(characters)s. The administrator can add one.")
    return message % {"characters": " ".join(refusal.characters)}
