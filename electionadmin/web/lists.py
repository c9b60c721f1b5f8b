"""A list page from a declaration: search, filters, order, pages, export and print.

The address holds the whole state: `?q=…&FILTER=…&sort=-KEY&page=2&format=xlsx`. What the address holds and the table
does not know is ignored, and the page says so.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _

from electionadmin.templatetags.ui import plain
from electionadmin.web.export import workbook_response

Text = str | Promise
Rows = QuerySet[Any]
RESERVED = frozenset({"q", "sort", "page", "format"})
PRINT_LIMIT = 2000
_SEARCH_LENGTH = 100
_UNBROKEN = 12


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `value` is an attribute's name or a function of the row; `sort` a path for `order_by`."""

    key: str
    label: Text
    value: str | Callable[[Any], Any]
    sort: str | None = None
    link: Callable[[Any], str] | None = None
    numeric: bool = False
    badge: Callable[[Any], tuple[str, Any]] | None = None

    def value_of(self, row: Any) -> Any:
        """What the cell of a row holds, as Python knows it: for the export."""
        return self.value(row) if callable(self.value) else getattr(row, self.value)


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice above the list; `choices` gives value and label, `apply` narrows the queryset to a value."""

    key: str
    label: Text
    choices: Callable[[], Sequence[tuple[Any, Any]]]
    apply: Callable[[Rows, str], Rows]


@dataclass(frozen=True, slots=True)
class Table:
    """A list as a room declares it in its `tables.py`. `default_sort` is a column's key, with `-` for descending."""

    name: str
    columns: Sequence[Column]
    default_sort: str
    empty: Text
    filters: Sequence[Filter] = ()
    search: Callable[[Rows, str], Rows] | None = None
    search_hint: Text = ""
    per_page: int = 50

    def __post_init__(self) -> None:
        """Raise ValueError where the declaration contradicts itself."""
        keys = {filter_.key for filter_ in self.filters}
        if keys & RESERVED:
            raise ValueError(f"{self.name}: {sorted(keys & RESERVED)} belong to every list")
        if self.default_sort.lstrip("-") not in self.sortable():
            raise ValueError(f"{self.name}: no column to sort by {self.default_sort}")

    def sortable(self) -> dict[str, str]:
        """Path by key of the columns that can be sorted."""
        return {column.key: column.sort for column in self.columns if column.sort}


@dataclass(frozen=True, slots=True)
class Action:
    """A link beside the heading."""

    label: Text
    url: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as the page shows it."""

    label: Text
    text: str
    numeric: bool
    url: str
    badge: tuple[str, Any] | None

    @property
    def css(self) -> str:
        """Class of the cell: figures to the right, nothing short broken, the linked cell first where rows are stacked."""
        if self.numeric:
            return "number"
        return " ".join(name for name, holds in (("lead", self.url), ("nowrap", self.short)) if holds)

    @property
    def short(self) -> bool:
        """Whether the text must not be broken: a date, a code, a name."""
        return len(self.text) <= _UNBROKEN


@dataclass(frozen=True, slots=True)
class Condition:
    """A filter or search in force, and the address of the list without it."""

    label: Text
    text: Text
    url_without: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter as the form shows it."""

    key: str
    label: Text
    choices: list[tuple[str, Text]]
    value: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's head: where a click leads and how the column is sorted now (`ascending`, `descending`, empty)."""

    label: Text
    numeric: bool
    url: str
    order: str


