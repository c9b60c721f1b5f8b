"""What the elections know of the law: each check as a table of what is met and what is not."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from elections.chain.services import approve_step, request_step
from elections.gates import findings
from elections.models import Body, Election
from elections.steps import Step
from tests.elections.chain import INFORMANT, LIAISON, TODAY, open_cycle, paper, put, state, step_of
from tests.factories import VILLAGE, make_division, make_profile
from villages.models import Division, OutgoingAudit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_gates")]
DAY = datetime.date(2026, 12, 20)


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC))


def _audit(published, village=VILLAGE):
    return OutgoingAudit.objects.create(
        village_id=village, auditor="县农业农村局", published_on=published, conclusion="clean"
    )


def _found(election, step, rule):
    election = Election.objects.select_related("village__parent", "cycle").get(pk=election.pk)
    [found] = [each for each in findings(step, [election])[election.pk] if each.finding.rule == rule]
    return found


def _election(body=Body.COMMITTEE, **fields):
    return step_of(open_cycle(**{"election_day": DAY} | fields), "preparation", body).election


@pytest.mark.parametrize("body", Body.values)
def test_a_weak_organisation_blocks_the_preparation_of_every_body(body):
    election = _election(body)
    profile = make_profile(Division.objects.get(pk=VILLAGE), weak_organisation=True, weak_note="整顿中")
    found = _found(election, Step.PREPARATION, "weak_organisation")
    assert found.blocks
    assert VILLAGE in found.url
    assert "整顿" in found.finding.basis
    profile.weak_organisation, profile.weak_note = False, ""
    profile.save()
    assert _found(election, Step.PREPARATION, "weak_organisation").finding.ok


@pytest.mark.parametrize(
    ("published", "step", "outcome"),
    [
        (None, Step.PREPARATION, "warn"),
        (None, Step.ARRANGEMENTS, "block"),
        (datetime.date(2026, 11, 20), Step.PREPARATION, "ok"),
        (datetime.date(2026, 12, 19), Step.VOTE, "ok"),
        (DAY, Step.VOTE, "block"),
        (datetime.date(2021, 11, 20), Step.VOTE, "block"),
    ],
)
def test_the_audit_is_published_before_the_election(published, step, outcome):
    election = _election()
    if published:
        _audit(published)
    if step != Step.PREPARATION:
        put(step_of(election.cycle, "preparation", Body.COMMITTEE), "approved")
    found = _found(election, step, "outgoing_audit")
    assert ("ok" if found.finding.ok else found.finding.severity) == outcome
    assert "第四十条" in found.finding.basis


def test_a_community_is_audited_under_its_own_law():
    election = _election()
    make_profile(Division.objects.get(pk=VILLAGE), kind="community")
    assert "城市居民委员会组织法" in _found(election, Step.PREPARATION, "outgoing_audit").finding.basis


@pytest.mark.parametrize(("days", "ok"), [(19, False), (20, True), (21, True)])
def test_an_election_day_too_near_for_the_roll_is_refused(days, ok):
    election = _election(election_day=TODAY + datetime.timedelta(days=days))
    found = _found(election, Step.ELECTION_COMMITTEE, "time_for_the_roll")
    assert found.finding.ok is ok
    assert f"{days} days" in found.finding.detail
    assert "20 days" in found.finding.detail
    assert "第十七条" in found.finding.basis


def test_a_roll_under_way_is_judged_by_its_own_days():
    election = _election(election_day=TODAY + datetime.timedelta(days=3))
    put(step_of(election.cycle, "roll", Body.COMMITTEE), "requested")
    rules = {each.finding.rule for each in findings(Step.PREPARATION, [election])[election.pk]}
    assert "time_for_the_roll" not in rules


@pytest.mark.parametrize(
    ("party_held", "committee_day", "ok"),
    [
        (None, DAY, False),
        (datetime.date(2026, 11, 20), DAY, True),
        (datetime.date(2026, 11, 20), datetime.date(2026, 11, 20), False),
    ],
)
def test_the_party_elects_before_the_committee(party_held, committee_day, ok):
    election = _election(election_day=committee_day)
    Election.objects.filter(body=Body.PARTY).update(held_on=party_held)
    assert _found(election, Step.VOTE, "party_first").finding.ok is ok


def test_where_no_party_organisation_is_renewed_nothing_is_compared():
    election = _election()
    Election.objects.filter(body=Body.PARTY).update(village=make_division("140431101201"))
    assert "party_first" not in {each.finding.rule for each in findings(Step.VOTE, [election])[election.pk]}


def test_a_vote_is_closed_once_it_was_held():
    election = _election(Body.PARTY)
    assert _found(election, Step.VOTE, "held").blocks
    Election.objects.filter(pk=election.pk).update(held_on=TODAY)
    assert _found(election, Step.VOTE, "held").finding.ok


def test_no_election_day_blocks_the_preparation():
    election = _election(Body.PARTY)
    found = _found(election, Step.PREPARATION, "election_day")
    assert found.blocks
    assert str(election.pk) in found.url


@pytest.mark.parametrize(("over", "ok"), [(0, True), (1, False)])
def test_a_step_after_the_law_s_last_day_asks_for_a_reason(over, ok):
    election = _election(election_day=TODAY - datetime.timedelta(days=10 + over))
    found = _found(election, Step.HANDOVER, "late")
    assert found.finding.ok is ok
    assert found.warns is not ok
    assert "第二十四条" in found.finding.basis


def test_a_warning_needs_a_reason_which_is_stored_and_a_block_cannot_be_reasoned_away():
    cycle = open_cycle(election_day=DAY)
    step = step_of(cycle, "preparation", Body.COMMITTEE)
    profile = make_profile(Division.objects.get(pk=VILLAGE), weak_organisation=True, weak_note="整顿中")
    reasons = {"outgoing_audit": "审计报告已完成，下周公布", "weak_organisation": "仍要继续"}
    with pytest.raises(ValidationError, match="weak"):
        request_step(scope=INFORMANT, by=None, step=step, paper=paper(), acknowledged=reasons)
    profile.weak_organisation, profile.weak_note = False, ""
    profile.save()
    with pytest.raises(ValidationError, match="audit"):
        request_step(scope=INFORMANT, by=None, step=step, paper=paper(), acknowledged={"outgoing_audit": "  "})
    request_step(scope=INFORMANT, by=None, step=step, paper=paper(), acknowledged=reasons)
    request = step.papers.get()
    assert request.acknowledged == {"outgoing_audit": "审计报告已完成，下周公布"}
    assert {finding["rule"] for finding in request.findings} >= {"outgoing_audit", "weak_organisation", "election_day"}
    assert all(set(finding) == {"rule", "ok", "severity", "basis", "detail"} for finding in request.findings)
    # What the one who asked has given a reason for needs none of the one who decides.
    approve_step(scope=LIAISON, by=None, step=step, paper=paper())
    assert state(cycle, "preparation", Body.COMMITTEE) == "approved"


def test_a_gate_is_looked_at_again_when_it_is_decided():
    cycle = open_cycle(election_day=DAY)
    step = step_of(cycle, "preparation", Body.SUPERVISORY)
    request_step(scope=INFORMANT, by=None, step=step, paper=paper())
    make_profile(Division.objects.get(pk=VILLAGE), weak_organisation=True, weak_note="整顿中")
    with pytest.raises(ValidationError, match="weak"):
        approve_step(scope=LIAISON, by=None, step=step, paper=paper())


@pytest.mark.parametrize("step", Step.values)
@pytest.mark.parametrize("count", [1, 3])
def test_checks_take_the_same_queries_for_more_elections(step, count, django_assert_max_num_queries):
    cycle = open_cycle([f"{VILLAGE[:9]}20{number}" for number in range(1, count + 1)], election_day=DAY)
    elections = list(cycle.elections.filter(body=Body.COMMITTEE).select_related("village__parent", "cycle"))
    findings(step, elections)  # fills what is kept for the process
    with django_assert_max_num_queries(40):
        assert len(findings(step, elections)) == count


def test_a_step_of_the_county_s_own_has_no_checks():
    election = _election()
    assert findings("own-1", [election]) == {election.pk: []}
