"""Lists of documents and packages."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.web.lists import Column, Filter, Table
from filings.kinds import kinds
from filings.models import Standing


def _by_standing(documents: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == Standing.WITHDRAWN:
        return documents.exclude(withdrawal=None)
    standing = documents.filter(withdrawal=None)
    return standing.exclude(successor=None) if value == Standing.SUPERSEDED else standing.filter(successor=None)


def _search(documents: QuerySet[Any], text: str) -> QuerySet[Any]:
    number = text.upper()
    return documents.filter(
        Q(title__icontains=text)
        | Q(subject_label__icontains=text)
        | Q(reference__icontains=text)
        | Q(number__startswith=number)
        | Q(number__endswith=number)
    )


DOCUMENTS = Table(
    name="documents",
    columns=(
        Column(
            "title",
            _("Title"),
            "title",
            sort="title",
            link=lambda document: reverse("filings:document", args=[document.number]),
        ),
        Column("kind", _("Kind"), "kind_label", sort="kind"),
        Column("subject", _("Made for"), "subject_label", sort="division_code"),
        Column("number", _("Document number"), "number", sort="number"),
        Column("issued_on", _("Date"), "issued_on", sort="issued_on"),
        Column("pages", _("Pages"), "pages", sort="pages", numeric=True),
        Column("made", _("Made"), "made_at", sort="made_at"),
        Column(
            "standing",
            pgettext_lazy("document", "State"),
            lambda document: document.standing.label,
            badge=lambda document: document.badge,
        ),
    ),
    filters=(
        Filter(
            "kind",
            _("Kind"),
            lambda: [(kind.code, kind.title) for kind in kinds()],
            lambda documents, kind: documents.filter(kind=kind),
        ),
        Filter(
            "standing",
            pgettext_lazy("document", "State"),
            lambda: [(value.value, value.label) for value in Standing if value is not Standing.UNKNOWN],
            _by_standing,
        ),
    ),
    search=_search,
    search_hint=_("title, village, reference or document number"),
    default_sort="-made",
    empty=_("No document has been made yet. Choose “Make documents”."),
)

PACKAGES = Table(
    name="packages",
    columns=(
        Column(
            "division",
            _("Division"),
            "division_name",
            sort="division_code",
            link=lambda package: reverse("filings:package", args=[package.pk]),
        ),
        Column("kinds", _("Kinds"), lambda package: package.kind_labels or _("chosen documents")),
        Column("total", _("Documents"), "total", sort="total", numeric=True),
        Column("left_out", _("Left out"), "left_out", sort="left_out", numeric=True),
        Column("user", _("Requested by"), "user", sort="user__name"),
        Column("created", _("Requested"), "created_at", sort="created_at"),
        Column("finished", _("Finished"), "finished_at", sort="finished_at"),
    ),
    default_sort="-created",
    empty=_("No package has been asked for yet."),
)


def subjects_table(kind: Any, standing: dict[str, Any]) -> Table:
    """The things that a kind can be made for, each with its document in force."""

    def document(thing: Any) -> Any:
        return standing.get(str(thing.pk))

    def state(thing: Any) -> tuple[str, Any]:
        found = document(thing)
        return ("ok", found.number) if found else ("wait", _("not made yet"))

    return Table(
        name=f"subjects-{kind.code}",
        columns=(
            Column(
                "thing",
                _("Made for"),
                str,
                link=lambda thing: reverse("filings:make_one", args=[kind.code, thing.pk]),
            ),
            Column("code", _("Division code"), kind.subject.code_of, sort=kind.subject.division),
            Column("document", _("Document in force"), lambda thing: state(thing)[1], badge=state),
        ),
        default_sort="code",
        empty=_("There is nothing yet in your divisions for which this document is made."),
    )
