"""`manage.py shots`: pictures of every page as each role of the demonstration county sees it."""

import os
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from demo.accounts import ACCOUNTS, Account
from electionadmin.local import paths
from electionadmin.local.looking import ARGUMENTS, CHROMIUM, reachable, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SIZES = dict.fromkeys(Role, ((1366, 768), (1920, 1080))) | {Role.VILLAGE_INFORMANT: ((390, 844), (1366, 768))}


class Command(BaseCommand):
    """Screenshots into var/shots/ROLE-PAGE-WIDTH.png."""

    help = "Take screenshots of every page for each role of the demonstration county into var/shots."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--role` and `--page` for a few pictures instead of all."""
        parser.add_argument("--role", choices=[role.value for role in Role])
        parser.add_argument("--page", default="", help="part of the name of a view, such as villages")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the demonstration county if nothing is there, then look."""
        # Playwright belongs to the tools of developers: the county's server has no need of it.
        from playwright.sync_api import sync_playwright

        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright runs a loop of its own in this thread
        call_command("migrate", verbosity=0)
        call_command("demo", if_empty=True, stdout=open(os.devnull, "w"))  # noqa: SIM115, PTH123
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
        target = paths.VAR / "shots"
        target.mkdir(parents=True, exist_ok=True)
        with serving() as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            for account in _one_of_each_role():
                if options["role"] in {None, account.role.value}:
                    for picture in _pictures(browser, address, account, options["page"], target):
                        self.stdout.write(str(picture))


def _one_of_each_role() -> list[Account]:
    first: dict[Role, Account] = {}
    for account in ACCOUNTS:
        first.setdefault(account.role, account)
    return list(first.values())


def _pictures(browser: "Browser", address: str, account: Account, part: str, target: Path) -> Iterator[Path]:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username=account.username), settings.AUTHENTICATION_BACKENDS[1])
    pages = {view: seen.path for view, seen in reachable(client).items() if part in view}
    name = settings.SESSION_COOKIE_NAME
    session = client.cookies[name].value
    for width, height in SIZES[account.role]:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
        context.add_cookies([{"name": name, "value": session, "url": address}])
        page = context.new_page()
        for view, path in pages.items():
            page.goto(address + path)
            picture = target / f"{account.role.value}-{view.replace(':', '-')}-{width}.png"
            page.screenshot(path=picture, full_page=True)
            yield picture
        context.close()
