"""What the steps wait for in this room."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from elections.gates import findings
from elections.models import Body, Election
from elections.steps import Step
from rolls.models import Entry, MobileVoter, Proxy, Roll
from rolls.titles import ROLL_TITLES
from tests.factories import TOWNSHIP, make_cycle
from tests.rolls.factories import TODAY, make_election, make_entry, make_register, make_roll, publish_straight

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def _open(step: Step, election: Election) -> set[str]:
    return {
        found.finding.rule
        for found in findings(step, [election])[election.pk]
        if found.blocks and found.finding.rule in ROLL_TITLES
    }


def _warned(step: Step, election: Election) -> set[str]:
    return {
        found.finding.rule
        for found in findings(step, [election])[election.pk]
        if found.warns and found.finding.rule in ROLL_TITLES
    }


def test_without_a_roll_the_step_waits():
    assert _open(Step.ROLL, make_election()) == {"roll.drawn_up", "roll.published", "roll.frozen"}


def test_a_frozen_roll_opens_the_step():
    roll = make_roll()
    make_entry(roll)
    publish_straight(roll, on=TODAY - 8 * DAY)
    Roll.objects.filter(pk=roll.pk).update(state="frozen", frozen_on=TODAY)
    assert _open(Step.ROLL, roll.election) == set()
    assert _warned(Step.ROLL, roll.election) == {"roll.one_village"}
    assert all(
        found.url
        for found in findings(Step.ROLL, [roll.election])[roll.election_id]
        if found.finding.rule in ROLL_TITLES
    )


def test_a_day_put_forward_shows_the_roll_too_late_and_a_voter_too_young():
    roll = make_roll()
    make_entry(roll, birth_date=datetime.date(2008, 12, 10))
    publish_straight(roll, on=TODAY - 8 * DAY)
    Election.objects.filter(pk=roll.election_id).update(election_day=TODAY + 11 * DAY)
    election = Election.objects.get(pk=roll.election_id)
    assert _open(Step.ROLL, election) >= {"roll.days", "roll.of_age"}


def test_the_lists_are_published_before_the_arrangements_close():
    roll = make_roll()
    voter, proxy = make_entry(roll), make_entry(roll, "丁明")
    publish_straight(roll, on=TODAY - 8 * DAY)
    given = Proxy.objects.create(
        roll=roll,
        voter=voter,
        proxy=proxy,
        relation="villager",
        reason="外出",
        written=True,
        applied_on=TODAY,
        rulebook="cn-2026",
    )
    MobileVoter.objects.create(roll=roll, voter=proxy, reason="卧病", applied_on=TODAY, rulebook="cn-2026")
    assert _open(Step.ARRANGEMENTS, roll.election) == {"proxies.published", "mobile_voters.published"}
    Proxy.objects.filter(pk=given.pk).update(published_on=TODAY)
    MobileVoter.objects.update(published_on=TODAY)
    assert _open(Step.ARRANGEMENTS, roll.election) == set()


def test_a_proxy_who_is_struck_off_is_found():
    roll = make_roll()
    voter, proxy = make_entry(roll), make_entry(roll, "丁明")
    publish_straight(roll, on=TODAY - 8 * DAY)
    Proxy.objects.create(
        roll=roll,
        voter=voter,
        proxy=proxy,
        relation="villager",
        reason="外出",
        written=True,
        applied_on=TODAY,
        published_on=TODAY,
        rulebook="cn-2026",
    )
    roll.editions.create(number=2, kind="correction", decided_on=TODAY, reason="死亡")
    Entry.objects.filter(pk=proxy.pk).update(removed_in=2, removed_as="died")
    assert _open(Step.ARRANGEMENTS, roll.election) == {"proxies.on_roll"}
    assert "roll.decision_announced" in _open(Step.ROLL, roll.election)


def test_the_meeting_waits_for_the_register():
    election = make_election(body=Body.PARTY)
    assert _open(Step.VOTE, election) == {"members.due"}
    settled = make_register({}, {"left_out": "abroad"}, election=election)
    assert _open(Step.VOTE, settled.election) == set()
    assert _warned(Step.VOTE, settled.election) == {"members.left_out"}


@pytest.mark.parametrize("step", [Step.ROLL, Step.ARRANGEMENTS, Step.RESULT])
def test_the_number_of_queries_of_a_gate_does_not_grow(step):
    cycle = make_cycle(villages=[f"{TOWNSHIP}20{place}" for place in range(3)])
    elections = list(cycle.elections.filter(body=Body.COMMITTEE).select_related("village__profile", "cycle"))
    for election in elections:
        roll = make_roll(election)
        make_entry(roll)
        publish_straight(roll)
    counts = []
    for some in (elections[:1], elections):
        with CaptureQueriesContext(connection) as queries:
            findings(step, some)
        counts.append(len(queries))
    assert counts[0] == counts[1]
