"""The kinds of documents. A module of `filings/documents/` (or of a later room) registers its own; see docs/documents.md."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.codes import under
from electionadmin.findings import Finding
from filings.facts import Facts, missing

_CODE = re.compile(r"[a-z][a-z0-9-]{1,47}")


class Layout(StrEnum):
    """Family of pages; each has a stylesheet `filings/paper/NAME.css` and a base `templates/documents/NAME.html`."""

    GONGWEN = "gongwen"
    ANNOUNCEMENT = "announcement"
    POSTER = "poster"
    FORM = "form"
    ROLL = "roll"
    BALLOT = "ballot"
    CERTIFICATE = "certificate"


# In lists and packages, in the order of the procedure.
FOLDERS: Final = (
    "请示批复",
    "公告",
    "选民名单",
    "选民证",
    "委托投票",
    "提名",
    "资格联审",
    "考察",
    "公示",
    "承诺",
    "党员大会",
    "投票",
    "结果",
    "当选证书",
    "备案",
    "移交",
    "报告",
    "档案",
)
# What passages are called that several kinds have.
LABELS: Final = {
    "basis": "依据",
    "closing": "结尾",
    "contact": "附注（联系人及电话）",
    "copies": "抄送机关",
    "counting": "计票安排",
    "decision": "批复内容",
    "department": "备案机关",
    "next": "下步工作",
    "objections": "异议期限",
    "opening": "开头",
    "order": "排列顺序",
    "ordinal": "公告编号",
    "period": "起止时间",
    "printed_by": "印发机关",
    "reference": "发文字号",
    "signer": "签发人",
    "superior": "主送机关",
    "where": "地点",
    **{f"rule_{place}": f"第{place}条" for place in range(1, 21)},
}


class UnknownDocument(LookupError):
    """No room prints this kind of document."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What documents are made for: a model (`elections.Election`), the path to its division's code, and what to load with it."""

    model: str
    division: str
    load: Callable[[QuerySet[Any]], QuerySet[Any]] = lambda rows: rows

    def rows(self, where: Q) -> QuerySet[Any]:
        """The rows that fulfil a condition, in a stable order, with all that facts are taken from."""
        model: type[Model] = apps.get_model(self.model)
        return self.load(model._default_manager.filter(where).order_by(self.division, "pk"))  # noqa: SLF001  # Django documents it

    def of_key(self, where: Q, key: str) -> Any:
        """The row with this key that fulfils a condition; None if there is none."""
        try:
            return self.rows(where).filter(pk=key).first()
        except (ValueError, ValidationError):
            return None

    def code_of(self, thing: Any) -> str:
        """Code of the division a row belongs to."""
        for name in self.division.split("__"):
            thing = getattr(thing, name)
        return str(thing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of document.

    `facts` is given the thing and the county's passages (`filings.wording`: the kind's own and the shared ones). It makes
    no query of its own: `subject.load` brings what it needs, so that a county's package asks for many at once. `wording`
    are the passages a county may put in its own words (`labels`: what they are called). Raise `version` when the template changes.

    `asks` are those of the passages that the maker may type for one document alone: its number, its signer, a place.

    A kind with a `read` of its own is confidential: only whoever has that act sees its documents, each look is recorded,
    and they go into no archive.
    """

    code: str
    title: str
    layout: Layout
    subject: Subject
    facts: Callable[[Any, Mapping[str, str]], Facts]
    facts_type: type[Facts]
    template: str
    basis: str
    folder: str
    among: Q = field(default_factory=Q)
    make: Act = Act.MAKE_DOCUMENTS
    read: Act = Act.VIEW_DOCUMENTS
    file_name: Callable[[Any], str] | None = None
    wording: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    asks: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    needs_reference: bool = False
    packaged: bool = True
    mend: Callable[[Any], str] | None = None
    version: int = 1

    def __post_init__(self) -> None:
        """Raise ValueError for a code that would not do in an address or a file name, and for what names nothing."""
        if not _CODE.fullmatch(self.code):
            raise ValueError(f"{self.code!r} is no code: small letters, digits and hyphens.")
        if self.folder not in FOLDERS:
            raise ValueError(f"{self.code} lies in {self.folder}, which is none of the folders.")
        if unknown := set(self.asks) - set(self.wording):
            raise ValueError(f"{self.code} asks for {min(unknown)}, which is none of its passages.")

    @property
    def confidential(self) -> bool:
        """Whether it takes more than the reading of documents to see one."""
        return self.read is not Act.VIEW_DOCUMENTS

    def subjects(self, scope: Scope, act: Act | None = None) -> QuerySet[Any]:
        """Things within a scope that the kind can be made for; `act` is by default the one that makes it."""
        return self.subject.rows(self.among & scope.within(act or self.make, self.subject.division))

    def subjects_below(self, code: str) -> QuerySet[Any]:
        """Things in a division and below."""
        return self.subject.rows(self.among & under((code,), self.subject.division))

    def label_of(self, passage: str) -> str:
        """What a passage of its wording is called. Raises KeyError for one that nobody has given a name."""
        return self.labels.get(passage) or LABELS[passage]

    def gaps(self, facts: Facts) -> list[Finding]:
        """What has to be known before the document can be printed."""
        found = missing(facts, basis=self.basis)
        if self.needs_reference and not facts.reference:
            found.append(Finding("reference", ok=False, severity="block", basis=self.basis, detail="发文字号"))
        return found

    def name_of(self, thing: Any) -> str:
        """File name without its ending."""
        return self.file_name(thing) if self.file_name else self.title

    def stylesheets(self) -> tuple[str, ...]:
        """Names of its stylesheets, the family's first."""
        return ("page.css", f"{self.layout}.css", *self.sheets)


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Add kinds to the catalogue. Raises ValueError for a code that is taken."""
    for kind in kinds:
        if kind.code in _kinds:
            raise ValueError(f"two kinds of documents are called {kind.code!r}")
        _kinds[kind.code] = kind


def kind_of(code: str) -> Kind:
    """The kind of this code. Raises UnknownDocument."""
    try:
        return _kinds[code]
    except KeyError:
        raise UnknownDocument(code) from None


def kinds() -> list[Kind]:
    """All kinds in the order of the procedure: by folder, announcements by their numbers."""
    return sorted(_kinds.values(), key=_place)


def _place(kind: Kind) -> tuple[int, list[int]]:
    numbers = re.findall(r"\d+", kind.wording.get("ordinal", ""))
    return FOLDERS.index(kind.folder), [int(number) for number in numbers]


def kinds_within(scope: Scope) -> Iterable[Kind]:
    """The kinds that somebody with this scope may make."""
    return [kind for kind in kinds() if scope.allows(kind.make) and scope.allows(kind.read)]