@dataclass
class Listing:
    """A table, the rows it may show, and what the address asks for."""

    table: Table
    queryset: Rows
    asked: Mapping[str, str]
    path: str
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read the address; what is unknown leaves a note."""
        self.query = " ".join(self.asked.get("q", "").replace("\0", "").split())[:_SEARCH_LENGTH]
        if self.table.search is None:
            self.query = ""
        self.filters = [self._choice(filter_) for filter_ in self.table.filters]
        self.sort = self.asked.get("sort", "")
        if self.sort.lstrip("-") not in self.table.sortable():
            if self.sort:
                self.notes.append(_("The list cannot be sorted by “%(key)s”.") % {"key": self.sort})
            self.sort = self.table.default_sort

    def _choice(self, filter_: Filter) -> Choice:
        choices = [(str(value), label) for value, label in filter_.choices()]
        value = self.asked.get(filter_.key, "")
        if value and value not in {known for known, _label in choices}:
            self.notes.append(
                _("“%(label)s” has no value “%(value)s”; it was ignored.") % {"label": filter_.label, "value": value}
            )
            value = ""
        return Choice(filter_.key, filter_.label, choices, value)

    @cached_property
    def rows(self) -> Rows:
        """All rows asked for, in a stable order."""
        rows = self.queryset
        if self.query and self.table.search:
            rows = self.table.search(rows, self.query)
        for filter_, choice in zip(self.table.filters, self.filters, strict=True):
            if choice.value:
                rows = filter_.apply(rows, choice.value)
        path = self.table.sortable()[self.sort.lstrip("-")]
        return rows.order_by(OrderBy(F(path), descending=self.descending, nulls_last=True), "pk")

    @property
    def searchable(self) -> bool:
        """Whether there is a search field."""
        return self.table.search is not None

    @property
    def descending(self) -> bool:
        """Whether the order runs downwards."""
        return self.sort.startswith("-")

    @property
    def printed(self) -> bool:
        """Whether the whole list is wanted on paper rather than one page of it."""
        return self.asked.get("format") == "print"

    @cached_property
    def page(self) -> Any:
        """The page asked for, or the nearest there is."""
        return Paginator(self.rows, PRINT_LIMIT if self.printed else self.table.per_page).get_page(
            self.asked.get("page")
        )

    def pages(self) -> Iterable[int | str]:
        """Numbers of the pages for the foot, long runs left out."""
        return self.page.paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1)  # type: ignore[no-any-return]

    def cells(self) -> Iterator[list[Cell]]:
        """The rows of the page."""
        for row in self.page.object_list:
            yield [self._cell(column, row) for column in self.table.columns]

    @staticmethod
    def _cell(column: Column, row: Any) -> Cell:
        return Cell(
            label=column.label,
            text=plain(column.value_of(row)),
            numeric=column.numeric,
            url=column.link(row) if column.link else "",
            badge=column.badge(row) if column.badge else None,
        )

    def headings(self) -> Iterator[Heading]:
        """Heads of the columns."""
        for column in self.table.columns:
            current = column.key == self.sort.lstrip("-")
            turned = f"-{column.key}" if current and not self.descending else column.key
            yield Heading(
                label=column.label,
                numeric=column.numeric,
                url=self.address(sort=turned) if column.sort else "",
                order=("descending" if self.descending else "ascending") if current else "",
            )

    def conditions(self) -> Iterator[Condition]:
        """What narrows the list, for the page and the head of the print."""
        if self.query:
            yield Condition(_("Search"), self.query, self.address(q=""))
        for choice in self.filters:
            if choice.value:
                yield Condition(choice.label, dict(choice.choices)[choice.value], self.address(**{choice.key: ""}))

    def conditions_in_force(self) -> bool:
        """Whether anything narrows the list."""
        return any(True for _condition in self.conditions())

    def address(self, **changes: str) -> str:
        """The list's address with changes, from its first page."""
        state = {"q": self.query, **{choice.key: choice.value for choice in self.filters}}
        if self.sort != self.table.default_sort:
            state["sort"] = self.sort
        state |= changes
        query = urlencode({key: value for key, value in state.items() if value})
        return f"{self.path}?{query}" if query else self.path

    def page_prefix(self) -> str:
        """What a page's number follows."""
        address = self.address()
        return f"{address}{'&' if '?' in address else '?'}page="

    def export_url(self) -> str:
        """Address of the workbook with all rows of the list."""
        return self.address(format="xlsx")

    def print_url(self) -> str:
        """Address of the whole list for the printer."""
        return self.address(format="print")


def list_response(
    request: HttpRequest,
    *,
    table: Table,
    queryset: Rows,
    title: Text,
    subtitle: Text = "",
    actions: Sequence[Action] = (),
    template: str = "components/list_page.html",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """The page of a list, its results alone for htmx, or its workbook (`?format=xlsx`)."""
    listing = Listing(table, queryset, request.GET.dict(), request.path)
    if request.GET.get("format") == "xlsx":
        return workbook_response(
            title=str(title),
            notes=[_("%(label)s: %(text)s") % {"label": c.label, "text": c.text} for c in listing.conditions()],
            columns=[(str(column.label), column.value_of) for column in table.columns],
            rows=listing.rows,
        )
    everything = {"title": title, "subtitle": subtitle, "actions": actions, "listing": listing, **(context or {})}
    partial = request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request")
    response = render(request, "components/list_results.html" if partial else template, everything)
    patch_vary_headers(response, ["HX-Request"])
    return response
