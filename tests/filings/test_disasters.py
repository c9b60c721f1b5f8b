"""Workers killed, Redis emptied, the database's sessions ended in the middle of a package: it ends once and whole."""

import os
import signal

import pytest
from django.db import connection

from accounts.roles import Role
from accounts.scope import scope_of
from filings import packages
from filings.kinds import kind_of
from filings.models import Document, Package, Wording
from filings.wording import PASSAGES
from jobs.models import Job, State
from tests.factories import COUNTY, VILLAGE, make_cycle, make_division, make_officer
from tests.services import Redis, Workers, wait_for
from villages.models import Division

pytestmark = pytest.mark.worker
VILLAGES = 50


def _package() -> Package:
    user = make_officer(Role.COUNTY_ORGANISER)
    Wording.objects.bulk_create(
        Wording(county_code=COUNTY, passage=passage.name, text=passage.example, version=1, by=user)
        for passage in PASSAGES
    )
    villages = [f"{VILLAGE[:9]}{number}" for number in range(201, 201 + VILLAGES)]
    make_division(VILLAGE[:9], "沁河镇")
    for code in villages:
        make_division(code, f"第{code[-3:]}村")
    make_cycle(villages=villages)
    return packages.request_package(
        scope=scope_of(user),
        division=Division.objects.get(pk=COUNTY),
        kinds=[kind_of("announcement-election-day")],
        user=user,
    )


def _started() -> bool:
    return Job.objects.filter(kind=packages.PART_KIND, state=State.RUNNING).exists()


def test_whatever_is_killed_the_package_ends_once_and_whole(workers: Workers, redis_server: Redis) -> None:
    package = _package()
    wait_for(_started, seconds=40, what="a part runs")
    children = _children(workers)
    assert children
    os.kill(children[0], signal.SIGKILL)
    redis_server.client().flushall()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    wait_for(
        lambda: Package.objects.filter(pk=package.pk, finished_at__isnull=False).exists(),
        seconds=240,
        what="the package",
    )
    package.refresh_from_db()
    assert (package.made, package.left_out) == (VILLAGES, 0)
    assert Document.objects.count() == VILLAGES
    assert Document.objects.exclude(replaces=None).count() == 0
    assert Job.objects.filter(kind=packages.ARCHIVE_KIND).count() == 1


def _children(workers: Workers) -> list[int]:
    assert workers.worker.popen is not None
    with open(f"/proc/{workers.worker.popen.pid}/task/{workers.worker.popen.pid}/children") as file:  # noqa: PTH123
        return [int(pid) for pid in file.read().split()]
