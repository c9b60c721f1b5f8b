"""Real servers for tests: a private Redis, a Celery worker and beat, as processes that may be killed."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import redis
from django.conf import settings
from django.db import connection

from electionadmin.local.paths import ROOT
from electionadmin.local.processes import redis_server

PYTHON = sys.executable


def wait_for(condition: Callable[[], object], *, seconds: float, what: str) -> None:
    """Look every tenth of a second until `condition` holds; fails after `seconds`."""
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.1)


def database_url() -> str:
    """Address of the test database, for processes that the tests start."""
    values = connection.settings_dict
    host, port = values["HOST"].replace("/", "%2F"), values["PORT"]
    user = f"{values['USER']}{':' + values['PASSWORD'] if values['PASSWORD'] else ''}@" if values["USER"] else ""
    return f"postgresql://{user}{host}{f':{port}' if port else ''}/{values['NAME']}"


@dataclass
class Program:
    """A process in a group of its own; its output goes to a file. It may `inherit` our environment."""

    arguments: Sequence[str]
    log: Path
    environment: dict[str, str] = field(default_factory=dict)
    inherit: bool = True
    popen: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it."""
        with self.log.open("ab") as log:
            self.popen = subprocess.Popen(
                self.arguments,
                cwd=ROOT,
                env={**(os.environ if self.inherit else {}), **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self) -> None:
        """End it and its children at once (kill -9)."""
        if self.popen is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.popen.pid, signal.SIGKILL)
            self.popen.wait()

    def output(self) -> str:
        """What it wrote."""
        return self.log.read_text(errors="replace")


class Redis(Program):
    """The private Redis of this run of the tests, at the address that the settings name."""

    def __init__(self) -> None:
        self.socket = Path(settings.CELERY_BROKER_URL.removeprefix("redis+socket://"))
        self.directory = self.socket.parent
        self.directory.mkdir(parents=True, exist_ok=True)
        program = [str(redis_server()), "--port", "0", "--unixsocket", str(self.socket), "--dir", str(self.directory)]
        super().__init__([*program, "--appendonly", "yes", "--save", ""], self.directory / "redis.log")

    def start(self) -> None:
        """Start it and wait until it answers."""
        super().start()
        wait_for(self.answers, seconds=10, what=f"Redis answers; its log: {self.log}")

    def client(self) -> "redis.Redis[bytes]":
        """A connection."""
        return redis.Redis(unix_socket_path=str(self.socket))

    def answers(self) -> bool:
        """Whether it is ready."""
        try:
            return bool(self.client().ping())
        except redis.RedisError:
            return False

    def remove(self) -> None:
        """End it and throw away what it kept."""
        self.kill()
        shutil.rmtree(self.directory, ignore_errors=True)


class Workers:
    """A Celery worker with two children, and beat beside it, on the test database and the private Redis."""

    def __init__(self, directory: Path, **figures: float) -> None:
        environment = {
            "DJANGO_SETTINGS_MODULE": "electionadmin.settings.testing",
            "DATABASE_URL": database_url(),
            **{name: str(value) for name, value in figures.items()},
        }
        celery = [PYTHON, "-m", "celery", "-A", "electionadmin"]
        self.worker = Program(
            [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO"], directory / "worker.log", environment
        )
        self.beat = Program(
            [*celery, "beat", "--schedule", str(directory / "beat"), "--pidfile="], directory / "beat.log", environment
        )

    def start(self) -> None:
        """Start both; they are ready when the worker says so."""
        self.worker.start()
        self.beat.start()
        wait_for(lambda: " ready." in self.worker.output(), seconds=60, what="the worker starts")

    def kill(self) -> None:
        """End both at once."""
        self.worker.kill()
        self.beat.kill()
