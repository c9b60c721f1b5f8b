"""The demonstration county in the test database: served to a real Chromium, and put on paper."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from accounts.roles import Role
from demo import services
from demo.accounts import ACCOUNTS
from electionadmin.local.looking import ARGUMENTS, CHROMIUM, Seen, reachable, serving
from tests.conftest import empty_database

# Milliseconds: that a loaded machine is slow is no failure.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
# Playwright's loop runs in the thread of the tests, and Django would take the tests for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@dataclass
class County:
    """Address of the served county, and clients that are signed in as one of each role."""

    address: str
    clients: dict[Role, Client] = field(default_factory=dict)
    pages: dict[Role, dict[str, Seen]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)

    def client(self, role: Role) -> Client:
        """A client signed in as the first account of a role."""
        if role not in self.clients:
            client = Client()
            account = next(account for account in ACCOUNTS if account.role is role)
            client.force_login(User.objects.get(username=account.username), settings.AUTHENTICATION_BACKENDS[1])
            self.clients[role] = client
        return self.clients[role]

    def pages_of(self, role: Role) -> dict[str, Seen]:
        """An example of each page that a role reaches, by the name of its view."""
        if role not in self.pages:
            self.pages[role] = reachable(self.client(role), files=self.files)
        return self.pages[role]

    def cookie(self, role: Role) -> dict[str, Any]:
        """The session of a role, as a browser wants it."""
        name = settings.SESSION_COOKIE_NAME
        return {"name": name, "value": self.client(role).cookies[name].value, "url": self.address}


@pytest.fixture(scope="package")
def county(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[County]:
    """The demonstration county for all tests of the folder: the browser sees only what is committed."""
    with django_db_blocker.unblock():
        services.load()
        with serving() as address:
            yield County(address)
        empty_database()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The system's Chromium, which asks nobody anything; its loop ends with the folder: others run loops of their own."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


BrowserPage = Callable[..., Page]


@pytest.fixture
def browser_page(county: County, browser: Browser) -> Iterator[BrowserPage]:
    """A page signed in as a role (None: nobody); the test fails on a request to elsewhere or a complaint of the console."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def open_page(role: Role | None, *, width: int = 1366, height: int = 768, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", **options)
        contexts.append(context)
        if role:
            context.add_cookies([county.cookie(role)])  # type: ignore[list-item]
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        _listen(page, county.address, complaints)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _listen(page: Page, address: str, complaints: list[str]) -> None:
    def foreign(request: Request) -> None:
        if not request.url.startswith((address, "data:")):
            complaints.append(f"asked elsewhere: {request.url}")

    def said(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(f"{page.url}: {message.text}")

    page.on("request", foreign)
    page.on("console", said)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
