"""The boards: townships × steps, villages × steps, in a fixed number of queries; the picture beside them."""

import datetime

import pytest
from django.urls import reverse

from accounts.roles import Role
from accounts.scope import scope_of
from electionadmin.codes import Level
from elections.board import Cell, board, counted, village_board
from elections.chain.models import ElectionStep, StepCount
from elections.chain.rows import plan_steps
from elections.chain.services import return_step
from elections.counts import compact_counts
from elections.models import Body
from elections.picture import picture
from tests.elections.chain import LIAISON, open_cycle, paper, put, put_before, step_of
from tests.factories import COUNTY, TOWNSHIP, make_division, make_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_gates")]
OTHER = "140431200"
VILLAGES = [f"{TOWNSHIP}200", f"{TOWNSHIP}201", f"{OTHER}200"]


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC))


def _leader():
    return scope_of(make_officer(Role.COUNTY_LEADER))


def _column(shown, key):
    return [column.key for column in shown.columns].index(key)


def test_the_county_sees_townships_by_step():
    cycle = open_cycle(VILLAGES)
    put(step_of(cycle, "preparation", village=VILLAGES[0]), "approved")
    put(step_of(cycle, "preparation", village=VILLAGES[1]), "returned")
    shown = board(scope=_leader(), cycle=cycle, level=Level.TOWNSHIP, body="party")
    place = _column(shown, "preparation")
    assert [(row.division.code, row.villages) for row in shown.rows] == [(TOWNSHIP, 2), (OTHER, 1)]
    cells = [row.cells[place] for row in shown.rows]
    assert [(cell.total, cell.done, cell.asked, cell.returned) for cell in cells] == [(2, 1, 0, 1), (1, 0, 0, 0)]
    assert (shown.totals[place].total, shown.totals[place].done) == (3, 1)


def test_the_counts_are_the_steps_at_every_level():
    cycle = open_cycle([*VILLAGES, "140430100201"], election_day=datetime.date(2026, 12, 1))
    for number, step in enumerate(ElectionStep.objects.order_by("pk")):
        if number % 3:
            put(step, ("open", "requested", "returned", "approved", "reopened")[number % 5])
    scope = _leader()
    for level in (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY, Level.TOWNSHIP):
        cells = counted(scope=scope, cycle=cycle, level=level)
        sums = {}
        for step in ElectionStep.objects.filter(election__cycle=cycle).select_related("election"):
            key = (step.election.village_id[:level], step.election.body, step.step)
            begun = step.state not in ("approved", "not_started")
            late = begun and step.due_on is not None and step.due_on < datetime.date(2026, 11, 24)
            sums.setdefault(key, Cell()).add(
                Cell(
                    1, step.state == "approved", step.state == "requested", step.state in ("returned", "reopened"), late
                )
            )
        found = {(code, *key): cell for code, columns in cells.items() for key, cell in columns.items()}
        # The leader sees his county, whatever the level of the rows.
        expected = sums if level >= Level.COUNTY else {}
        assert found == expected


def test_putting_counts_together_changes_no_sum():
    cycle = open_cycle(VILLAGES)
    put(step_of(cycle, "preparation", village=VILLAGES[0]), "reopened")
    scope = _leader()
    before, rows = counted(scope=scope, cycle=cycle, level=Level.TOWNSHIP), StepCount.objects.count()
    assert compact_counts() > 0
    assert counted(scope=scope, cycle=cycle, level=Level.TOWNSHIP) == before
    assert StepCount.objects.count() < rows
    assert compact_counts() == 0


def test_a_step_is_overdue_once_it_has_begun_and_its_day_has_passed(time_machine):
    cycle = open_cycle(VILLAGES[:1], election_day=datetime.date(2026, 12, 20))
    scope = _leader()

    def late(key):
        shown = board(scope=scope, cycle=cycle, level=Level.TOWNSHIP, body="committee")
        return shown.rows[0].cells[_column(shown, key)].late

    assert (late("preparation"), late("election_committee")) == (1, 0)
    put(step_of(cycle, "preparation", Body.COMMITTEE, VILLAGES[0]), "approved")
    assert late("preparation") == 0


def test_the_days_follow_an_election_day_that_is_moved():
    cycle = open_cycle(VILLAGES[:1])
    cycle.elections.update(election_day=datetime.date(2026, 12, 24))
    plan_steps(cycle=cycle)
    assert step_of(cycle, "vote", village=VILLAGES[0]).due_on == datetime.date(2026, 12, 24)


def test_without_a_choice_the_board_shows_the_body_that_is_under_way():
    cycle = open_cycle(VILLAGES[:1])
    scope = _leader()
    assert board(scope=scope, cycle=cycle, level=Level.TOWNSHIP).body == "party"
    put(step_of(cycle, "vote", village=VILLAGES[0]), "approved")
    assert board(scope=scope, cycle=cycle, level=Level.TOWNSHIP).body == "committee"
    assert board(scope=scope, cycle=cycle, level=Level.TOWNSHIP, body="nonsense").body == "committee"


def test_a_township_sees_the_state_of_each_step_and_why_it_waits():
    cycle = open_cycle(VILLAGES)
    step = step_of(cycle, "recommendation", village=VILLAGES[0])
    put_before(step)
    put(step, "requested")
    return_step(scope=LIAISON, by=None, step=step, paper=paper(reason="到会人数不足"))
    shown = village_board(scope=scope_of(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP)), cycle=cycle, body="party")
    assert [row.division.code for row in shown.rows] == VILLAGES[:2]
    place = _column(shown, "recommendation")
    assert [row.cells[place].step.state for row in shown.rows] == ["returned", "not_started"]
    [waiting] = shown.waiting
    assert (waiting.step.pk, waiting.paper.reason) == (step.pk, "到会人数不足")


