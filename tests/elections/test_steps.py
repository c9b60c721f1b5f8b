"""Asking, approving, returning and reopening: who may, when, and what follows."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.test.utils import isolate_apps

from accounts.roles import Role
from elections.chain.freezing import frozen_by
from elections.chain.models import TRANSITIONS, ElectionStep, StepCount, StepPaper, StepState
from elections.chain.services import (
    approve_step,
    approve_steps,
    reopen_step,
    request_step,
    request_steps,
    require_open,
    return_step,
)
from elections.models import Body, Election
from elections.services import set_election_day, tell_held
from elections.steps import Step
from tests.elections.chain import (
    INFORMANT,
    LEADER,
    LIAISON,
    NEIGHBOUR,
    ORGANISER,
    TODAY,
    close,
    open_cycle,
    paper,
    put,
    put_before,
    state,
    step_of,
)
from tests.factories import VILLAGE, make_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_gates")]


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC))


def test_the_steps_are_made_with_the_elections_and_the_first_is_open():
    cycle = open_cycle()
    steps = list(step_of(cycle, "vote").election.steps.order_by("position").values_list("step", "state"))
    assert steps[0] == ("preparation", "open")
    assert {state for _step, state in steps[1:]} == {"not_started"}
    assert len(steps) == 13


def test_the_planned_days_count_from_the_election_day_and_follow_it():
    cycle = open_cycle(election_day=datetime.date(2026, 12, 14))
    assert step_of(cycle, "roll", Body.COMMITTEE).due_on == datetime.date(2026, 11, 23)
    assert step_of(cycle, "vote").due_on is None
    election = step_of(cycle, "vote").election
    set_election_day(scope=ORGANISER, election=election, day=datetime.date(2026, 12, 1))
    assert step_of(cycle, "vote").due_on == datetime.date(2026, 12, 1)
    assert step_of(cycle, "handover").due_on == datetime.date(2026, 12, 11)


def test_a_request_and_its_approval_open_the_next_step():
    cycle = open_cycle()
    user = make_officer(Role.VILLAGE_INFORMANT, VILLAGE)
    step = step_of(cycle, "recommendation")
    put_before(step)
    asked = request_step(scope=INFORMANT, by=user, step=step, paper=paper(number=""))
    assert (asked.state, asked.awaits) == ("requested", "township")
    approve_step(scope=LIAISON, by=None, step=step, paper=paper(issuer="中共沁河镇委员会", number="沁河字〔2026〕7号"))
    assert (state(cycle, "recommendation"), state(cycle, "township_review")) == ("approved", "open")
    assert step_of(cycle, "recommendation").closed_on == TODAY
    request, reply = step.papers.order_by("pk")
    assert (request.kind, request.office, request.by, request.number) == ("request", "village", user, "")
    assert (reply.kind, reply.office, reply.issuer, reply.number) == (
        "reply",
        "township",
        "中共沁河镇委员会",
        "沁河字〔2026〕7号",
    )
    assert (reply.rulebook, reply.rulebook_version, reply.chain_version) == ("cn-2026", 1, "1")


def test_a_step_waits_for_all_that_stand_before_it():
    cycle = open_cycle()
    put(step_of(cycle, "preparation", Body.COMMITTEE), "approved")
    for key in ("election_committee", "nomination", "township_review", "joint_review"):
        put(step_of(cycle, key, Body.COMMITTEE), "approved")
    candidates = step_of(cycle, "candidates", Body.COMMITTEE)
    put(candidates, "open")
    with pytest.raises(ValidationError, match="Electorate roll"):
        request_step(scope=INFORMANT, by=None, step=candidates, paper=paper())


def test_two_branches_meet_only_when_both_are_approved():
    cycle = open_cycle()
    for key in ("preparation", "election_committee", "nomination", "township_review"):
        put(step_of(cycle, key, Body.COMMITTEE), "approved")
    joint = step_of(cycle, "joint_review", Body.COMMITTEE)
    put(joint, "open")
    close(joint)
    assert state(cycle, "candidates", Body.COMMITTEE) == "not_started"
    roll = step_of(cycle, "roll", Body.COMMITTEE)
    put(roll, "requested")
    approve_step(scope=LIAISON, by=None, step=roll, paper=paper())
    assert state(cycle, "candidates", Body.COMMITTEE) == "open"


@pytest.mark.parametrize(
    ("scope", "error"),
    [(NEIGHBOUR, Http404), (LEADER, ValidationError)],
)
def test_asking_needs_a_duty(scope, error):
    cycle = open_cycle()
    with pytest.raises(error):
        request_step(scope=scope, by=None, step=step_of(cycle, "preparation"), paper=paper())
    assert state(cycle, "preparation") == "open"


@pytest.mark.parametrize(
    ("scope", "error"),
    [(NEIGHBOUR, Http404), (INFORMANT, ValidationError), (ORGANISER, ValidationError), (LEADER, ValidationError)],
)
def test_approving_without_the_duty_is_refused_with_the_reason(scope, error):
    cycle = open_cycle()
    step = step_of(cycle, "recommendation")
    put(step, "requested")
    with pytest.raises(error) as refused:
        approve_step(scope=scope, by=None, step=step, paper=paper())
    assert state(cycle, "recommendation") == "requested"
    if error is ValidationError:
        assert "the township" in str(refused.value)


def test_a_step_requested_twice_tells_who_was_first():
    cycle = open_cycle()
    step = step_of(cycle, "recommendation")
    put_before(step)
    request_step(
        scope=INFORMANT, by=make_officer(Role.VILLAGE_INFORMANT, VILLAGE, name="任建国"), step=step, paper=paper()
    )
    with pytest.raises(ValidationError, match="任建国"):
        request_step(scope=LIAISON, by=None, step=step, paper=paper())
    assert step.papers.count() == 1


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"dated": datetime.date(2026, 11, 25)}, "still to come"),
        ({"dated": datetime.date(2026, 8, 31)}, "before the cycle"),
        ({"dated": datetime.date(2026, 11, 9)}, "before the one it follows"),
        ({"issuer": "  "}, "issues"),
    ],
)
def test_a_reply_with_dates_out_of_order_is_refused(changes, named):
    cycle = open_cycle()
    step = step_of(cycle, "recommendation")
    put_before(step)
    request_step(scope=INFORMANT, by=None, step=step, paper=paper(dated=datetime.date(2026, 11, 10)))
    with pytest.raises(ValidationError, match=named):
        approve_step(scope=LIAISON, by=None, step=step, paper=paper(**changes))


def test_a_reply_that_has_a_number_needs_it():
    cycle = open_cycle()
    step = step_of(cycle, "decision")
    put_before(step)
    request_step(scope=LIAISON, by=None, step=step, paper=paper(number=""))
    with pytest.raises(ValidationError, match="number"):
        approve_step(scope=LEADER, by=None, step=step, paper=paper(number=""))
    approve_step(scope=LEADER, by=None, step=step, paper=paper(number="沁组〔2026〕31号"))


def test_a_return_needs_a_reason_and_can_be_asked_again():
    cycle = open_cycle()
    step = step_of(cycle, "recommendation")
    put_before(step)
    request_step(scope=INFORMANT, by=None, step=step, paper=paper())
    with pytest.raises(ValidationError, match="Say why"):
        return_step(scope=LIAISON, by=None, step=step, paper=paper(reason=" "))
    returned = return_step(scope=LIAISON, by=None, step=step, paper=paper(reason="到会人数未过半"))
    assert (returned.state, returned.awaits) == ("returned", "")
    assert step.papers.latest("pk").reason == "到会人数未过半"
    request_step(scope=INFORMANT, by=None, step=step, paper=paper())
    assert state(cycle, "recommendation") == "requested"


def test_reopening_reopens_what_was_built_on_it():
    cycle = open_cycle()
    put_before(step_of(cycle, "inspection"))
    put(step_of(cycle, "inspection"), "requested")
    changed = reopen_step(
        scope=LIAISON, by=None, step=step_of(cycle, "recommendation"), paper=paper(reason="推荐票计票有误")
    )
    assert [(step.step, step.state) for step in changed] == [
        ("recommendation", "reopened"),
        ("township_review", "reopened"),
        ("joint_review", "reopened"),
        ("inspection", "returned"),
    ]
    assert state(cycle, "preparation") == "approved"
    reasons = StepPaper.objects.order_by("pk").values_list("step__step", "kind", "reason")
    assert reasons[0] == ("recommendation", "reopening", "推荐票计票有误")
    assert all("推荐票计票有误" in reason for _step, _kind, reason in reasons)
    with pytest.raises(ValidationError, match="Recommendation"):
        request_step(scope=LIAISON, by=None, step=step_of(cycle, "township_review"), paper=paper())


@pytest.mark.parametrize(
    ("scope", "changes", "error"),
    [
        (LIAISON, {"reason": ""}, ValidationError),
        (INFORMANT, {"reason": "x"}, ValidationError),
        (NEIGHBOUR, {"reason": "x"}, Http404),
    ],
)
def test_reopening_needs_a_reason_and_the_duty(scope, changes, error):
    cycle = open_cycle()
    put(step_of(cycle, "preparation"), "approved")
    with pytest.raises(error):
        reopen_step(scope=scope, by=None, step=step_of(cycle, "preparation"), paper=paper(**changes))
    assert state(cycle, "preparation") == "approved"


def test_what_is_not_closed_is_not_reopened():
    cycle = open_cycle()
    with pytest.raises(ValidationError, match="open"):
        reopen_step(scope=LIAISON, by=None, step=step_of(cycle, "preparation"), paper=paper(reason="x"))


def test_one_paper_approves_many_and_names_those_left_out():
    villages = [f"14043110020{number}" for number in range(1, 5)]
    cycle = open_cycle(villages)
    steps = [step_of(cycle, "recommendation", village=village) for village in villages]
    for step in steps:
        put_before(step)
    request_steps(scope=LIAISON, by=None, steps=steps[:3], paper=paper())
    outcome = approve_steps(scope=LIAISON, by=None, steps=steps, paper=paper(number="沁河字〔2026〕9号"))
    assert [step.election.village_id for step in outcome.passed] == villages[:3]
    [left] = outcome.left_out
    assert left.step.election.village_id == villages[3]
    assert left.reasons
    assert StepPaper.objects.filter(kind="reply", number="沁河字〔2026〕9号").count() == 3
    assert [state(cycle, "township_review", village=village) for village in villages] == ["open"] * 3 + ["not_started"]


@pytest.mark.parametrize("count", [1, 3])
def test_approving_takes_the_same_queries_for_more_steps(count, django_assert_max_num_queries):
    villages = [f"{VILLAGE[:9]}20{number}" for number in range(1, count + 1)]
    cycle = open_cycle(villages)
    steps = [step_of(cycle, "recommendation", village=village) for village in villages]
    for step in steps:
        put_before(step)
    request_steps(scope=ORGANISER, by=None, steps=steps, paper=paper())
    with django_assert_max_num_queries(25):
        assert len(approve_steps(scope=LIAISON, by=None, steps=steps, paper=paper()).passed) == count


# What the database refuses


@pytest.mark.parametrize("before", [state for state in StepState.values if state != "not_started"])
@pytest.mark.parametrize("after", StepState.values)
def test_the_database_refuses_every_other_transition(before, after):
    cycle = open_cycle()
    step = step_of(cycle, "vote")
    put(step, before)
    change = {
        "state": after,
        "awaits": "township" if after == "requested" else "",
        "closed_on": TODAY if after == "approved" else None,
    }
    allowed = after == before or after in TRANSITIONS[before]
    try:
        with transaction.atomic():
            ElectionStep.objects.filter(pk=step.pk).update(**change)
    except IntegrityError:
        assert not allowed
    else:
        assert allowed


def test_the_database_refuses_a_leap_even_when_triggers_are_ignored():
    import pgtrigger

    step = step_of(open_cycle(), "vote")
    with pytest.raises(IntegrityError), pgtrigger.ignore(), transaction.atomic():
        ElectionStep.objects.filter(pk=step.pk).update(state="approved", closed_on=TODAY)


def test_a_step_neither_begins_closed_nor_goes_nor_moves():
    cycle = open_cycle()
    step = step_of(cycle, "preparation")
    put(step, "approved")
    other = step_of(cycle, "vote", Body.COMMITTEE).election
    for attempt in (
        lambda: ElectionStep.objects.create(
            election=other, step="own-9", position=1, state="approved", closed_on=TODAY
        ),
        lambda: ElectionStep.objects.filter(pk=step.pk).delete(),
        lambda: ElectionStep.objects.filter(pk=step.pk).update(election=other),
        lambda: ElectionStep.objects.filter(pk=step.pk).update(step="own-9"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_a_paper_stays_as_it_was_written():
    step = step_of(open_cycle(), "recommendation")
    put_before(step)
    request_step(scope=INFORMANT, by=None, step=step, paper=paper())
    for attempt in (lambda: step.papers.update(number="9"), lambda: step.papers.all().delete()):
        with pytest.raises(Exception, match="append-only"), transaction.atomic():
            attempt()


def test_the_counts_of_the_board_follow_every_change():
    cycle = open_cycle([VILLAGE, "140431100202"])
    step = step_of(cycle, "recommendation")
    put_before(step)
    put(step, "requested")
    for level in (2, 4, 6, 9):
        rows = StepCount.objects.filter(cycle=cycle, level=level, body="party", step="recommendation")
        sums = {}
        for row in rows:
            assert row.code == VILLAGE[:level]
            sums[row.state] = sums.get(row.state, 0) + row.number
        assert {key: number for key, number in sums.items() if number} == {"requested": 1, "not_started": 1}


# Facts of a closed step


def test_the_day_an_election_was_held_is_frozen_with_the_vote():
    cycle = open_cycle()
    vote = step_of(cycle, "vote")
    tell_held(election=vote.election, day=TODAY)
    put(vote, "approved")
    with pytest.raises(ValidationError, match="Reopen"):
        tell_held(election=vote.election, day=None)
    with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
        Election.objects.filter(pk=vote.election_id).update(held_on=None)
    Election.objects.filter(pk=vote.election_id).update(held_on=TODAY)  # no change is no change
    reopen_step(scope=LIAISON, by=None, step=vote, paper=paper(reason="日期登记有误"))
    tell_held(election=vote.election, day=None)


@isolate_apps("elections")
def test_facts_on_a_path_to_the_election_are_frozen_with_its_step():
    from django.db import models

    class Sheet(models.Model):  # noqa: DJ008
        election = models.ForeignKey(Election, models.CASCADE, related_name="+")

        class Meta:
            app_label = "elections"

    class Line(models.Model):  # noqa: DJ008
        sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="+")
        text = models.CharField(max_length=9)

        class Meta:
            app_label = "elections"

    with connection.schema_editor() as editor:
        editor.create_model(Sheet)
        editor.create_model(Line)
    for trigger in frozen_by(Step.ROLL, Step.VOTE, path="sheet__election"):
        trigger.install(Line)
    cycle = open_cycle()
    roll = step_of(cycle, "roll", Body.COMMITTEE)
    sheet = Sheet.objects.create(election=roll.election)
    line = Line.objects.create(sheet=sheet, text="a")
    put(roll, "approved")
    for attempt in (
        lambda: Line.objects.create(sheet=sheet, text="b"),
        lambda: Line.objects.filter(pk=line.pk).update(text="c"),
        lambda: Line.objects.filter(pk=line.pk).delete(),
    ):
        with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
            attempt()
    Line.objects.filter(pk=line.pk).update(text="a")
    free = Sheet.objects.create(election=step_of(cycle, "vote", Body.SUPERVISORY).election)
    moved = Line.objects.create(sheet=free, text="d")
    with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
        Line.objects.filter(pk=moved.pk).update(sheet=sheet)
    put(roll, "reopened")
    Line.objects.filter(pk=line.pk).update(text="c")


def test_a_service_asks_before_it_writes():
    cycle = open_cycle()
    roll = step_of(cycle, "roll", Body.COMMITTEE)
    with transaction.atomic():
        require_open(roll.election, Step.ROLL)
    put(roll, "approved")
    with pytest.raises(ValidationError, match="Electorate roll"), transaction.atomic():
        require_open(roll.election, Step.ROLL)
