"""`make run`: everything comes up, goes down together, and a killed run stops no later one. Real processes, own directory."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.test_local_postgres import server_home

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Environment of a run of its own, as on a machine without servers."""
    environment = os.environ | {"ELECTIONADMIN_VAR": str(tmp_path_factory.mktemp("run"))}
    for name in ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)
    yield environment
    shutil.rmtree(server_home(environment["ELECTIONADMIN_VAR"]), ignore_errors=True)


@pytest.fixture(scope="module")
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _serve(place, port):
    return subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port)],
        cwd=ROOT, env=place, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def _until_ready(run):
    printed = []
    for line in run.stdout:
        printed.append(line)
        if line.startswith("ready "):
            return "".join(printed)
    raise AssertionError("".join(printed))


def _processes(place):
    """Processes that run with this directory in their environment, except ours."""
    found = []
    for directory in Path("/proc").glob("[0-9]*"):
        try:
            environment = (directory / "environ").read_bytes()
            state = (directory / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if f"ELECTIONADMIN_VAR={place['ELECTIONADMIN_VAR']}".encode() in environment and state != "Z":
            found.append(int(directory.name))
    return found


def _wait_until_gone(place):
    deadline = time.monotonic() + 40
    while _processes(place) and time.monotonic() < deadline:
        time.sleep(0.1)
    return _processes(place)


@pytest.mark.worker
def test_a_run_from_nothing_serves_and_ctrl_c_ends_all_of_it(place, port):
    run = _serve(place, port)
    printed = _until_ready(run)
    assert printed.endswith(f"ready http://127.0.0.1:{port}/\n")
    assert "liaison" in printed
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/") as answer:
        assert answer.read() == b"ok\n"
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=60)
    assert run.returncode == 0
    assert _wait_until_gone(place) == []


@pytest.mark.worker
def test_a_killed_run_stops_no_later_one(place, port):
    killed = _serve(place, port)
    _until_ready(killed)
    killed.kill()
    killed.communicate()
    deadline = time.monotonic() + 40
    while _taken(port) and time.monotonic() < deadline:
        time.sleep(0.2)
    after = _serve(place, port)
    _until_ready(after)
    second = _serve(place, port)
    refused = second.communicate(timeout=60)[0]
    assert second.returncode == 1
    assert f"Port {port} is taken. Choose another one: PORT={port + 1} make run" in refused
    after.send_signal(signal.SIGTERM)
    after.communicate(timeout=60)
    assert _wait_until_gone(place) == []


def _taken(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
