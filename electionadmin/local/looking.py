"""Looking at the application in Chromium, for the screenshots and the tests: a server in a thread, and all its pages."""

from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from http import HTTPStatus
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import Client
from django.urls import Resolver404, resolve

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 the name is the parent's
        """Say nothing: whoever looks tells what he sees."""


@contextmanager
def serving() -> Iterator[str]:
    """The application on a free port of this machine while the block runs; yields its address."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet)
    server.set_app(get_wsgi_application())
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as a client got it."""

    path: str
    html: str


def reachable(client: Client, start: str = "/", *, files: set[str] | None = None) -> dict[str, Seen]:
    """One example of each page, by the name of its view: the first that is found from `start` on.

    `files` collects the views that answer with a file rather than a page; they are not asked again.
    """
    files = set() if files is None else files
    pages: dict[str, Seen] = {}
    waiting, met = deque([start]), {start}
    while waiting:
        path = waiting.popleft()
        name = _name_of(path)
        if name is None or name in pages or name in files:
            continue
        with closing(client.get(path)) as response:
            if not response.headers["Content-Type"].startswith("text/html"):
                files.add(name)
            elif response.status_code == HTTPStatus.FOUND:
                waiting.append(urlsplit(response.headers["Location"]).path)
            elif response.status_code == HTTPStatus.OK:
                pages[name] = Seen(path, response.content.decode())
                waiting.extend(new := dict.fromkeys(link for link in _paths(pages[name]) if link not in met))
                met.update(new)
    return pages


def _name_of(path: str) -> str | None:
    try:
        return resolve(path).view_name
    except Resolver404:
        return None


def _paths(page: Seen) -> Iterator[str]:
    """Paths of this site that a page links to, without what follows the question mark."""
    parser = _Links()
    parser.feed(page.html)
    for link in parser.found:
        parts = urlsplit(urljoin(page.path, link))
        if not parts.netloc:
            yield parts.path
