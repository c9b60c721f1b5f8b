"""The two roles in the database: docker/postgres/roles.sh makes them, `migrate` fills the tables, the application works with them."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import yaml
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from electionadmin.local import postgres
from electionadmin.local.paths import ROOT
from tests.production.server import environment, run

# Roles belong to the whole server: two runs of the tests on one server are told apart by their database and worker.
_RUN = f"{connection.settings_dict['NAME']}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
OWNER, APPLICATION, DATABASE = f"{_RUN}_owner", f"{_RUN}_application", f"{_RUN}_roles"
PASSWORD = "of both"


def connect(user: str, database: str = DATABASE, password: str = PASSWORD) -> Any:
    values = connection.settings_dict
    server = {"host": values["HOST"], "port": values["PORT"], "password": password}
    session = psycopg2.connect(dbname=database, user=user, **{key: value for key, value in server.items() if value})
    session.autocommit = True
    return session


def say(user: str, statement: str) -> Any:
    """First column of the first row, or `refused`."""
    session = connect(user)
    try:
        cursor = session.cursor()
        cursor.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None
    except psycopg2.errors.InsufficientPrivilege:
        return "refused"
    finally:
        session.close()


def address(user: str) -> str:
    values = connection.settings_dict
    host, port = values["HOST"].replace("/", "%2F"), values["PORT"]
    return f"postgresql://{user}:{PASSWORD.replace(' ', '%20')}@{host}{f':{port}' if port else ''}/{DATABASE}"


def client_environment() -> dict[str, str]:
    """Where PostgreSQL's own programs find the server, and where they are: those of the server's release first."""
    values = connection.settings_dict
    server = {"PGHOST": values["HOST"], "PGPORT": str(values["PORT"]), "PGPASSWORD": values["PASSWORD"]}
    places = [os.environ["PATH"], str(postgres.programs())]
    if values["ENGINE"] == "electionadmin.local.postgresql":
        places.reverse()
    return {"PATH": ":".join(places), **{name: value for name, value in server.items() if value}}


@pytest.fixture(scope="module")
def superuser(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> str:
    """Who may make roles."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolname FROM pg_roles WHERE rolname = current_user")
        may, user = cursor.fetchone()
    if not may:
        pytest.skip("needs a superuser's connection")
    return str(user)


@pytest.fixture(scope="module")
def roles(superuser: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the image of PostgreSQL does in an empty cluster, under names of our own."""
    secrets = tmp_path_factory.mktemp("secrets")
    for name in ("owner_password", "application_password"):
        (secrets / name).write_text(f"{PASSWORD}\n")
    names = {"OWNER_ROLE": OWNER, "APPLICATION_ROLE": APPLICATION, "APPLICATION_DATABASE": DATABASE}
    made = subprocess.run(
        [ROOT / "docker" / "postgres" / "roles.sh"],
        env={**client_environment(), **names, "POSTGRES_USER": superuser, "SECRETS": str(secrets)},
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        assert (made.returncode, made.stderr) == (0, "")
        yield
    finally:
        cursor = connect(superuser, "postgres", connection.settings_dict["PASSWORD"]).cursor()
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        cursor.execute(f"DROP ROLE IF EXISTS {OWNER}")
        cursor.execute(f"DROP ROLE IF EXISTS {APPLICATION}")


@pytest.fixture(scope="module")
def migrated(roles: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """After the command of the service `migrate`; gives the environment of the web server."""
    directory = tmp_path_factory.mktemp("migrated")
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    shell = compose["services"]["migrate"]["command"][-1].replace("electionadmin_app", APPLICATION)
    for step in shell.split(" && "):
        ended = run(step.removeprefix("python ").split(), environment(directory, address(OWNER)))
        assert ended.returncode == 0, ended.stderr
    return environment(directory, address(APPLICATION))


@pytest.mark.usefixtures("roles")
def test_the_owner_makes_tables_and_the_application_none():
    assert say(OWNER, "CREATE TABLE deed (id int)") is None
    assert say(APPLICATION, "CREATE TEMPORARY TABLE loaded (id int)") is None
    assert say(APPLICATION, "CREATE TABLE mine (id int)") == "refused"
    assert say(APPLICATION, "SELECT count(*) FROM deed") == "refused"
    assert say(APPLICATION, "CREATE ROLE other") == "refused"
    say(OWNER, "DROP TABLE deed")


def test_the_web_server_starts_under_the_role_of_the_application(migrated: dict[str, str]):
    ended = run(["-c", "import electionadmin.wsgi"], migrated)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_what_the_application_writes_leaves_an_event_that_it_cannot_touch(migrated: dict[str, str]):
    say(APPLICATION, "INSERT INTO jobs_worker (name, pid) VALUES ('celery@touch', 1)")
    assert say(APPLICATION, "SELECT count(*) FROM jobs_workerevent WHERE name = 'celery@touch'") == 1
    for statement in (
        "UPDATE jobs_workerevent SET pid = 2",
        "DELETE FROM jobs_workerevent",
        "TRUNCATE jobs_workerevent",
        "INSERT INTO jobs_workerevent SELECT * FROM jobs_workerevent",
        "ALTER TABLE jobs_workerevent DISABLE TRIGGER ALL",
        "TRUNCATE jobs_worker CASCADE",
        "SET session_replication_role = replica",
    ):
        assert say(APPLICATION, statement) == "refused", statement
    assert say(OWNER, "DELETE FROM jobs_workerevent") == "refused"


def test_a_dump_comes_back_into_an_empty_database_with_its_rights(
    migrated: dict[str, str], superuser: str, tmp_path: Path
):
    dump = tmp_path / "county.dump"
    say(APPLICATION, "INSERT INTO jobs_worker (name, pid) VALUES ('celery@two', 2)")

    def perform(*command: str) -> None:
        ended = subprocess.run(command, env=client_environment(), capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stderr

    before = say(OWNER, "SELECT count(*) FROM jobs_workerevent")
    perform("pg_dump", "--username", superuser, "--format", "custom", "--file", str(dump), DATABASE)
    cursor = connect(superuser, "postgres", connection.settings_dict["PASSWORD"]).cursor()
    cursor.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
    cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
    perform("pg_restore", "--username", superuser, "--dbname", DATABASE, "--exit-on-error", str(dump))
    assert say(APPLICATION, "SELECT count(*) FROM jobs_workerevent") == before
    assert say(APPLICATION, "DELETE FROM jobs_workerevent") == "refused"
    assert say(OWNER, "DELETE FROM jobs_workerevent") == "refused"