def test_a_chosen_step_lists_all_that_are_not_through_it():
    cycle = open_cycle(VILLAGES)
    put(step_of(cycle, "preparation", village=VILLAGES[0]), "approved")
    scope = scope_of(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    shown = village_board(scope=scope, cycle=cycle, body="party", step="preparation")
    assert [line.step.election.village_id for line in shown.waiting] == [VILLAGES[1]]


@pytest.mark.parametrize("count", [1, 3])
def test_the_county_s_board_takes_three_queries(count, django_assert_num_queries):
    cycle = open_cycle([f"14043110{number}200" for number in range(count)])
    scope = _leader()
    with django_assert_num_queries(3):
        assert len(board(scope=scope, cycle=cycle, level=Level.TOWNSHIP).rows) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_township_s_board_takes_three_queries(count, django_assert_num_queries):
    villages = [f"{TOWNSHIP}20{number}" for number in range(count)]
    cycle = open_cycle(villages)
    for village in villages:
        put(step_of(cycle, "preparation", village=village), "requested")
    scope = _leader()
    with django_assert_num_queries(3):
        assert len(village_board(scope=scope, cycle=cycle).rows) == count


# Pages


def test_home_shows_the_board_of_the_user_s_own_divisions(client):
    open_cycle(VILLAGES)
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    home = client.get(reverse("home"))
    assert [row.division.code for row in home.context["board"].rows] == [TOWNSHIP, OTHER]
    assert reverse("elections:board", args=[OTHER]) in home.content.decode()
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    assert [row.division.code for row in client.get(reverse("home")).context["board"].rows] == VILLAGES[:2]


@pytest.mark.parametrize("body", Body.values)
def test_every_body_has_its_tab(client, body):
    open_cycle(VILLAGES)
    client.force_login(make_officer(Role.COUNTY_LEADER))
    shown = client.get(reverse("home"), {"body": body}).context["board"]
    assert shown.body == body


def test_the_board_of_another_township_or_a_village_does_not_exist(client):
    open_cycle(VILLAGES)
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    codes = {TOWNSHIP: 200, OTHER: 404, VILLAGES[0]: 404}
    assert {code: client.get(reverse("elections:board", args=[code])).status_code for code in codes} == codes


def test_the_county_drills_down_to_the_reason(client):
    cycle = open_cycle(VILLAGES)
    step = step_of(cycle, "preparation", village=VILLAGES[0])
    put(step, "requested")
    return_step(scope=LIAISON, by=None, step=step, paper=paper(reason="请示未写明应选名额"))
    client.force_login(make_officer(Role.COUNTY_LEADER))
    page = client.get(reverse("elections:board", args=[TOWNSHIP]), {"body": "party", "step": "preparation"})
    text = page.content.decode()
    assert "请示未写明应选名额" in text
    assert reverse("elections:election", args=[step.election_id]) + "?step=preparation" in text


def test_the_board_of_the_county_is_open_to_its_own(client):
    open_cycle(VILLAGES)
    client.force_login(make_officer(Role.OBSERVER))
    assert len(client.get(reverse("elections:board", args=[COUNTY])).context["board"].rows) == 2


def test_without_a_cycle_the_organiser_is_led_to_open_one(client):
    make_division(VILLAGES[0])
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    assert reverse("elections:cycle_open") in client.get(reverse("home")).content.decode()


def test_a_department_gets_no_board(client):
    open_cycle(VILLAGES)
    client.force_login(make_officer(Role.DEPARTMENT_REVIEWER))
    assert client.get(reverse("home")).context["board"] is None


def test_progress_over_time_is_drawn_and_listed(client):
    cycle = open_cycle(VILLAGES, election_day=datetime.date(2026, 12, 14))
    put(step_of(cycle, "preparation", Body.COMMITTEE, VILLAGES[0]), "approved")
    client.force_login(make_officer(Role.COUNTY_LEADER))
    page = client.get(reverse("elections:progress"))
    drawn = page.context["picture"]
    assert drawn.ends[1][2] == 1
    assert drawn.total == 3 * (12 + 7)
    assert "<polyline" in page.content.decode()
    narrowed = client.get(reverse("elections:progress"), {"township": OTHER, "body": "committee"}).context["picture"]
    assert (narrowed.total, narrowed.ends[1][2]) == (12, 0)


def test_progress_without_days_says_what_to_do(client):
    client.force_login(make_officer(Role.COUNTY_LEADER))
    assert client.get(reverse("elections:progress")).status_code == 200


# The picture alone

D = datetime.date


def test_the_lines_add_up_day_by_day():
    drawn = picture(planned={D(2026, 11, 2): 2, D(2026, 11, 9): 3}, closed={D(2026, 11, 3): 1}, today=D(2026, 11, 5))
    assert drawn.total == 5
    assert drawn.ends[1][2] == 1
    assert [(week.until, week.planned, week.closed) for week in drawn.weeks] == [
        (D(2026, 11, 1), 0, 0),
        (D(2026, 11, 5), 2, 1),
        (D(2026, 11, 8), 2, None),
        (D(2026, 11, 9), 5, None),
    ]
    assert drawn.weeks[1].behind == 1


def test_nothing_planned_and_nothing_closed_is_no_picture():
    assert picture(planned={}, closed={}, today=D(2026, 11, 5)) is None


def test_one_day_alone_is_drawn_too():
    drawn = picture(planned={D(2026, 11, 2): 1}, closed={}, today=D(2026, 11, 2), election_day=D(2027, 1, 1))
    assert drawn.election_day is None
    assert drawn.today is not None
    assert [mark.text for mark in drawn.figures] == ["0", "1"]
