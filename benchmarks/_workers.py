"""Celery as a county runs it, on the benchmark's own database: a private Redis, a worker with two children, and beat."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.db import connection

from benchmarks._database import Scratch

COUNTY = "140431"
KIND = "announcement-election-day"


def forget() -> None:
    """The register emptied, as nobody but the owner of the tables can: otherwise the second run would find all made."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "TRUNCATE filings_document, filings_package, filings_documentdownload, filings_withdrawal, jobs_job CASCADE"
        )
        cursor.execute("RESET session_replication_role")


class Workers:
    """A private Redis, a worker with two children and beat, on the scratch database."""

    def __init__(self, directory: Path, database: Scratch) -> None:
        self.directory, self.database = directory, database
        self.programs: list[subprocess.Popen[bytes]] = []
        self.asked: Any = None

    def __enter__(self) -> Self:
        from electionadmin.local.processes import redis_server

        socket = self.directory / "redis.sock"
        host = connection.settings_dict["HOST"].replace("/", "%2F")
        user = connection.settings_dict["USER"]
        environment = {
            **os.environ,
            "REDIS_URL": f"redis+socket://{socket}",
            "DATABASE_URL": f"postgresql://{user}@{host}/{self.database.copy}",
            "DJANGO_SETTINGS_MODULE": "electionadmin.settings.local",
        }
        settings.CELERY_BROKER_URL = environment["REDIS_URL"]
        from electionadmin.celery import app

        app.conf.update(broker_url=environment["REDIS_URL"])
        self._start(
            [
                str(redis_server()),
                "--port",
                "0",
                "--unixsocket",
                str(socket),
                "--dir",
                str(self.directory),
                "--save",
                "",
            ],
            {},
        )
        celery = [sys.executable, "-m", "celery", "-A", "electionadmin"]
        self._start([*celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle"], environment)
        self._start([*celery, "beat", "--schedule", str(self.directory / "beat"), "--pidfile="], environment)
        self.package()  # both children have read faces and stylesheets before the clock starts
        return self

    def _start(self, arguments: list[str], environment: dict[str, str]) -> None:
        self.programs.append(
            subprocess.Popen(
                arguments,
                env=environment or None,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        )

    def package(self) -> None:
        """All notices of the county, asked for as the page does, until the archive is there."""
        self._ask()
        self._wait(lambda package: package.finished_at is not None)

    def documents(self) -> None:
        """The same until every document is in the register; the archive is made afterwards."""
        self._ask()
        self._wait(lambda package: package.parts_done == package.parts)

    def settle(self) -> None:
        """Wait for what is under way, then empty the register."""
        self._wait(lambda package: package.finished_at is not None)
        forget()

    def _ask(self) -> None:
        from accounts.models import User
        from accounts.scope import scope_of
        from filings.kinds import kind_of
        from filings.packages import request_package
        from villages.models import Division

        user = User.objects.get(username="county")
        self.asked = request_package(
            scope=scope_of(user), division=Division.objects.get(pk=COUNTY), kinds=[kind_of(KIND)], user=user
        )

    def _wait(self, is_there: Callable[[Any], bool]) -> None:
        """Until the package asked for last is as far as that; at once where none is in the register."""
        from filings.models import Package

        limit = time.monotonic() + 900
        while (package := Package.objects.filter(pk=self.asked.pk).first()) is not None and not is_there(package):
            if time.monotonic() > limit:
                raise RuntimeError("the package was not finished")
            time.sleep(0.05)

    def memory(self) -> int:
        """What the larger of the worker's children takes, in MB: its own pages, and its share of those it shares (PSS)."""
        worker = self.programs[1].pid
        children = Path(f"/proc/{worker}/task/{worker}/children").read_text().split()
        shares = [
            re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{child}/smaps_rollup").read_text(), re.MULTILINE)
            for child in children
        ]
        return max(int(share[1]) for share in shares if share) // 1024

    def __exit__(self, *error: object) -> None:
        for program in reversed(self.programs):
            os.killpg(program.pid, signal.SIGKILL)
            program.wait()
