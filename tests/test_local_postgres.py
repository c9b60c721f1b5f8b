"""The embedded server: started on demand, shared, stopped by the last one, unharmed by a kill."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
QUERY = "from electionadmin.local import postgres; postgres.ensure_running(); print('up', flush=True); input()"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    directory = tmp_path_factory.mktemp("local")
    yield directory
    shutil.rmtree(server_home(directory))


def _user(home):
    environment = os.environ | {"ELECTIONADMIN_VAR": str(home)}
    process = subprocess.Popen(
        [sys.executable, "-c", QUERY],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    return process


def _leave(process):
    process.communicate("\n", timeout=30)
    assert process.returncode == 0


def server_home(home):
    """Where the server of this directory lies: for root, where its unprivileged process can reach it."""
    code = "from electionadmin.local import paths; print(paths.postgres_home())"
    environment = os.environ | {"ELECTIONADMIN_VAR": str(home)}
    where = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return Path(where.stdout.strip())


def _servers(home):
    """Server processes whose data lie in this test's directory."""
    found = subprocess.run(["pgrep", "-af", "bin/postgres -D"], capture_output=True, text=True, check=False)
    return [line for line in found.stdout.splitlines() if str(server_home(home)) in line]


def test_the_last_user_to_leave_stops_the_server(home):
    first, second = _user(home), _user(home)
    assert len(_servers(home)) == 1
    _leave(first)
    assert len(_servers(home)) == 1
    _leave(second)
    assert _servers(home) == []


def test_a_user_whose_directory_was_thrown_away_does_not_stop_the_server_of_others(home):
    before = _user(home)
    (server_home(home) / "users.lock").unlink()
    after = _user(home)
    _leave(before)
    assert len(_servers(home)) == 1
    _leave(after)
    assert _servers(home) == []


def test_a_killed_user_stops_nobody(home):
    killed = _user(home)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    after = _user(home)
    _leave(after)
    assert _servers(home) == []


def test_a_process_that_holds_a_killed_server_gets_it_back(home):
    code = (
        "import django; django.setup()\n"
        "from django.db import connection; connection.ensure_connection(); print('up', flush=True); input()\n"
        "connection.close(); connection.ensure_connection(); print('back', flush=True)"
    )
    environment = os.environ | {
        "ELECTIONADMIN_VAR": str(home),
        "DJANGO_SETTINGS_MODULE": "electionadmin.settings.local",
    }
    for name in ("DATABASE_URL", "REDIS_URL"):
        environment.pop(name, None)
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    os.kill(int(_servers(home)[0].split()[0]), signal.SIGKILL)
    deadline = time.monotonic() + 10
    while _servers(home) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert process.communicate("\n", timeout=60)[0] == "back\n"
    assert _servers(home) == []


def test_a_killed_server_is_started_again(home):
    user = _user(home)
    server = int(_servers(home)[0].split()[0])
    os.kill(server, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while _servers(home) and time.monotonic() < deadline:
        time.sleep(0.05)
    after = _user(home)
    assert len(_servers(home)) == 1
    _leave(user)
    _leave(after)
