"""The chain of each body as data: its steps in order, who asks, who decides, papers, days. Pure: files in, chains out.

The national chains lie beside the rulebooks (`rulebooks/chains/`). A county puts its own version on top: it may add a
step or an approval and drop none, which is checked whenever a chain is built.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import pgettext_lazy

from elections.rulebooks import Rulebook, RulebookError
from elections.steps import Step

DIRECTORY: Final = Path(__file__).parent.parent / "rulebooks" / "chains"
BODIES: Final = ("party", "committee", "supervisory")
_KEYS: Final = {
    "step",
    "requested_by",
    "approvals",
    "after",
    "request",
    "reply",
    "documents",
    "plan",
    "latest",
    "statutory",
    "basis",
    "community_basis",
}


class ChainError(RulebookError):
    """A chain is not well written, or drops what a higher level demands; the message says where."""


class Office(StrEnum):
    """The level that asks for a step or decides it."""

    VILLAGE = "village"
    TOWNSHIP = "township"
    COUNTY = "county"

    @property
    def label(self) -> Any:
        """Its name for a reader."""
        return _OFFICES[self]

    @property
    def rank(self) -> int:
        """The higher, the larger."""
        return list(Office).index(self)


_OFFICES: Final = {
    Office.VILLAGE: pgettext_lazy("office", "the village"),
    Office.TOWNSHIP: pgettext_lazy("office", "the township"),
    Office.COUNTY: pgettext_lazy("office", "the county"),
}


@dataclass(frozen=True, slots=True)
class StepRule:
    """One step of a chain.

    `approvals` are the levels that decide, one after the other. `after` names the steps that must be approved before.
    `request` and `reply` are titles of papers; a step with a reply is approved by a numbered paper. `plan` is the
    customary day counted from the election day, `latest` the law's last day: a parameter of the rulebook with its sign
    (`-roll_days`). `added` is the name of a step of the county's own, else empty.
    """

    key: str
    requested_by: Office
    approvals: tuple[Office, ...]
    after: tuple[str, ...]
    plan: int
    basis: str
    community_basis: str = ""
    latest: str = ""
    request: str = ""
    reply: str = ""
    documents: tuple[str, ...] = ()
    statutory: bool = True
    added: str = ""

    @property
    def label(self) -> Any:
        """Its name for a reader: of the county for a step of its own."""
        return self.added or Step(self.key).label

    def basis_in(self, *, community: bool) -> str:
        """Instrument and article, of the communities' law in a community."""
        return self.community_basis if community and self.community_basis else self.basis

    def latest_offset(self, book: Rulebook, body: str) -> int | None:
        """Days from the election day to the law's last day (negative: before it); None where the law names none."""
        if not self.latest:
            return None
        found = book.get(body, self.latest[1:])
        if found is None or not isinstance(found.value, int):
            return None
        return -found.value if self.latest[0] == "-" else found.value


@dataclass(frozen=True, slots=True)
class Chain:
    """The steps of one body's election in order, under the chain `id` in its `version` (0.x: the county's own versions)."""

    id: str
    version: str
    body: str
    steps: tuple[StepRule, ...]

    def rule(self, key: str) -> StepRule:
        """The step of this key. Raises LookupError."""
        for step in self.steps:
            if step.key == key:
                return step
        raise LookupError(key)

    def __contains__(self, key: object) -> bool:
        return any(step.key == key for step in self.steps)

    def position(self, key: str) -> int:
        """Place of a step, from 0."""
        return [step.key for step in self.steps].index(key)

    def first(self) -> tuple[StepRule, ...]:
        """Steps that wait for none."""
        return tuple(step for step in self.steps if not step.after)

    def followers(self, key: str) -> tuple[StepRule, ...]:
        """Steps that wait for this one directly."""
        return tuple(step for step in self.steps if key in step.after)

    def built_on(self, key: str) -> frozenset[str]:
        """Keys of all steps that rest on this one, directly or through others."""
        found: set[str] = set()
        for step in self.steps:  # in order, and a step only waits for earlier ones
            if key in step.after or found & set(step.after):
                found.add(step.key)
        return frozenset(found)


def load(directory: Path = DIRECTORY) -> dict[tuple[str, str], Chain]:
    """The national chains by id and body. Raises ChainError."""
    chains: dict[tuple[str, str], Chain] = {}
    for path in sorted(directory.glob("*.toml")):
        try:
            text = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise ChainError(f"{path.name}: {error}") from None
        unknown = set(text) - {"id", "version", *BODIES}
        if unknown:
            raise ChainError(f"{path.name}: unknown {', '.join(sorted(unknown))}")
        for body in BODIES:
            steps = steps_of(text.get(body, ()), where=f"{path.name}: {body}")
            chains[text["id"], body] = Chain(text["id"], str(text["version"]), body, steps)
    return chains


@cache
def _shipped() -> Mapping[tuple[str, str], Chain]:
    return MappingProxyType(load())


def national(book: Rulebook, body: str) -> Chain:
    """The chain of the national law on which a rulebook rests."""
    return _shipped()[list(book.levels())[-1].id, body]


def steps_of(entries: Iterable[Mapping[str, Any]], *, where: str) -> tuple[StepRule, ...]:
    """The steps of a chain as written; each waits for the one before unless it says otherwise. Raises ChainError."""
    steps: list[StepRule] = []
    for entry in entries:
        before = (steps[-1].key,) if steps else ()
        steps.append(_step(entry, before=before, where=where))
        _check_place(steps, where=where)
    if not steps:
        raise ChainError(f"{where}: a chain has at least one step")
    return tuple(steps)


