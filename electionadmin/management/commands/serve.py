"""`make run`: everything the application needs, started in order and stopped together."""

import contextlib
import fcntl
import os
import signal
import socket
import time
import urllib.request
from argparse import ArgumentParser
from collections.abc import Iterator
from types import FrameType
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from electionadmin.local import paths, processes
from electionadmin.local.processes import KeepsDying, Process

_READY_SECONDS = 60.0


class Command(BaseCommand):
    """Serve the application on this machine until Ctrl-C."""

    help = "Start database, Redis, worker and web server; load the demonstration county into an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The port."""
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until a signal or until something keeps dying."""
        port: int = options["port"]
        _refuse_taken_port(port)
        # A `kill` ends us as Ctrl-C does.
        signal.signal(signal.SIGTERM, _interrupt)
        with _only_one(), contextlib.suppress(KeyboardInterrupt):
            self._serve(port)
        self.stdout.write("stopped")

    def _serve(self, port: int) -> None:
        if _has_unapplied_migrations():
            call_command("migrate", verbosity=0)
        call_command("demo", if_empty=True, stdout=self.stdout)
        running: list[Process] = []
        try:
            for process in _processes(port):
                process.start()
                running.append(process)
            self._wait_until_ready(port, running)
            self.stdout.write(f"ready http://127.0.0.1:{port}/")
            self.stdout.flush()
            self._watch(running)
        except KeepsDying as error:
            raise CommandError(str(error)) from error
        finally:
            processes.stop(running)

    def _wait_until_ready(self, port: int, running: list[Process]) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        while not _answers(port):
            for process in running:
                if process.died():
                    raise CommandError(f"{process.name} did not start; the end of its log:\n{process.tail()}")
            if time.monotonic() > deadline:
                raise CommandError(f"The web server did not answer within {_READY_SECONDS:.0f} s; see {paths.VAR}/log")
            time.sleep(0.1)

    def _watch(self, running: list[Process]) -> None:
        while True:
            for process in running:
                if process.died():
                    self.stderr.write(f"{process.name} ended and is started again")
                    process.restart()
            time.sleep(1)


def _processes(port: int) -> Iterator[Process]:
    if not os.environ.get("REDIS_URL"):
        yield processes.redis(paths.socket_directory() / "redis.sock")
    yield processes.web(port)
    yield processes.worker()
    yield processes.beat()


def _has_unapplied_migrations() -> bool:
    """Asking is quicker than `migrate`, which also goes through content types and permissions."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(f"Port {port} is taken. Choose another one: PORT={port + 1} make run") from error


@contextlib.contextmanager
def _only_one() -> Iterator[None]:
    """One run in a checkout: two would share a beat schedule and a Redis socket."""
    paths.VAR.mkdir(exist_ok=True)
    with (paths.VAR / "serve.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CommandError("This checkout is running already; stop that run first.") from error
        yield


def _answers(port: int) -> bool:
    # The address is our own, on this machine.
    with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=2) as answer:
        return bool(answer.status == 200)  # noqa: PLR2004
    return False


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
