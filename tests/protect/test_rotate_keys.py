"""Changing the key."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django.fixtures import Settings

from people.models import Person
from protect.crypto import DecryptionError
from protect.services import rotate_keys
from tests.factories import make_person

pytestmark = pytest.mark.django_db
OLD, NEW = "aa" * 16, "bb" * 16


def stored(table: str = "people_person") -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id_number, telephone FROM {table} ORDER BY id")  # noqa: S608
        return list(cursor.fetchall())


@pytest.fixture(autouse=True)
def _no_files(settings: Settings, tmp_path: Path) -> None:
    """What other tests have stored bears their key; files have tests of their own (test_files.py)."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def _persons(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = {"old": OLD}
    make_person("王一", id_number="11010519491231002X", telephone="13812345678")
    make_person("王二", telephone="13812345679")
    make_person("王三")
    settings.ENCRYPTION_KEYS = {"new": NEW, "old": OLD}


@pytest.mark.usefixtures("_persons")
def test_every_value_bears_the_new_key_and_reads_as_before(settings: Settings):
    out = io.StringIO()
    call_command("rotate_keys", batch=2, stdout=out)
    assert "2 rows" in out.getvalue()
    assert [(a[:4], b[:4]) for a, b in stored()] == [("new:", "new:"), ("", "new:"), ("", "")]
    settings.ENCRYPTION_KEYS = {"new": NEW}
    assert list(Person.objects.order_by("pk").values_list("id_number", "telephone")) == [
        ("11010519491231002X", "13812345678"),
        ("", "13812345679"),
        ("", ""),
    ]


@pytest.mark.usefixtures("_persons")
def test_a_second_run_changes_nothing():
    call_command("rotate_keys", stdout=io.StringIO())
    before = stored()
    out = io.StringIO()
    call_command("rotate_keys", stdout=out)
    assert "0 rows" in out.getvalue()
    assert stored() == before


@pytest.mark.usefixtures("_persons")
def test_a_run_that_was_stopped_goes_on_where_it_was():
    class Stopped(Exception):
        pass

    def stop(*args: object) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        rotate_keys(report=stop, batch=1)
    assert [b[:3] for _, b in stored()] == ["new", "old", ""]
    seen = []
    assert rotate_keys(report=lambda model, done: seen.append((model, done)), batch=1) == 1
    assert seen == [(Person, 1)]
    assert [b[:3] for _, b in stored()] == ["new", "new", ""]


@pytest.mark.usefixtures("_persons")
def test_histories_keep_their_values_and_the_change_is_an_event_with_its_reason(settings: Settings):
    call_command("rotate_keys", stdout=io.StringIO())
    events = Person._meta.apps.get_model("people", "PersonEvent").objects.order_by("pgh_id")
    assert [(event.pgh_label, event.telephone) for event in events if event.name == "王二"] == [
        ("insert", "13812345679"),
        ("update", "13812345679"),
    ]
    assert {event.pgh_context["reason"] for event in events if event.pgh_label == "update"} == {"key rotation"}
    settings.ENCRYPTION_KEYS = {"new": NEW}
    with pytest.raises(DecryptionError):
        list(events.all())
