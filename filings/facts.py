"""The facts of a document: a frozen dataclass a kind fills from stored rows; what is missing is found before it is printed."""

import dataclasses
import datetime
import json
from collections.abc import Iterator
from typing import Any, Final

from cryptography.hazmat.primitives import hashes

from electionadmin.findings import Finding

_PARTS: Final = 40
_LONGEST: Final = 1000
_LABEL, _OPTIONAL, _SOURCE = "label", "optional", "source"
_EMPTY: Final[tuple[Any, ...]] = (None, "", (), [])


def fact(label: str, *, optional: bool = False, source: str = "", default: Any = dataclasses.MISSING) -> Any:
    """A field of facts: what a reader calls it, whether the paper is whole without it, and where it was taken from.

    Args:
        label: Chinese, as on the form.
        optional: An empty one is no gap. Zero and False are never empty.
        source: Table or list the figure was counted from, for the auditor.
        default: Needed by optional facts that a kind may leave out.

    """
    metadata = {_LABEL: label, _OPTIONAL: optional, _SOURCE: source}
    if default is dataclasses.MISSING:
        return dataclasses.field(metadata=metadata)
    return dataclasses.field(metadata=metadata, default=default)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What every document states. Values are text, whole numbers, dates, booleans, None, other dataclasses and tuples."""

    issuer: str = fact("发文机关")
    place: str = fact("所属行政区划")
    # 文号; a blank one leaves the place on the paper free where the kind allows it.
    reference: str = fact("发文字号", optional=True, default="")
    # The day on the paper; without one it is the day on which the document is made.
    dated: datetime.date | None = fact("成文日期", optional=True, default=None)


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One fact as an auditor reads it: `path` leads to it within the JSON."""

    label: str
    value: str
    source: str
    path: str


def is_needed(facts_type: type[Facts], name: str) -> bool:
    """Whether a paper of these facts is not whole without the fact of this name."""
    found = next((field for field in dataclasses.fields(facts_type) if field.name == name), None)
    return found is not None and not found.metadata.get(_OPTIONAL)


def missing(facts: Any, *, basis: str, path: str = "", within: str = "") -> list[Finding]:
    """Findings, each blocking, for every needed fact that is empty, also within its parts (`within`: what they belong to)."""
    found: list[Finding] = []
    for field in dataclasses.fields(facts):
        value, label = getattr(facts, field.name), within + field.metadata.get(_LABEL, field.name)
        here = f"{path}{field.name}"
        if value in _EMPTY and not isinstance(value, int):
            if not field.metadata.get(_OPTIONAL):
                found.append(Finding(here, ok=False, severity="block", basis=basis, detail=label))
        elif dataclasses.is_dataclass(value):
            found += missing(value, basis=basis, path=f"{here}.", within=f"{label} ")
        elif isinstance(value, tuple):
            for place, part in enumerate(value, start=1):
                if dataclasses.is_dataclass(part):
                    found += missing(part, basis=basis, path=f"{here}.{place}.", within=f"{label} {place} ")
    return found


def plain(value: Any) -> Any:
    """A fact as JSON knows it. Raises TypeError for what is neither text, whole number, date nor made of them."""
    match value:
        case None | bool() | int() | str():
            return value
        case datetime.date():
            return value.isoformat()
        case tuple() | list():
            return [plain(part) for part in value]
        case dict():
            return {str(key): plain(part) for key, part in value.items()}
    if dataclasses.is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    raise TypeError(f"{type(value).__name__} is no fact: give text, whole numbers, dates and tuples.")


def canonical(content: dict[str, Any]) -> bytes:
    """The one spelling of a document's facts: JSON, keys sorted, no spaces, UTF-8. Its SM3 digest stands on the paper."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sm3(content: bytes) -> str:
    """SM3 digest (GB/T 32905-2016), 64 hexadecimal digits; `openssl dgst -sm3` gives the same."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize().hex()


def lines(kind_facts: type[Any], stored: dict[str, Any], *, path: str = "") -> Iterator[Line]:
    """The stored facts beside their labels and sources, tuples as their length with each part below."""
    for field in dataclasses.fields(kind_facts):
        if field.name not in stored:
            continue
        value, here = stored[field.name], f"{path}{field.name}"
        label, source = field.metadata.get(_LABEL, field.name), field.metadata.get(_SOURCE, "")
        yield Line(label, _shown(value), source, here)


def _shown(value: Any) -> str:
    match value:
        case None | "" | [] | {}:
            return "—"
        case bool():
            return "是" if value else "否"
        case list():
            return _cut("；".join(_shown(part) for part in value[:_PARTS]), more=len(value) > _PARTS)
        case dict():
            return _cut(" ".join(_shown(part) for part in value.values() if part not in (None, "")))
    return str(value)


def _cut(text: str, *, more: bool = False) -> str:
    """A roll of thousands is not listed on a page: the attached JSON has all of it."""
    return f"{text[:_LONGEST]}……" if more or len(text) > _LONGEST else text
