"""Makes a county's first administrator, before there is anybody who could make one on the web."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from staff.services import first_administrator
from villages.models import Division


class Command(BaseCommand):
    """For the operator of the server; every further account is made on the web."""

    help = "Create the administrator of a division that has none and print his one-time password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Account name, the person's name, the county."""
        parser.add_argument("username", help="account name")
        parser.add_argument("--name", required=True, help="name of the person")
        parser.add_argument("--division", required=True, help="code of the county")

    def handle(self, *, username: str, name: str, division: str, **options: Any) -> None:
        """Create the account; the password is printed and stored nowhere."""
        county = Division.objects.filter(code=division).first()
        if county is None:
            raise CommandError(f"There is no division {division}. Import the divisions first.")
        try:
            slip = first_administrator(division=county, username=username, name=name)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"account {slip.user.username}, password for one sign-in: {slip.password}")