def _step(entry: Mapping[str, Any], *, before: tuple[str, ...], where: str) -> StepRule:
    where = f"{where}.{entry.get('step')}"
    unknown = set(entry) - _KEYS
    if unknown:
        raise ChainError(f"{where}: unknown {', '.join(sorted(unknown))}")
    if entry.get("step") not in Step.values:
        raise ChainError(f"{where}: there is no such step")
    if not str(entry.get("basis", "")).strip():
        raise ChainError(f"{where}: a step cites its instrument and article in basis")
    try:
        offices = Office(entry["requested_by"]), tuple(Office(name) for name in entry["approvals"])
    except (KeyError, ValueError) as error:
        raise ChainError(f"{where}: requested_by and approvals name village, township or county ({error})") from None
    if type(entry.get("plan")) is not int:
        raise ChainError(f"{where}: plan is a whole number of days from the election day")
    latest = entry.get("latest", "")
    if latest and latest[0] not in "+-":
        raise ChainError(f"{where}: latest is a parameter of the rulebook with its sign, such as -roll_days")
    return StepRule(
        key=entry["step"],
        requested_by=offices[0],
        approvals=offices[1],
        after=tuple(entry["after"]) if "after" in entry else before,
        plan=entry["plan"],
        basis=entry["basis"],
        community_basis=entry.get("community_basis", ""),
        latest=latest,
        request=entry.get("request", ""),
        reply=entry.get("reply", ""),
        documents=tuple(entry.get("documents", ())),
        statutory=entry.get("statutory", True),
    )


def _check_place(steps: list[StepRule], *, where: str) -> None:
    """What the newest step of a chain must not do."""
    step, earlier = steps[-1], [step.key for step in steps[:-1]]
    if step.key in earlier:
        raise ChainError(f"{where}.{step.key} stands twice")
    if not set(step.after) <= set(earlier):
        raise ChainError(f"{where}.{step.key} waits for a step that does not come before it")
    ranks = [office.rank for office in step.approvals]
    if not ranks or ranks != sorted(set(ranks)) or ranks[0] < step.requested_by.rank or ranks[0] == 0:
        raise ChainError(
            f"{where}.{step.key}: approvals go upward, from the township or the county, not below who asks"
        )


@dataclass(frozen=True, slots=True)
class Addition:
    """What a county adds to a chain: an `approval` of the step `at`, or a step of its own behind it, called `name`."""

    at: str
    approval: Office | None = None
    name: str = ""
    key: str = ""
    requested_by: Office = Office.TOWNSHIP
    plan: int = 0


def extended(chain: Chain, additions: Iterable[Addition], *, version: str, basis: str) -> Chain:
    """A county's version of a chain, with its additions in turn. `basis` is the county's own document. Raises ChainError."""
    steps = list(chain.steps)
    for addition in additions:
        places = [place for place, step in enumerate(steps) if step.key == addition.at]
        if not places:
            raise ChainError(f"{chain.body}: there is no step {addition.at} to add to")
        steps = _with(steps, places[0], addition, basis=basis)
    longer = replace(chain, version=version, steps=tuple(steps))
    check_keeps(longer, chain)
    return longer


def _with(steps: list[StepRule], place: int, addition: Addition, *, basis: str) -> list[StepRule]:
    base = steps[place]
    if not addition.name:
        if addition.approval is None:
            raise ChainError(f"{base.key}: an addition is an approval or a step with a name")
        approvals = tuple(sorted({*base.approvals, addition.approval}, key=lambda office: office.rank))
        changed = [*steps[:place], replace(base, approvals=approvals), *steps[place + 1 :]]
        _check_place(changed[: place + 1], where="county")
        return changed
    if not addition.key or addition.key in Step.values:
        raise ChainError(f"{addition.name}: a step of the county has a key of its own")
    own = StepRule(
        key=addition.key,
        requested_by=addition.requested_by,
        approvals=(addition.approval or Office.COUNTY,),
        after=(base.key,),
        plan=addition.plan,
        basis=basis,
        statutory=False,
        added=addition.name,
    )
    # Whatever waited for the step before waits for the county's own too.
    later = [
        replace(step, after=(*step.after, own.key)) if base.key in step.after else step for step in steps[place + 1 :]
    ]
    changed = [*steps[: place + 1], own, *later]
    for length in range(place + 2, len(changed) + 1):
        _check_place(changed[:length], where="county")
    return changed


def check_keeps(own: Chain, above: Chain) -> None:
    """A county's chain keeps every step and approval of the chain above, in order. Raises ChainError."""
    keys = [step.key for step in own.steps if step.key in above]
    missing = [step.key for step in above.steps if step.key not in keys]
    if missing:
        raise ChainError(f"{own.body}: {', '.join(missing)} may not be dropped")
    if keys != [step.key for step in above.steps]:
        raise ChainError(f"{own.body}: the steps of the law keep their order")
    for step in above.steps:
        mine = own.rule(step.key)
        if not set(step.approvals) <= set(mine.approvals) or not set(step.after) <= set(mine.after):
            raise ChainError(f"{own.body}.{step.key}: an approval or a step before it may not be dropped")
