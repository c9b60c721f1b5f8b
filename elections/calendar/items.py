"""The items of the calendar and what the law measures between them: data, read from `rulebooks/timetables/`. Pure."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from elections.rulebooks import PARAMETERS, RulebookError

DIRECTORY: Final = Path(__file__).parent.parent / "rulebooks" / "timetables"
Limit = Literal["before", "after", "lasts", "within", "worked"]
_LIMITS: Final = ("before", "after", "lasts", "within", "worked")

LABELS: Final[Mapping[str, Promise]] = {
    "request": _("Request to hold the members' meeting, and its reply"),
    "recommendation": _("Recommendation by members and villagers"),
    "talks": _("Talks"),
    "decision": _("Nominees decided on"),
    "public_notice": _("Public notice of the nominees"),
    "commitment": _("Commitments signed"),
    "report": _("Result reported, secretary approved"),
    "audit_published": _("Outgoing audit published"),
    "seats_decided": _("Number of seats decided and filed"),
    "day_announced": _("Election day announced"),
    "committee_chosen": _("Election committee chosen"),
    "rules_adopted": _("The village's own rules of the election adopted"),
    "registration": _("Registration of voters"),
    "roll_published": _("Roll published"),
    "objections": _("Objections to the roll"),
    "decisions": _("Objections decided, roll corrected"),
    "representatives": _("Representatives and heads of groups chosen"),
    "nomination": _("Nomination"),
    "preliminary_list": _("List of those nominated"),
    "succession": _("Successors on the election committee published"),
    "township_review": _("Township review"),
    "primary": _("Primary by the representatives"),
    "joint_review": _("Joint review by the county's departments"),
    "inspection": _("Inspection"),
    "meeting_announced": _("Day, time and place of the vote published"),
    "formal_list": _("Formal list published"),
    "staff_published": _("Polling staff published"),
    "boxes_published": _("Voters at mobile boxes published"),
    "proxies_published": _("Proxies and helpers published"),
    "ballots_prepared": _("Ballots prepared, rules of invalid papers published"),
    "vote": _("Election"),
    "result": _("Result announced"),
    "second_round": _("Second round"),
    "certificates": _("Certificates issued"),
    "handover": _("Handover"),
    "filing": _("Result filed"),
}
OFFICES: Final[Mapping[str, Promise]] = {
    "village": pgettext_lazy("office", "the village"),
    "township": pgettext_lazy("office", "the township"),
    "county": pgettext_lazy("office", "the county"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing with a day: of a body's election, in a step, done by an office, from `first` to `last` day.

    Days count from the election day, negative before it. `optional` happens only where the case arises.
    """

    body: str
    key: str
    step: str
    office: str
    first: int
    last: int
    notice: str = ""
    optional: bool = False

    @property
    def id(self) -> str:
        """Its name over all bodies: `committee.roll_published`."""
        return f"{self.body}.{self.key}"

    @property
    def label(self) -> Promise:
        """What it is called."""
        return LABELS[self.key]

    @property
    def office_label(self) -> Promise:
        """Who does it."""
        return OFFICES[self.office]


@dataclass(frozen=True, slots=True)
class Rule:
    """A length that the rulebook's `parameter` sets (see the file)."""

    body: str
    item: str
    limit: Limit
    parameter: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class Timetable:
    """A template: items in order, lengths, and what ends before something else begins."""

    id: str
    version: int
    title: str
    items: tuple[Item, ...]
    rules: tuple[Rule, ...]
    pairs: tuple[tuple[str, str], ...]
    bases: Mapping[str, str]

    def of(self, body: str) -> tuple[Item, ...]:
        """The items of one body."""
        return tuple(item for item in self.items if item.body == body)

    def item(self, name: str) -> Item | None:
        """An item by its `id`."""
        return next((item for item in self.items if item.id == name), None)


@cache
def timetables() -> Mapping[str, Timetable]:
    """The templates that the software ships with, by id. Raises RulebookError."""
    read = (_read(path) for path in sorted(DIRECTORY.glob("*.toml")))
    return MappingProxyType({timetable.id: timetable for timetable in read})


def template() -> Timetable:
    """The template that a county starts from."""
    return next(iter(timetables().values()))


def _read(path: Path) -> Timetable:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    items = tuple(Item(**item) for item in data["items"])
    rules = tuple(Rule(**rule) for rule in data["rules"])
    pairs = tuple((before, after) for before, after in data["order"]["pairs"])
    for fault in _faults(items, rules, pairs):
        raise RulebookError(f"{path.name}: {fault}")
    bases = {
        body: data["order"]["party_basis" if body == "party" else "basis"] for body in {item.body for item in items}
    }
    return Timetable(data["id"], data["version"], data["title"], items, rules, pairs, MappingProxyType(bases))


def _faults(items: tuple[Item, ...], rules: tuple[Rule, ...], pairs: tuple[tuple[str, str], ...]) -> Iterator[str]:
    names = [item.id for item in items]
    known: Any = set(names)
    if len(known) < len(names):
        yield "an item stands twice"
    for item in items:
        if item.key not in LABELS or item.office not in OFFICES:
            yield f"{item.id}: no word for {item.key} or {item.office}"
        if item.first > item.last:
            yield f"{item.id} ends before it begins"
    for rule in rules:
        named = {f"{rule.body}.{name}" for name in (rule.item, rule.other) if name}
        if not named <= known or rule.limit not in _LIMITS or rule.parameter not in PARAMETERS:
            yield f"rule of {rule.body}.{rule.item}: unknown item, limit or parameter"
    for pair in pairs:
        if not set(pair) <= known:
            yield f"order of {pair}: unknown item"
