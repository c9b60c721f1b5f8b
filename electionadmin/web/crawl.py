"""Every page that a user can reach by links alone: for the screenshots and for the tests in a browser."""

from collections import deque
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.http import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, resolve


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


def reachable(client: Client, start: str = "/") -> dict[str, str]:
    """One address for each page, by the name of its view: the first that is found from `start` on."""
    pages: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        path = waiting.popleft()
        name = _name_of(path)
        if name is None or name in pages:
            continue
        response = client.get(path)
        if response.status_code != 200 or not response.headers["Content-Type"].startswith("text/html"):  # noqa: PLR2004 OK
            continue
        pages[name] = path
        waiting.extend(_paths(path, response))
    return pages


def _name_of(path: str) -> str | None:
    try:
        return resolve(path).view_name
    except Resolver404:
        return None


def _paths(path: str, response: HttpResponseBase) -> Iterator[str]:
    """Paths of this site that a page links to, without what follows the question mark."""
    parser = _Links()
    parser.feed(response.content.decode())  # type: ignore[attr-defined]
    for link in parser.found:
        parts = urlsplit(urljoin(path, link))
        if not parts.netloc:
            yield parts.path
