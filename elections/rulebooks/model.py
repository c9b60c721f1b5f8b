"""What a rulebook is once read: values with their citations, inherited from the level above and never looser than it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal, cast

from electionadmin.codes import covers
from elections.rulebooks.parameters import PARAMETERS, Parameter, Scalar
from elections.rulebooks.shares import Share

Mark = Literal["certain", "likely", "varies", "unconfirmed"]
MARKS: tuple[Mark, ...] = ("certain", "likely", "varies", "unconfirmed")
BODIES = ("village_committee", "residents_committee", "party_committee", "supervisory_committee")


class RulebookError(ValueError):
    """A rulebook is not well written; the message says where."""


class LoosenedError(RulebookError):
    """A lower level would loosen what a higher one binds."""


class UnknownRulebookError(LookupError):
    """No rulebook has this id."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of one parameter.

    `rulebook` is the level that set it. A `binding` value may only be tightened below; one that is not (the law is
    silent, the value is a default) may be replaced. `mark` says how sure the reading of the source is.
    """

    value: Scalar
    basis: str
    mark: Mark
    binding: bool
    rulebook: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A dated, versioned set of values on top of its `parent`; `values` holds the inherited ones too.

    `short` names the national law it rests on.
    """

    id: str
    version: int
    title: str
    short: str
    jurisdiction: str
    effective_from: date
    effective_until: date | None
    parent: "Rulebook | None"
    values: Mapping[tuple[str, str], Value]
    instruments: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def get(self, body: str, name: str) -> Value | None:
        """Value of a parameter for a body; None where neither this level nor one above sets it."""
        return self.values.get((body, name))

    def need(self, body: str, name: str) -> Value:
        """Value of a parameter every national rulebook sets. Raises RulebookError."""
        value = self.values.get((body, name))
        if value is None:
            raise RulebookError(f"{self.id} sets no {body}.{name}")
        return value

    def share(self, body: str, name: str) -> Share:
        """The share alone."""
        return cast("Share", self.need(body, name).value)

    def count(self, body: str, name: str) -> int:
        """The number alone."""
        return cast("int", self.need(body, name).value)

    def flag(self, body: str, name: str) -> bool:
        """True or false alone."""
        return cast("bool", self.need(body, name).value)

    def choice(self, body: str, name: str) -> str:
        """The choice alone."""
        return cast("str", self.need(body, name).value)

    def chosen(self, body: str, name: str) -> tuple[str, ...]:
        """The list alone."""
        return cast("tuple[str, ...]", self.need(body, name).value)

    def levels(self) -> Iterator["Rulebook"]:
        """This rulebook and those it rests on, the nearest first."""
        level: Rulebook | None = self
        while level is not None:
            yield level
            level = level.parent

    def own(self) -> dict[tuple[str, str], Value]:
        """The values this level sets itself."""
        return {key: value for key, value in self.values.items() if value.rulebook == self.id}

    def fits(self, *, day: date, code: str) -> bool:
        """Whether an election on this day in the division of this code may run under the rulebook."""
        in_force = self.effective_from <= day and (self.effective_until is None or day <= self.effective_until)
        return in_force and covers(self.jurisdiction, code)


def derive(
    *,
    parent: Rulebook,
    id: str,  # noqa: A002 - the word of the data
    version: int,
    title: str,
    jurisdiction: str,
    values: Mapping[tuple[str, str], Value],
    instruments: Iterable[str] = (),
    notes: Iterable[str] = (),
) -> Rulebook:
    """A rulebook on top of another, for a province or a county.

    Raises RulebookError for a value that is not well formed, LoosenedError for one looser than a binding value above.
    """
    if not covers(parent.jurisdiction, jurisdiction):
        raise RulebookError(
            f"{id}: {jurisdiction} does not lie in {parent.jurisdiction}, where {parent.id} is in force"
        )
    for key, value in values.items():
        _check_not_looser(id, key, value, parent)
    return Rulebook(
        id=id,
        version=version,
        title=title,
        short=parent.short,
        jurisdiction=jurisdiction,
        effective_from=parent.effective_from,
        effective_until=parent.effective_until,
        parent=parent,
        values=MappingProxyType({**parent.values, **values}),
        instruments=tuple(instruments),
        notes=tuple(notes),
    )


def read_value(
    *, body: str, name: str, raw: object, basis: str, mark: str, binding: bool, rulebook: str, note: str = ""
) -> Value:
    """A value checked against its parameter. Raises RulebookError."""
    where = f"{rulebook}: {body}.{name}"
    if body not in BODIES:
        raise RulebookError(f"{where}: there is no body {body}")
    parameter: Parameter | None = PARAMETERS.get(name)
    if parameter is None:
        raise RulebookError(f"{where}: there is no such parameter")
    if mark not in MARKS:
        raise RulebookError(f"{where}: mark {mark} is none of {', '.join(MARKS)}")
    if not basis.strip():
        raise RulebookError(f"{where}: a value cites its instrument and article in basis")
    try:
        value = parameter.read(raw)
    except ValueError as error:
        raise RulebookError(f"{where}: {error}") from None
    return Value(value=value, basis=basis, mark=mark, binding=binding, rulebook=rulebook, note=note)


def _check_not_looser(rulebook: str, key: tuple[str, str], value: Value, parent: Rulebook) -> None:
    for level in parent.levels():
        above = level.values.get(key)
        if above and above.binding and not PARAMETERS[key[1]].as_tight(value.value, above.value):
            raise LoosenedError(
                f"{rulebook}: {key[0]}.{key[1]} = {value.value} is looser than {above.value} of {above.rulebook}"
                f" ({above.basis}); a lower level may tighten and never loosen"
            )
