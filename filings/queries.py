"""Reads of documents that more than one page needs."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.codes import Level
from filings.kinds import Kind, kinds, kinds_within
from filings.models import Document, Package
from villages.models import Division


def readable(scope: Scope) -> Q:
    """Condition for documents that somebody with this scope may see: confidential ones by the act of their kind."""
    confidential = [kind for kind in kinds() if kind.confidential]
    codes = [kind.code for kind in confidential]
    seen = scope.within(Act.VIEW_DOCUMENTS, "division_code") & ~Q(kind__in=codes)
    for kind in confidential:
        if scope.allows(kind.read):
            seen |= scope.within(kind.read, "division_code") & Q(kind=kind.code)
    return seen


def archivable(documents: QuerySet[Document]) -> QuerySet[Document]:
    """Those that may go into an archive, which others than the reader may take away."""
    return documents.exclude(kind__in=[kind.code for kind in kinds() if kind.confidential])


def documents(scope: Scope) -> QuerySet[Document]:
    """Documents of the divisions in scope, without their files, with what became of them."""
    return Document.objects.light().filter(readable(scope)).select_related("withdrawal", "successor", "made_by")


def packages_in(scope: Scope) -> QuerySet[Package]:
    """Packages of the divisions in scope."""
    return Package.objects.filter(scope.within(Act.VIEW_DOCUMENTS, "division_code")).select_related("user")


def standing_of(kind: Kind, things: Iterable[Any]) -> dict[str, Document]:
    """The document in force of each thing, by the thing's key; one query."""
    subjects = {f"{kind.subject.model}:{thing.pk}": str(thing.pk) for thing in things}
    rows = Document.objects.light().standing().filter(kind=kind.code, subject__in=subjects)
    return {subjects[document.subject]: document for document in rows}


def by_folder(kinds: Iterable[Kind]) -> dict[str, list[Kind]]:
    """Kinds under the heading of their folder, in their order."""
    folders: dict[str, list[Kind]] = defaultdict(list)
    for kind in kinds:
        folders[kind.folder].append(kind)
    return dict(folders)


def catalogue(scope: Scope) -> dict[str, list[Kind]]:
    """What the user may make, by folder."""
    return by_folder(kinds_within(scope))


def divisions_for(scope: Scope, act: Act) -> QuerySet[Division]:
    """The divisions for which a package can be asked: county, townships and villages in force, in the order of codes."""
    return Division.objects.filter(
        scope.within(act), Q(code__regex=rf"^\d{{{Level.COUNTY}}}(\d{{3}}(\d{{3}})?)?$"), abolished_on=None
    ).order_by("code")


@dataclass(frozen=True, slots=True)
class Taken:
    """Who took a document away, and when."""

    who: str
    at: Any
    in_package: bool


def downloads_of(document: Document) -> list[Taken]:
    """The latest downloads of a document."""
    rows = document.downloads.select_related("user").order_by("-at")[:50]
    return [Taken(str(row.user), row.at, row.package_id is not None) for row in rows]
