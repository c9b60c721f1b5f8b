"""What a table is: its columns, how their cells are read, what is checked over all rows, and how they are stored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope
from sheets.cells import Parser
from sheets.reader.header import normal

if TYPE_CHECKING:
    from sheets.stage import Stage

Label = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column of a table.

    Args:
        key: Its name in messages and its column in the staging table.
        header: Its heading in templates and exports; recognised in every language of the product.
        parse: From a cell that is not empty to a value; see `sheets.cells`.
        names: Other headings it is recognised by.
        sql: PostgreSQL type of the staging column, with its collation.
        required: Whether every row must hold a value; then the column must be there too.
        private: Whether its values stay out of reports.
        hint: What the template says about the column.
        choices: Words of the template's drop-down list.
        width: Of the template's column, in characters.

    """

    key: str
    header: Label
    parse: Parser
    names: tuple[str, ...] = ()
    sql: str = "text"
    required: bool = False
    private: bool = False
    hint: Label = ""
    choices: tuple[Label, ...] = ()
    width: int = 14

    def headings(self) -> set[str]:
        """Normal form of every heading that means this column."""
        found = {normal(name) for name in (self.key, *self.names)}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                found.add(normal(self.header))
        return found


@dataclass(frozen=True, slots=True)
class Extra:
    """A column of the staging table that `Sheet.prepare` computes."""

    key: str
    sql: str = "text"


@dataclass(slots=True)
class Counts:
    """What storing did."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    vanished: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.created + other.created,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.vanished + other.vanished,
        )


@dataclass(frozen=True, slots=True)
class Order:
    """Who imports, and what he asked for. Without a scope it is the system itself (a command): everything is allowed."""

    scope: Scope | None = None
    user: User | None = None
    file_name: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)

    def prefixes(self, act: Act) -> tuple[str, ...]:
        """Codes of the divisions in which the rows may lie; the country's code allows all."""
        return ("0",) if self.scope is None else self.scope.prefixes(act)


class SheetSpec:
    """A kind of table. A room subclasses it, and registers it with `sheets.registry.register`.

    `name` stands in addresses, `key` names the fields that tell rows apart: the same key twice in a file is refused.
    """

    name: ClassVar[str]
    title: ClassVar[Label]
    about: ClassVar[Label] = ""
    # Who imports, and who exports.
    act: ClassVar[Act]
    view_act: ClassVar[Act]
    exports: ClassVar[bool] = False
    fields: ClassVar[tuple[Field, ...]]
    key: ClassVar[tuple[str, ...]] = ()
    extras: ClassVar[tuple[Extra, ...]] = ()
    # Names of the counts, where they say more than created and changed.
    created_label: ClassVar[Label] = ""
    changed_label: ClassVar[Label] = ""

    def prepare(self, columns: Mapping[str, Sequence[Any]]) -> Sequence[Sequence[Any]]:
        """The columns of the extras for a batch of rows, from the columns of the fields.

        A value is None where the cell is empty, was refused, or the file has no such column.
        """
        return ()

    def check(self, stage: "Stage") -> None:
        """Checks over all rows, set by set: `stage.refuse(…)`. A row refused so far is checked as well."""

    def load(self, stage: "Stage") -> Counts:
        """Store the rows of `stage` that are not bad; see `sheets.stage.upsert`."""
        raise NotImplementedError

    def export(self, scope: Scope) -> Iterable[Sequence[Any]]:
        """Rows of what is stored, values in the order of `fields`, for a table with `exports`."""
        raise NotImplementedError

    @property
    def upload_url(self) -> str:
        """Address of the page that sends it."""
        return reverse(f"sheets:{self.name}")

    @property
    def template_url(self) -> str:
        """Address of the empty workbook."""
        return reverse(f"sheets:{self.name}_template")

    @property
    def export_url(self) -> str:
        """Address of the export, for a table with `exports`."""
        return reverse(f"sheets:{self.name}_export")

    def names(self) -> dict[str, str]:
        """Normal form of every known heading → key of its field."""
        return {heading: item.key for item in self.fields for heading in item.headings()}

    def heading(self, key: str) -> str:
        """Heading of a field; other keys stand for themselves."""
        return next((str(item.header) for item in self.fields if item.key == key), key)

    def required(self) -> list[Field]:
        """The fields whose columns must be there."""
        return [item for item in self.fields if item.required]
