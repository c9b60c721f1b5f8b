"""A document is made, withdrawn, taken away; a county changes its wording. What is made never changes."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.findings import Finding
from electionadmin.trail import because, newest_seal
from filings import signatures
from filings.facts import sm3
from filings.kinds import Kind
from filings.models import CONTENT, Document, DocumentDownload, Package, Withdrawal, Wording
from filings.papers import Issue, Paper, filled
from filings.wording import PASSAGES, SHARED, words_for, words_of
from protect.crypto import encrypt_bytes

_SHORTEST_REASON = 4
Words = Mapping[str, Mapping[str, str]]


class NotWhole(Exception):
    """A document was asked for whose facts are not complete."""

    def __init__(self, gaps: list[Finding]) -> None:
        super().__init__("、".join(gap.detail for gap in gaps))
        self.gaps = gaps


def paper_of(kind: Kind, thing: Any, *, words: Words | None = None, typed: Mapping[str, str] | None = None) -> Paper:
    """The document of a thing as it would be printed now; `words` saves a query where many are made.

    `typed` are passages that the maker has typed for this one document (`Kind.asks`).
    """
    code = kind.subject.code_of(thing)
    own = {name: text for name, text in (typed or {}).items() if name in kind.asks}
    chosen = words_for(kind, words if words is not None else words_of(code[:6])) | own
    # Official documents are in Chinese, whatever language the screen speaks.
    with translation.override("zh-hans"):
        facts = kind.facts(thing, chosen)
    return Paper(
        kind=kind,
        subject=f"{kind.subject.model}:{thing.pk}",
        label=str(thing)[:200],
        division_code=code,
        facts=facts,
        words={name: filled(text, facts) for name, text in chosen.items()},
        file_name=kind.name_of(thing),
    )


def issue(
    *,
    scope: Scope,
    kind: Kind,
    thing: Any,
    user: User | None,
    words: Words | None = None,
    typed: Mapping[str, str] | None = None,
    on: datetime.date | None = None,
) -> tuple[Document, bool]:
    """The document of a thing, and whether it was made now: the same facts have one document, with its first date.

    Raises Http404 outside the scope, NotWhole where a fact is missing, Unprintable for a character that no face has.
    """
    paper = paper_of(kind, thing, words=words, typed=typed)
    scope.require(kind.make, paper.division_code)
    return make(paper, user=user, on=on)


def make(paper: Paper, *, user: User | None, on: datetime.date | None = None) -> tuple[Document, bool]:
    """As `issue`, for a paper whose right to be made was checked."""
    if paper.gaps:
        raise NotWhole(paper.gaps)
    latest = _latest(paper)
    if latest is not None and latest.digest == paper.digest and not hasattr(latest, "withdrawal"):
        return latest, False
    document = _print(paper, latest, user=user, on=on)
    try:
        with transaction.atomic():
            document.save(force_insert=True)
    except IntegrityError:
        other = _latest(paper)  # somebody was quicker
        if other is None or other.digest != paper.digest:
            raise
        return other, False
    return document, True


def _latest(paper: Paper) -> Document | None:
    rows = Document.objects.light().select_related("withdrawal")
    return rows.filter(kind=paper.kind.code, subject=paper.subject, successor=None).order_by("-made_at").first()


def _print(paper: Paper, latest: Document | None, *, user: User | None, on: datetime.date | None) -> Document:
    seal = newest_seal()
    issued = Issue(
        number=paper.number(latest.number if latest else ""),
        issued_on=paper.facts.dated or on or timezone.localdate(),
        seal=seal,
    )
    printed = paper.print(issued)
    pdf, signed_by = signatures.sign(printed.pdf) if signatures.is_configured() else (printed.pdf, "")
    return Document(
        number=issued.number,
        kind=paper.kind.code,
        title=paper.title[:200],
        subject=paper.subject,
        subject_label=paper.label,
        division_code=paper.division_code,
        reference=paper.facts.reference[:100],
        issued_on=issued.issued_on,
        digest=paper.digest,
        sm3=sm3(pdf),
        pages=printed.pages,
        size=len(pdf),
        seal_number=seal[0] if seal else None,
        seal_digest=seal[1] if seal else "",
        signed_by=signed_by,
        file_name=f"{paper.file_name[:120]}-{issued.number[-5:]}.pdf",
        made_by=user,
        replaces=latest,
        facts=paper.content.decode(),
        content=encrypt_bytes(pdf, context=CONTENT),
    )


@transaction.atomic
def withdraw(*, scope: Scope, document: Document, user: User, reason: str) -> Withdrawal:
    """Declare a document void. Raises ValidationError without a reason or for one that is void already."""
    scope.require(Act.WITHDRAW_DOCUMENTS, document.division_code)
    reason = " ".join(reason.split())
    if len(reason) < _SHORTEST_REASON:
        raise ValidationError({"reason": _("Type why it is withdrawn, in a few words.")})
    withdrawal = Withdrawal(document=document, by=user, reason=reason[:300])
    try:
        with transaction.atomic(), because(reason):
            withdrawal.save(force_insert=True)
    except IntegrityError:
        raise ValidationError(_("This document has been withdrawn already.")) from None
    return withdrawal


def record_download(*, documents: Iterable[str], user: User, package: Package | None = None) -> None:
    """Note who takes which documents (numbers) away, before he gets them."""
    DocumentDownload.objects.bulk_create(
        [DocumentDownload(document_id=number, user=user, package=package) for number in documents], batch_size=500
    )


@transaction.atomic
def reword(*, scope: Scope, county_code: str, user: User, kind: Kind | None, texts: Mapping[str, str]) -> int:
    """Put passages (name → text, empty for the package's own) in the county's words; how many have changed.

    Documents that exist stay as they are. Raises ValidationError for a name that is no passage.
    """
    scope.require(Act.CHANGE_WORDING, county_code)
    known = set(kind.wording) if kind else {passage.name for passage in PASSAGES}
    if unknown := set(texts) - known:
        raise ValidationError(_("There is no passage “%(name)s”."), params={"name": min(unknown)})
    code = kind.code if kind else SHARED
    now = words_of(county_code).get(code, {})
    changed = {name: text.strip() for name, text in texts.items() if text.strip() != now.get(name, "")}
    versions = dict(
        Wording.objects.filter(county_code=county_code, kind=code)
        .order_by()
        .values_list("passage")
        .annotate(Max("version"))
    )
    for name, text in changed.items():
        version = versions.get(name, 0) + 1
        Wording.objects.create(county_code=county_code, kind=code, passage=name, text=text, version=version, by=user)
    return len(changed)
