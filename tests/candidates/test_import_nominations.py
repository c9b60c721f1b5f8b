"""The spreadsheet of nominations: the rules of a nomination by hand, row by row."""

import csv
import datetime

import pytest

from accounts.roles import Role
from accounts.scope import Grant, Scope
from candidates.models import Nomination, State
from candidates.spreadsheets import NominationSheet
from elections.models import Body
from sheets.engine import run
from sheets.spec import Order
from tests.candidates.conftest import NEIGHBOUR
from tests.factories import TOWNSHIP, VILLAGE, make_nomination, make_person

pytestmark = pytest.mark.django_db
LIAISON = Scope((Grant(Role.TOWNSHIP_LIAISON, TOWNSHIP, ""),))
NUMBER = "11010519491231002X"


@pytest.fixture
def send(tmp_path, cycle):
    def send(*rows, scope=LIAISON):
        path = tmp_path / "nominations.csv"
        heads = list(dict.fromkeys(head for row in rows for head in row))
        with path.open("w", newline="", encoding="utf-8") as target:
            writer = csv.DictWriter(target, heads)
            writer.writeheader()
            writer.writerows(rows)
        return run(NominationSheet(), path, order=Order(scope=scope, file_name="nominations.csv"))

    return send


def row(**changes):
    return {
        "统计用区划代码": VILLAGE,
        "班子": "村委会",
        "职务": "主任",
        "姓名": "王小明",
        "身份证号": "",
        "提名方式": "选民提名",
        "提名人": "村民提名会",
        "提名日期": "2026年10月12日",
        "得票": "３２０",
        **changes,
    }


def villager(name="王小明", **fields):
    return make_person(name, **{"village_code": VILLAGE, "birth_date": datetime.date(1980, 1, 1), **fields})


def counts(outcome):
    return outcome.counts.created, outcome.counts.changed, outcome.counts.unchanged, outcome.bad


def test_rows_become_nominations_and_a_second_time_changes_only_what_changed(send):
    villager()
    assert counts(send(row())) == (1, 0, 0, 0)
    nomination = Nomination.objects.get()
    assert (nomination.votes, nomination.state, nomination.position) == (320, State.PRELIMINARY, 1)
    assert nomination.nominated_on == datetime.date(2026, 10, 12)
    assert counts(send(row())) == (0, 0, 1, 0)
    assert counts(send(row(得票="321"))) == (0, 1, 0, 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"姓名": "李无名"},
        {"职务": "书记"},
        {"提名方式": "自荐"},
        {"提名日期": "2026-08-01"},
        {"统计用区划代码": NEIGHBOUR},
        {"班子": "村党支部", "职务": "委员", "提名方式": "村党组织"},
    ],
    ids=[
        "nobody",
        "post of another body",
        "self-nomination in 2026",
        "before the cycle",
        "another township",
        "not a member",
    ],
)
def test_what_a_nomination_is_refused_for_is_refused_by_row(send, changes):
    villager()
    assert counts(send(row(**changes))) == (0, 0, 0, 1)


def test_a_minor_is_refused(send):
    villager(birth_date=datetime.date(2010, 1, 1))
    assert counts(send(row())) == (0, 0, 0, 1)


def test_who_stands_in_another_village_is_refused(send, cycle):
    person = villager(id_number=NUMBER, birth_date=None)
    make_nomination(person, NEIGHBOUR, body=Body.COMMITTEE, cycle=cycle)
    assert counts(send(row(身份证号=NUMBER))) == (0, 0, 0, 1)


def test_two_people_of_one_name_are_told_apart_by_number(send):
    villager(id_number=NUMBER, birth_date=None)
    villager()
    assert counts(send(row())) == (0, 0, 0, 1)
    assert counts(send(row(身份证号=NUMBER))) == (1, 0, 0, 0)


def test_an_export_can_be_sent_back(cycle):
    make_nomination(villager(party_joined=datetime.date(2010, 1, 1)), cycle=cycle)
    [exported] = NominationSheet().export(LIAISON)
    assert exported[4] == "王小明"
    assert NUMBER not in str(exported)
