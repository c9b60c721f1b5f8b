"""The passages of documents that a county may put in its own words, without code: each change is a version of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from filings.kinds import Kind, kinds
from filings.models import Wording

SHARED: Final = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that all kinds share: its name, what it is called on the page, an example, and what holds without a wording."""

    name: str
    label: str | Promise
    example: str
    default: str = ""


# What no table holds and every county knows.
PASSAGES: Final = (
    Passage("county", _("Name of the county on documents"), "沁源县"),
    Passage("term", _("Term of the villagers' committees"), "第十三届"),
    Passage("county_committee", _("Party committee of the county, letterhead"), "中共沁源县委员会"),
    Passage("county_department", _("Organisation department, letterhead"), "中共沁源县委组织部"),
    Passage("leading_group", _("Leading group of the county"), "沁源县村（社区）“两委”换届工作领导小组"),
    Passage("telephone", _("Telephone for objections and questions"), "0355-7830000"),
    Passage("address", _("Address for objections and questions"), "沁源县沁河镇胜利路1号"),
)


def words_of(county_code: str) -> dict[str, dict[str, str]]:
    """Passages by kind (`SHARED` for those of all), the newest version of each over the package's own; one query."""
    words: dict[str, dict[str, str]] = {SHARED: {passage.name: passage.default for passage in PASSAGES}}
    words |= {kind.code: dict(kind.wording) for kind in kinds() if kind.wording}
    newest = Wording.objects.filter(county_code=county_code).order_by("version").values_list("kind", "passage", "text")
    for kind, passage, text in newest:
        block = words.setdefault(kind, {})
        block[passage] = text or _default(kind, passage)
    return words


def _default(kind: str, passage: str) -> str:
    if kind == SHARED:
        return next((known.default for known in PASSAGES if known.name == passage), "")
    return next((known.wording.get(passage, "") for known in kinds() if known.code == kind), "")


def words_for(kind: Kind, words: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """What a kind's facts and template are given: the shared passages and its own."""
    return {**words[SHARED], **words.get(kind.code, {})}
