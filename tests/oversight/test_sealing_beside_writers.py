"""Writers with transactions of their own: nothing slips behind a seal, and nobody waits for the sealer."""

import threading
import time
from collections.abc import Callable, Iterator

import psycopg2.extensions
import pytest
from django.db import connection

from oversight import services
from oversight.models import Mark, Seal
from tests.factories import make_division

pytestmark = pytest.mark.usefixtures("committed_db")
INSERT = "INSERT INTO villages_division (code, name, initials, parent_id) VALUES (%s, 'x', '', '140431100')"


@pytest.fixture
def connect() -> Iterator[Callable[[], psycopg2.extensions.connection]]:
    """psycopg2.extensions.connections that commit when they are told to."""
    make_division("140431100")
    opened: list[psycopg2.extensions.connection] = []

    def new() -> psycopg2.extensions.connection:
        opened.append(psycopg2.connect(**connection.get_connection_params() | {"cursor_factory": None}))
        return opened[-1]

    yield new
    for each in opened:
        each.close()


def insert(writer: psycopg2.extensions.connection, code: int) -> None:
    with writer.cursor() as cursor:
        cursor.execute(INSERT, [f"140431{code:06}"])


def test_an_event_with_a_lower_number_that_commits_later_is_not_left_behind(
    connect: Callable[[], psycopg2.extensions.connection],
):
    services.seal()
    early, late = connect(), connect()
    insert(early, 200_001)
    insert(late, 200_002)
    late.commit()
    assert services.seal() == []
    assert Mark.objects.exists()
    early.commit()
    sealed = services.seal()
    assert sum(seal.events for seal in sealed) == 2
    assert services.verify().finding is None


def test_a_transaction_that_is_rolled_back_leaves_a_gap_that_is_sealed(
    connect: Callable[[], psycopg2.extensions.connection],
):
    gone, late = connect(), connect()
    insert(gone, 200_003)
    insert(late, 200_004)
    late.commit()
    services.seal()
    gone.rollback()
    assert services.seal()
    assert services.verify().finding is None


def test_a_mark_waits_only_for_those_who_wrote_before_it(connect: Callable[[], psycopg2.extensions.connection]):
    early, late = connect(), connect()
    insert(early, 200_005)
    other = connect()
    insert(other, 200_006)
    other.commit()
    services.seal()
    insert(late, 200_007)
    early.commit()
    before = Seal.objects.count()
    services.seal()
    assert Seal.objects.count() > before
    late.commit()
    assert services.seal()
    assert services.verify().finding is None


def test_nobody_waits_for_the_sealer_and_the_sealer_for_nobody(connect: Callable[[], psycopg2.extensions.connection]):
    open_import, writer = connect(), connect()
    insert(open_import, 200_008)
    started = time.monotonic()
    services.seal()
    with writer.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
    insert(writer, 200_009)
    writer.commit()
    assert time.monotonic() - started < 2
    open_import.commit()


def test_two_sealers_at_once_seal_everything_once(connect: Callable[[], psycopg2.extensions.connection]):
    writer = connect()
    for code in range(210_000, 210_200):
        insert(writer, code)
    writer.commit()

    def run() -> None:
        services.seal()
        connection.close()

    sealers = [threading.Thread(target=run) for _number in range(3)]
    for sealer in sealers:
        sealer.start()
    for sealer in sealers:
        sealer.join()
    services.seal()
    assert services.verify().finding is None


def test_many_writers_beside_a_sealer_raise_no_false_alarm(connect: Callable[[], psycopg2.extensions.connection]):
    stop = time.monotonic() + 3
    writers = [connect() for _number in range(4)]

    def write(number: int, writer: psycopg2.extensions.connection) -> None:
        code = 300_000 + number * 50_000
        while time.monotonic() < stop:
            for _row in range(1 + 200 * (number == 0)):
                code += 1
                insert(writer, code)
            if code % 7 == 0:
                writer.rollback()
            else:
                writer.commit()

    threads = [threading.Thread(target=write, args=pair) for pair in enumerate(writers)]
    for thread in threads:
        thread.start()
    sealed = 0
    while time.monotonic() < stop:
        sealed += len(services.seal())
        time.sleep(0.05)
    for thread in threads:
        thread.join()

    services.seal()
    report = services.verify()
    assert report.finding is None
    assert sealed > 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM villages_divisionevent")
        (events,) = cursor.fetchone()
    assert report.events >= events
