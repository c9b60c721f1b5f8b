"""The tables that can be imported and exported on the web, by name. Each room registers its own in `spreadsheets`."""

from typing import TypeVar

from sheets.spec import SheetSpec

_specs: dict[str, type[SheetSpec]] = {}
Spec = TypeVar("Spec", bound=type[SheetSpec])


def register(spec: Spec) -> Spec:
    """Class decorator: the table has pages from now on."""
    _specs[spec.name] = spec
    return spec


def spec_named(name: str) -> SheetSpec | None:
    """The table of that name."""
    spec = _specs.get(name)
    return spec() if spec else None


def specs() -> list[SheetSpec]:
    """All tables, in the order of their registration."""
    return [spec() for spec in _specs.values()]
