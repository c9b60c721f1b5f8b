"""Fixtures that every room's tests share."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from pytest_django.plugin import DjangoDbBlocker
from xdist.scheduler import LoadFileScheduling

from tests.services import Redis, Workers

WRITTEN_BY_MIGRATE = {"django_migrations", "django_content_type", "auth_permission"}

# How long an example takes is the business of the benchmarks: two processes share the machine here.
hypothesis.settings.register_profile("shared", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("shared")

# Files that take a minute and more: one process begins with each, and the many short ones fill up the end.
LONG = ("tests/county", "tests/test_permissions.py", "tests/test_local_run.py", "tests/production", "tests/jobs")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files first, in whatever order the others are."""

    def place(item: pytest.Item) -> int:
        return next((place for place, name in enumerate(LONG) if item.nodeid.startswith(name)), len(LONG))

    items.sort(key=place)


class _ByHouse(LoadFileScheduling):
    """A file a work unit, but one for all files that share the demonstration county: it takes half a minute to load."""

    def _split_scope(self, nodeid: str) -> str:
        return LONG[0] if nodeid.startswith(f"{LONG[0]}/") else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _ByHouse:
    """How the work is shared between the processes."""
    return _ByHouse(config, log)


@pytest.fixture(scope="session", autouse=True)
def _no_files_left() -> Iterator[None]:
    """The files of the tests go when the tests end."""
    yield
    shutil.rmtree(Path(settings.MEDIA_ROOT).parent, ignore_errors=True)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Redis]:
    """A private Redis; a test that kills it starts it again."""
    server = Redis()
    server.start()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_keepdb: bool,
    django_db_createdb: bool,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """The test database, whatever runs.

    pytest-django makes none when no collected test is marked, and `committed_db` would empty the developer's own.
    """
    with django_db_blocker.unblock():
        made = setup_databases(
            verbosity=0,
            interactive=False,
            keepdb=django_db_keepdb and not django_db_createdb,
            serialized_aliases=[],  # nothing is ever restored from a copy
        )
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            _end_other_sessions()
            teardown_databases(made, verbosity=0)


def _end_other_sessions() -> None:
    """A process that a test killed may still hold its session; the database could not be dropped under it."""
    connection.close()  # a test may have ended our own session too
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="module")
def committed_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database for tests whose commits other processes must see; emptied when the module ends."""
    with django_db_blocker.unblock():
        yield
        empty_database()


def empty_database() -> None:
    """As for a test with transactions of its own, but past the guards of the audit trail, as only a superuser gets.

    What `migrate` writes stays; to truncate three hundred tables takes seconds, and nearly all of them are empty.
    """
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - WRITTEN_BY_MIGRATE
        found = [f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables]  # noqa: S608
        cursor.execute(" UNION ALL ".join(found))
        filled = [name for (name,) in cursor.fetchall()]
        cursor.execute("SET session_replication_role = replica")
        for name in filled:
            cursor.execute(f'DELETE FROM "{name}"')  # noqa: S608
        cursor.execute("RESET session_replication_role")


@pytest.fixture(scope="module")
def workers(committed_db: None, redis_server: Redis, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    """A worker and beat on the test database, with short times, shared by the tests of a module."""
    running = Workers(
        tmp_path_factory.mktemp("workers"),
        JOBS_HEARTBEAT_SECONDS=0.5,
        JOBS_STALE_SECONDS=3,
        JOBS_RING_AGAIN_SECONDS=1,
        JOBS_PULSE_SECONDS=1,
    )
    redis_server.client().flushall()
    running.start()
    yield running
    running.kill()
