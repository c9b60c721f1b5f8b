"""The processes of the one-command run: started together, restarted when one dies, stopped together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from electionadmin.local import paths

REDIS = "redis"
_PR_SET_PDEATHSIG = 1
_RESTARTS_ALLOWED, _RESTARTS_SECONDS = 5, 60.0
_STOP_SECONDS = 15.0


class KeepsDying(RuntimeError):
    """A process died again and again; the message names it and shows the end of its log."""


def log_directory() -> Path:
    """Where the processes write."""
    directory = paths.VAR / "log"
    directory.mkdir(parents=True, exist_ok=True)
    return directory


@dataclass
class Process:
    """A program that runs as long as we do: `name` names its log, `arguments` is its command line."""

    name: str
    arguments: Sequence[str]
    popen: subprocess.Popen[bytes] | None = None
    starts: deque[float] = field(default_factory=deque)

    def start(self) -> None:
        """Start it in a session of its own: Ctrl-C in the terminal reaches only us, and our death reaches it."""
        with self._log("ab") as log:
            self.popen = subprocess.Popen(
                self.arguments,
                cwd=paths.ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509  # nothing of ours runs in threads here
            )
        self.starts.append(time.monotonic())

    def died(self) -> bool:
        """Whether it ended although nobody stopped it."""
        return self.popen is not None and self.popen.poll() is not None

    def restart(self) -> None:
        """Start it again; raises KeepsDying when that happens too often."""
        while self.starts and time.monotonic() - self.starts[0] > _RESTARTS_SECONDS:
            self.starts.popleft()
        if len(self.starts) > _RESTARTS_ALLOWED:
            raise KeepsDying(f"{self.name} keeps dying; the end of its log:\n{self.tail()}")
        self.start()

    def ask_to_end(self) -> None:
        """Ask it to end; it may still have something to finish."""
        if self.popen is not None and self.popen.poll() is None:
            self.popen.terminate()

    def wait(self) -> None:
        """Wait until it has ended, and end it if it does not."""
        if self.popen is None:
            return
        try:
            self.popen.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.popen.pid, signal.SIGKILL)
            self.popen.wait()

    def tail(self, lines: int = 15) -> str:
        """Last lines of its log."""
        with self._log("rb") as log:
            return b"".join(deque(log, lines)).decode(errors="replace")

    def _log(self, mode: str) -> IO[bytes]:
        return (log_directory() / f"{self.name}.log").open(mode)


def stop(running: Sequence[Process]) -> None:
    """End all at once, but Redis after those that still speak to it."""
    clients = [process for process in running if process.name != REDIS]
    for group in (clients, [process for process in running if process.name == REDIS]):
        for process in group:
            process.ask_to_end()
        for process in group:
            process.wait()


def _die_with_parent() -> None:
    """A killed run takes its processes along (prctl(2))."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def redis(socket: Path) -> Process:
    """A private Redis on a socket that keeps what it is told (AOF) and refuses rather than forgets (noeviction)."""
    data = paths.VAR / "redis"
    data.mkdir(parents=True, exist_ok=True)
    socket.parent.mkdir(parents=True, exist_ok=True)
    return Process(
        REDIS,
        [
            str(redis_server()),
            *("--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "600", "--dir", str(data)),
            *("--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction", "--daemonize", "no"),
        ],
    )


def worker() -> Process:
    """One Celery worker with two children."""
    program = [sys.executable, "-m", "celery", "-A", "electionadmin", "worker"]
    return Process(
        "worker", [*program, "--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    )


def beat() -> Process:
    """Celery's clock, a process of its own: a worker would not notice the death of one inside it."""
    schedule = paths.VAR / "run" / "beat"
    schedule.parent.mkdir(parents=True, exist_ok=True)
    program = [sys.executable, "-m", "celery", "-A", "electionadmin", "beat", "--pidfile="]
    return Process("beat", [*program, "--schedule", str(schedule), "--loglevel", "INFO"])


def web(port: int) -> Process:
    """The web server; its heartbeat files lie in memory."""
    program = [sys.executable, "-m", "gunicorn", "electionadmin.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    memory = "/dev/shm"  # noqa: S108
    return Process(
        "web", [*program, "--workers", "2", "--threads", "4", "--worker-tmp-dir", memory, "--no-control-socket"]
    )


def redis_server() -> Path:
    """Redis's one binary acts by the name it is called by; the package of its tools has it without a system service."""
    link = paths.VAR / "bin" / "redis-server"
    if not link.is_symlink():
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to("/usr/bin/redis-check-rdb")
    return link
