"""Every address of the application with the view that answers it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True, slots=True)
class Address:
    """An address: its full view name, the view, and the names of its arguments."""

    name: str
    view: Callable[..., object]
    arguments: tuple[str, ...]


def addresses(
    resolver: URLResolver | None = None, namespace: str = "", above: tuple[str, ...] = ()
) -> Iterator[Address]:
    """All addresses below a resolver, by default of the whole application."""
    for entry in (resolver or get_resolver()).url_patterns:
        arguments = (*above, *entry.pattern.converters, *entry.pattern.regex.groupindex)
        arguments = tuple(dict.fromkeys(arguments))
        if isinstance(entry, URLResolver):
            inner = ":".join(filter(None, (namespace, entry.namespace)))
            yield from addresses(entry, inner, arguments)
        elif isinstance(entry, URLPattern):
            name = ":".join(filter(None, (namespace, entry.name or entry.lookup_str)))
            yield Address(name, entry.callback, arguments)
