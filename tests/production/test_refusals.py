"""A county's server starts fit or not at all, and one line says why."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.models import User
from tests.production.server import environment, run
from tests.services import database_url

pytestmark = pytest.mark.usefixtures("committed_db")

LOCAL_KEY = "6c6f63616c2d72756e2d6f6e6c792d31"
WEB = ["-c", "import electionadmin.wsgi"]
WORKER = ["-m", "celery", "-A", "electionadmin", "worker", "--concurrency", "1"]


def refusal(ended: subprocess.CompletedProcess[str]) -> str:
    """The one line; whoever reads the log sees it last."""
    assert ended.returncode == 3, ended.stderr
    assert "Traceback" not in ended.stderr
    (line,) = [line for line in ended.stderr.splitlines() if line.startswith("electionadmin does not start: ")]
    return line.partition(": ")[2]


@pytest.fixture
def demonstration_account() -> Iterator[None]:
    user = User.objects.create_user("admin", name="Demonstration", is_demonstration=True)
    yield
    user.delete()


def test_a_complete_environment_starts(tmp_path: Path):
    ended = run(WEB, environment(tmp_path, database_url()))
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"SECRET_KEY": None}, "Set SECRET_KEY"),
        ({"SECRET_KEY": ""}, "Set SECRET_KEY"),
        ({"SECRET_KEY": None, "SECRET_KEY_FILE": "/nowhere/secret_key"}, "SECRET_KEY_FILE cannot be read"),
        ({"SECRET_KEY": "local-run-only-never-for-a-county"}, "SECRET_KEY has less than 50 characters"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY has less than 50 characters"),
        ({"DEBUG": "1"}, "DEBUG set to True"),
        ({"ENCRYPTION_KEYS": None}, "Set ENCRYPTION_KEYS"),
        ({"ENCRYPTION_KEYS": ""}, "Set ENCRYPTION_KEYS"),
        ({"ENCRYPTION_KEYS": f"k1:{LOCAL_KEY}"}, "ENCRYPTION_KEYS (k1) is not a random key"),
        ({"ENCRYPTION_KEYS": f"k1:{'0' * 32}"}, "ENCRYPTION_KEYS (k1) is not a random key"),
        ({"ENCRYPTION_KEYS": "k1:8c1f"}, "ENCRYPTION_KEYS"),
        ({"INDEX_KEY": None}, "Set INDEX_KEY"),
        ({"INDEX_KEY": LOCAL_KEY * 2}, "INDEX_KEY is not a random key"),
        ({"ALLOWED_HOSTS": None}, "Set ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name the hosts"),
        ({"HSTS_SECONDS": "0"}, "SECURE_HSTS_SECONDS"),
        ({"SECOND_FACTOR_ROLES": "auditor"}, "SECOND_FACTOR_ROLES must contain county_admin"),
        ({"SECOND_FACTOR_ROLES": "county_admin,emperor"}, "SECOND_FACTOR_ROLES knows no role emperor"),
        ({"REDIS_URL": None}, "Set REDIS_URL"),
        ({"MEDIA_ROOT": None}, "Set MEDIA_ROOT"),
        ({"DATABASE_URL": None}, "Set DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:///county.sqlite3"}, "must be the address of a PostgreSQL database"),
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}, "The database does not answer"),
    ],
    ids=lambda value: None if isinstance(value, str) else "-".join(f"{k}={v}" for k, v in value.items())[:60],
)
def test_the_web_server_refuses(tmp_path: Path, changes: dict[str, str | None], reason: str):
    assert reason in refusal(run(WEB, environment(tmp_path, database_url(), **changes)))


@pytest.mark.parametrize("setting", ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"])
def test_the_web_server_refuses_settings_without_https(tmp_path: Path, setting: str):
    (tmp_path / "without_https.py").write_text(
        f"from electionadmin.settings.production import *\n{setting} = False\n", encoding="utf-8"
    )
    values = environment(tmp_path, database_url(), DJANGO_SETTINGS_MODULE="without_https", PYTHONPATH=str(tmp_path))
    assert setting in refusal(run(WEB, values))


@pytest.mark.usefixtures("demonstration_account")
def test_the_web_server_refuses_demonstration_accounts(tmp_path: Path):
    assert "demonstration accounts" in refusal(run(WEB, environment(tmp_path, database_url())))


@pytest.mark.usefixtures("demonstration_account")
def test_the_worker_refuses_demonstration_accounts(tmp_path: Path):
    assert "demonstration accounts" in refusal(run(WORKER, environment(tmp_path, database_url())))


def test_the_worker_refuses_debug(tmp_path: Path):
    assert "DEBUG" in refusal(run(WORKER, environment(tmp_path, database_url(), DEBUG="yes")))


def test_gunicorn_itself_ends(tmp_path: Path):
    values = environment(tmp_path, database_url(), DEBUG="yes")
    program = ["-m", "gunicorn", "--bind", "127.0.0.1:0", "--no-control-socket", "electionadmin.wsgi:application"]
    assert "DEBUG" in refusal(run([*program, "--workers", "1"], values))
    assert "DEBUG" in refusal(run([*program, "--config", "docker/gunicorn.conf.py"], values))


def test_an_empty_database_is_to_be_migrated_first(tmp_path: Path):
    other = database_url().rpartition("/")[0] + "/postgres"
    assert "run `manage.py migrate` first" in refusal(run(WEB, environment(tmp_path, other)))
