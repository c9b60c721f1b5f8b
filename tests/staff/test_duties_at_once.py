"""Two administrators at once: what one account may never hold together, it does not get from two sessions either."""

import threading
from collections.abc import Callable

import psycopg2
import pytest
from django.db import connection

from accounts.models import Duty, User, permission_of
from accounts.roles import APART
from tests.factories import COUNTY, make_division

pytestmark = pytest.mark.usefixtures("committed_db")
INSERT = """
    INSERT INTO accounts_duty (user_id, permission_id, content_object_id, starts_on) VALUES (%s, %s, %s, '2026-01-01')
"""


def give(user: User, permission: int, outcomes: list[str], meet: Callable[[], object]) -> None:
    """Give one duty in a session of its own; both sessions meet before either writes, and linger before they commit."""
    session = psycopg2.connect(**connection.get_connection_params() | {"cursor_factory": None})
    try:
        meet()
        with session.cursor() as cursor:
            cursor.execute(INSERT, [user.pk, permission, COUNTY])
            cursor.execute("SELECT pg_sleep(0.2)")
        session.commit()
        outcomes.append("given")
    except psycopg2.errors.CheckViolation:
        outcomes.append("refused")
    finally:
        session.close()


def test_administrator_and_auditor_given_at_the_same_moment_do_not_meet_on_one_account():
    make_division(COUNTY)
    user = User.objects.create_user("both", name="Both")
    barrier, outcomes = threading.Barrier(2), []
    threads = [
        threading.Thread(target=give, args=(user, permission_of(role).pk, outcomes, barrier.wait)) for role in APART
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["given", "refused"]
    assert Duty.objects.filter(user=user).count() == 1
