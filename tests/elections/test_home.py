"""Home pages: the board of each role's divisions, in a fixed number of queries."""

import datetime

import pytest
from django.urls import reverse

from accounts.roles import Role
from accounts.scope import scope_of
from electionadmin.codes import Level
from elections.models import Body
from elections.queries import board
from tests.factories import TOWNSHIP, make_cycle, make_division, make_officer

pytestmark = pytest.mark.django_db
OTHER = "140431200"
VILLAGES = [f"{TOWNSHIP}200", f"{TOWNSHIP}201", f"{OTHER}200"]


def _hold(cycle, village, body, day=datetime.date(2026, 11, 2)):
    cycle.elections.filter(village_id=village, body=body).update(held_on=day)


def test_the_county_sees_townships_with_figures(client):
    cycle = make_cycle(villages=VILLAGES)
    _hold(cycle, VILLAGES[0], Body.PARTY)
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    shown = client.get(reverse("home")).context["board"]
    figures = {row.division.code: [(cell.held, cell.total) for cell in row.cells] for row in shown.rows}
    assert figures == {TOWNSHIP: [(0, 2), (1, 2), (0, 2), (0, 2)], OTHER: [(0, 1), (0, 1), (0, 1), (0, 1)]}
    assert [(cell.held, cell.total) for cell in shown.totals] == [(0, 3), (1, 3), (0, 3), (0, 3)]


def test_a_liaison_sees_only_his_villages(client):
    make_cycle(villages=VILLAGES)
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    shown = client.get(reverse("home")).context["board"]
    assert [row.division.code for row in shown.rows] == VILLAGES[:2]


def test_the_page_of_another_township_does_not_exist(client):
    make_cycle(villages=VILLAGES)
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    assert client.get(reverse("elections:township", args=[TOWNSHIP])).status_code == 200
    assert client.get(reverse("elections:township", args=[OTHER])).status_code == 404


def test_what_should_have_been_held_is_marked_overdue(client, time_machine):
    time_machine.move_to(datetime.datetime(2026, 12, 15, 4, tzinfo=datetime.UTC))
    cycle = make_cycle(villages=VILLAGES[:1], election_day=datetime.date(2026, 12, 14))
    client.force_login(make_officer(Role.COUNTY_LEADER))
    assert [cell.overdue for cell in client.get(reverse("home")).context["board"].totals] == [0, 0, 1, 1]
    _hold(cycle, VILLAGES[0], Body.COMMITTEE, datetime.date(2026, 12, 14))
    assert [cell.overdue for cell in client.get(reverse("home")).context["board"].totals] == [0, 0, 0, 1]


def test_without_a_cycle_the_organiser_is_led_to_open_one(client):
    make_division(VILLAGES[0])
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    assert reverse("elections:cycle_open") in client.get(reverse("home")).content.decode()


def test_a_department_gets_no_board(client):
    make_cycle(villages=VILLAGES)
    client.force_login(make_officer(Role.DEPARTMENT_REVIEWER))
    assert client.get(reverse("home")).context["board"] is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_takes_three_queries_whatever_its_rows(count, django_assert_num_queries):
    cycle = make_cycle(villages=[f"14043110{number}200" for number in range(count)])
    scope = scope_of(make_officer(Role.COUNTY_LEADER))
    with django_assert_num_queries(3):
        assert len(board(scope=scope, cycle=cycle, level=Level.TOWNSHIP).rows) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_elections_takes_the_same_queries_for_more_rows(client, count, django_assert_max_num_queries):
    make_cycle(villages=[f"{TOWNSHIP}20{number}" for number in range(count)])
    client.force_login(make_officer(Role.COUNTY_LEADER))
    with django_assert_max_num_queries(12):
        answer = client.get(reverse("elections:election_list"))
    assert answer.content.decode().count("<tr") >= 3 * count
