"""Several at once, each with a connection of his own: nothing is lost, nothing slips past a closed roll."""

import csv
import threading
import time
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.roles import Role
from accounts.scope import Grant, Scope
from electionadmin.versions import Stale
from elections.models import Election
from rolls.models import Entry, Roll
from rolls.queries import electors_of
from rolls.services.decisions import freeze, publish
from rolls.services.entries import EntryData, add_entry, change_entry
from rolls.spreadsheets import RollSheet
from sheets.engine import run
from sheets.spec import Order
from tests.factories import TOWNSHIP, VILLAGE
from tests.rolls.factories import TODAY, id_number, make_election, make_entry, make_roll, publish_straight

LIAISON = Scope((Grant(Role.TOWNSHIP_LIAISON, TOWNSHIP, ""),))
DATA = EntryData(name="王小明", id_number=id_number(), group="3", basis="resident")
_names = count(1)


@pytest.fixture
def roll(committed_db) -> Roll:
    """A roll that other connections see."""
    return make_roll(make_election(name=f"批次{next(_names)}"))


def together(*actions: Callable[[], Any]) -> list[Any]:
    """Run all at the same moment, each on its own connection; results or what was raised, in order."""
    barrier = threading.Barrier(len(actions))
    results: list[Any] = [None] * len(actions)

    def act(place: int) -> None:
        try:
            barrier.wait(timeout=20)
            results[place] = actions[place]()
        except Exception as error:  # noqa: BLE001  whatever it is, the test looks at it
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(place,)) for place in range(len(actions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def _file(tmp_path, *numbers: int) -> Any:
    path = tmp_path / "roll.csv"
    with path.open("w", newline="", encoding="utf-8") as target:
        writer = csv.writer(target)
        writer.writerow(["区划代码", "姓名", "身份证号", "小组", "登记依据"])
        writer.writerows([VILLAGE, "王小明", id_number(n), "8组", "a"] for n in numbers)
    return path


def _import(path: Any) -> Any:
    return run(RollSheet(), path, order=Order(scope=LIAISON, file_name="roll.csv"))


def test_of_two_who_change_one_entry_the_second_is_told(roll):
    entry = add_entry(scope=LIAISON, roll=roll, data=DATA)
    results = together(
        *(
            lambda group=group: change_entry(
                scope=LIAISON,
                entry=entry,
                data=EntryData(name="王小明", id_number=id_number(), group=group, basis="resident"),
                version=1,
            )
            for group in "45678"
        )
    )
    won = [result for result in results if isinstance(result, Entry)]
    assert len(won) == 1
    assert sum(isinstance(result, Stale) for result in results) == 4
    entry.refresh_from_db()
    assert (entry.group, entry.version) == (won[0].group, 2)


def test_one_person_is_registered_once_however_many_register_him(roll):
    results = together(*(lambda: add_entry(scope=LIAISON, roll=roll, data=DATA) for _ in range(6)))
    assert sum(isinstance(result, Entry) for result in results) == 1
    assert sum(isinstance(result, ValidationError) for result in results) == 5
    assert Entry.objects.filter(roll=roll).count() == 1


def test_a_file_and_somebody_who_types_neither_lose_nor_double_anything(roll, tmp_path):
    entry = add_entry(scope=LIAISON, roll=roll, data=DATA)
    path = _file(tmp_path, 0, 1, 2)
    typed = EntryData(name="王小明", id_number=id_number(), group="4", basis="resident", note="户主")
    outcome, change, other = together(
        lambda: _import(path),
        lambda: change_entry(scope=LIAISON, entry=entry, data=typed, version=1),
        lambda: add_entry(
            scope=LIAISON, roll=roll, data=EntryData(name="王小明", id_number=id_number(1), basis="resident")
        ),
    )
    assert not isinstance(outcome, Exception), outcome
    entry.refresh_from_db()
    # Whoever came second saw the first: the typed note stands under the file's group, or the typist was told.
    assert isinstance(change, Stale) or (entry.note, entry.group) in (("户主", "8"), ("户主", "4"))
    assert isinstance(other, (Entry, ValidationError))
    assert Entry.objects.filter(roll=roll).count() == 3


@pytest.mark.parametrize("attempt", range(3))
def test_a_roll_that_is_published_while_a_file_comes_in_holds_all_of_it_or_none(roll, tmp_path, attempt):
    Election.objects.filter(pk=roll.election_id).update(election_day=TODAY.replace(month=12, day=20))
    make_entry(roll, "李红", number=id_number(9))
    path = _file(tmp_path, *range(3))
    published, outcome = together(
        lambda: (time.sleep(0.05 * attempt), publish(scope=LIAISON, roll=roll, on=TODAY))[1], lambda: _import(path)
    )
    assert not isinstance(published, Exception), published
    listed = Entry.objects.filter(roll=roll).count()
    assert listed == electors_of(roll.election) == (4 if outcome.written else 1)
    assert outcome.written or {problem.column for problem in outcome.problems} == {"code"}


def test_a_file_for_a_roll_being_frozen_changes_nothing(roll, tmp_path):
    make_entry(roll, "李红", number=id_number(9))
    publish_straight(roll, on=TODAY.replace(day=10))
    path = _file(tmp_path, 0)
    frozen, outcome = together(lambda: freeze(scope=LIAISON, roll=roll, on=TODAY), lambda: _import(path))
    assert isinstance(frozen, Roll)
    assert not outcome.written
    assert Entry.objects.filter(roll=roll).count() == 1
