"""One paper for many villages: who is listed, who passes, who is left out and named."""

import datetime

import pytest
from django.urls import reverse

from accounts.roles import Role
from elections.chain.models import StepPaper
from elections.models import Body
from tests.elections.chain import open_cycle, put, put_before, state, step_of
from tests.factories import COUNTY, TOWNSHIP, make_officer, make_profile
from villages.models import Division

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_gates")]
VILLAGES = [f"{TOWNSHIP}20{number}" for number in range(1, 4)]
ELSEWHERE = "140431101201"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC))


@pytest.fixture
def liaison(client):
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    return client


@pytest.fixture
def leader(client):
    client.force_login(make_officer(Role.COUNTY_LEADER, COUNTY))
    return client


def _payload(chosen, **changes):
    return {
        "issuer": "中共沁河镇委员会",
        "number": "沁河字〔2026〕9号",
        "dated": "2026-11-24",
        "reason": "",
        "steps": [step.pk for step in chosen],
    } | changes


def _url(name, step, body="party"):
    return reverse(f"elections:{name}") + f"?body={body}&step={step}"


def _requested(cycle, step="recommendation", villages=VILLAGES, body=Body.PARTY):
    rows = [step_of(cycle, step, body, village) for village in villages]
    for row in rows:
        put_before(row)
        put(row, "requested")
    return rows


def test_each_level_sees_what_awaits_it(liaison):
    cycle = open_cycle([*VILLAGES, ELSEWHERE])
    _requested(cycle)
    _requested(cycle, villages=[ELSEWHERE])
    [group] = liaison.get(reverse("elections:approvals")).context["groups"]
    assert group.number == 3


def test_the_county_sees_nothing_of_what_the_township_decides(leader):
    _requested(open_cycle(VILLAGES))
    assert leader.get(reverse("elections:approvals")).context["groups"] == []


def test_all_that_pass_are_approved_with_one_number(liaison):
    cycle = open_cycle(VILLAGES)
    rows = _requested(cycle)
    answer = liaison.post(_url("approvals", "recommendation"), _payload(rows[:2]), follow=True)
    assert [state(cycle, "recommendation", village=village) for village in VILLAGES] == [
        "approved",
        "approved",
        "requested",
    ]
    assert StepPaper.objects.filter(kind="reply", number="沁河字〔2026〕9号").count() == 2
    assert "2 steps are approved" in answer.content.decode()


def test_the_one_that_does_not_pass_is_left_out_and_named(liaison):
    cycle = open_cycle(VILLAGES)
    rows = _requested(cycle, "preparation", body=Body.SUPERVISORY)
    make_profile(Division.objects.get(pk=VILLAGES[1]), weak_organisation=True, weak_note="整顿中")
    page = liaison.get(_url("approvals", "preparation", "supervisory"))
    assert [line.chosen for line in page.context["lines"]] == [True, False, True]
    answer = liaison.post(_url("approvals", "preparation", "supervisory"), _payload(rows))
    [left] = answer.context["left_out"]
    assert left.step.election.village_id == VILLAGES[1]
    assert "weak" in answer.content.decode()
    assert [line.case.step.pk for line in answer.context["lines"]] == [rows[1].pk]
    assert state(cycle, "preparation", Body.SUPERVISORY, VILLAGES[0]) == "approved"


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"steps": []}, "steps"), ({"dated": ""}, "dated"), ({"issuer": ""}, "issuer"), ({"steps": ["x"]}, "steps")],
)
def test_a_form_that_lacks_something_approves_nothing(liaison, changes, field):
    cycle = open_cycle(VILLAGES)
    rows = _requested(cycle)
    answer = liaison.post(_url("approvals", "recommendation"), _payload(rows, **changes))
    assert field in answer.context["form"].errors
    assert not StepPaper.objects.filter(kind="reply").exists()


def test_a_step_of_another_township_cannot_be_slipped_in(liaison):
    cycle = open_cycle([*VILLAGES, ELSEWHERE])
    _requested(cycle)
    foreign = _requested(cycle, villages=[ELSEWHERE])
    answer = liaison.post(_url("approvals", "recommendation"), _payload(foreign))
    assert "steps" in answer.context["form"].errors
    assert state(cycle, "recommendation", village=ELSEWHERE) == "requested"


def test_many_are_requested_at_once(liaison):
    cycle = open_cycle(VILLAGES)
    rows = [step_of(cycle, "recommendation", village=village) for village in VILLAGES]
    for row in rows:
        put_before(row)
    liaison.post(_url("requests", "recommendation"), _payload(rows, number=""))
    assert {state(cycle, "recommendation", village=village) for village in VILLAGES} == {"requested"}


def test_who_asks_sees_only_what_his_level_asks_for(client):
    cycle = open_cycle(VILLAGES)
    for village in VILLAGES:
        put_before(step_of(cycle, "decision", village=village))
    client.force_login(make_officer(Role.VILLAGE_INFORMANT, VILLAGES[0]))
    labels = {group.url for group in client.get(reverse("elections:requests")).context["groups"]}
    assert not any("step=decision" in url for url in labels)
    assert any("body=committee&step=preparation" in url for url in labels)


@pytest.mark.parametrize("name", ["approvals", "requests"])
def test_nothing_to_do_says_so(liaison, name):
    assert liaison.get(reverse(f"elections:{name}")).context["groups"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_more_villages(liaison, count, django_assert_max_num_queries):
    cycle = open_cycle(VILLAGES[:count])
    _requested(cycle, villages=VILLAGES[:count])
    with django_assert_max_num_queries(40):
        assert len(liaison.get(_url("approvals", "recommendation")).context["lines"]) == count
