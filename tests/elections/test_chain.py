"""The chains as data: what the files say, and what a county may add and never drop."""

import datetime
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from elections.chain.definitions import (
    Addition,
    Chain,
    ChainError,
    Office,
    check_keeps,
    extended,
    load,
    national,
    steps_of,
)
from elections.chain.models import CountyChain, ElectionStep
from elections.chain.versions import add_to_chain, chains_of
from elections.models import Body
from elections.rulebooks import rulebook, rulebooks
from elections.steps import Step
from tests.elections.chain import LEADER, LIAISON, ORGANISER, open_cycle, paper, put, put_before, state, step_of

NATIONAL = load()
GOOD = {"step": "vote", "requested_by": "village", "approvals": ["township"], "plan": 0, "basis": "第十八条"}


@pytest.mark.parametrize("book", rulebooks(), ids=lambda book: book.id)
@pytest.mark.parametrize("body", Body.values)
def test_every_rulebook_has_a_chain_for_every_body(book, body):
    chain = national(book, body)
    assert chain.steps
    assert all(step.basis for step in chain.steps)


def test_a_step_that_a_law_times_gets_its_day_from_the_rulebook():
    roll = NATIONAL["cn-2026", "committee"].rule("roll")
    assert roll.latest_offset(rulebook("cn-2026"), "village_committee") == -20
    handover = NATIONAL["cn-2026", "committee"].rule("handover")
    assert handover.latest_offset(rulebook("cn-2026"), "village_committee") == 10
    formal = NATIONAL["cn-2026", "committee"].rule("candidates")
    assert formal.latest_offset(rulebook("cn-2026"), "village_committee") is None
    assert formal.latest_offset(rulebook("cn-2026-zhejiang"), "village_committee") == -5


def test_the_customary_days_keep_the_days_of_the_law():
    for chain in NATIONAL.values():
        book = rulebook(chain.id)
        for step in chain.steps:
            latest = step.latest_offset(book, "village_committee")
            assert latest is None or step.plan <= latest, (chain.id, chain.body, step.key)


def test_the_law_in_force_decides_the_article():
    assert "第十七条" in NATIONAL["cn-2026", "committee"].rule("roll").basis
    assert "第十四条" in NATIONAL["cn-2018", "committee"].rule("roll").basis
    roll = NATIONAL["cn-2026", "committee"].rule("roll")
    assert "城市居民委员会组织法" in roll.basis_in(community=True)


def test_what_rests_on_a_step_is_found_through_others():
    chain = NATIONAL["cn-2026", "committee"]
    assert chain.built_on("roll") == {"candidates", "arrangements", "vote", "result", "handover", "filing"}
    assert chain.built_on("filing") == frozenset()


@pytest.mark.parametrize(
    ("entry", "named"),
    [
        ({"step": "dance"}, "no such step"),
        ({"approvals": []}, "approvals"),
        ({"approvals": ["village"]}, "approvals"),
        ({"approvals": ["county", "township"]}, "approvals"),
        ({"requested_by": "county"}, "approvals"),
        ({"requested_by": "nation"}, "requested_by"),
        ({"basis": "  "}, "basis"),
        ({"plan": "soon"}, "plan"),
        ({"latest": "roll_days"}, "latest"),
        ({"after": ["filing"]}, "does not come before"),
        ({"because": "x"}, "unknown because"),
    ],
)
def test_a_badly_written_step_is_refused_with_what_is_wrong(entry, named):
    with pytest.raises(ChainError, match=named):
        steps_of([GOOD | entry], where="file")


def test_a_step_stands_once_and_a_chain_is_not_empty():
    with pytest.raises(ChainError, match="twice"):
        steps_of([GOOD, GOOD], where="file")
    with pytest.raises(ChainError, match="at least one"):
        steps_of([], where="file")


def test_a_file_that_is_no_toml_is_named(tmp_path):
    (tmp_path / "cn-x.toml").write_text("party = [")
    with pytest.raises(ChainError, match=r"cn-x\.toml"):
        load(tmp_path)
    (tmp_path / "cn-x.toml").write_text('id = "x"\nversion = 1\nwhat = 1\n')
    with pytest.raises(ChainError, match="unknown what"):
        load(tmp_path)


def test_an_added_approval_comes_in_the_order_of_the_levels():
    chain = extended(
        NATIONAL["cn-2026", "party"], [Addition(at="vote", approval=Office.COUNTY)], version="1.1", basis="沁组发1号"
    )
    assert chain.rule("vote").approvals == (Office.TOWNSHIP, Office.COUNTY)


def test_a_step_of_the_county_stands_between_and_is_waited_for():
    own = Addition(at="vote", name="集中培训", key="own-1", approval=Office.COUNTY, plan=2)
    chain = extended(NATIONAL["cn-2026", "committee"], [own], version="1.1", basis="沁组发1号")
    assert [step.key for step in chain.steps][8:11] == ["vote", "own-1", "result"]
    assert chain.rule("own-1").after == ("vote",)
    assert chain.rule("result").after == ("vote", "own-1")
    assert chain.rule("own-1").label == "集中培训"


@pytest.mark.parametrize(
    "addition",
    [
        Addition(at="nowhere", approval=Office.COUNTY),
        Addition(at="vote"),
        Addition(at="vote", approval=Office.VILLAGE),
        Addition(at="township_review", approval=Office.VILLAGE),
        Addition(at="vote", name="培训", key="roll"),
        Addition(at="vote", name="培训"),
    ],
)
def test_an_addition_that_makes_no_sense_is_refused(addition):
    with pytest.raises(ChainError):
        extended(NATIONAL["cn-2026", "committee"], [addition], version="1.1", basis="x")


@pytest.mark.parametrize("body", Body.values)
def test_no_step_order_or_approval_may_be_dropped(body):
    law = NATIONAL["cn-2026", body]
    for place, step in enumerate(law.steps):
        without = replace(law, steps=law.steps[:place] + law.steps[place + 1 :])
        with pytest.raises(ChainError, match=step.key):
            check_keeps(without, law)
        bare = replace(law, steps=(*law.steps[:place], replace(step, approvals=()), *law.steps[place + 1 :]))
        with pytest.raises(ChainError, match=step.key):
            check_keeps(bare, law)
    with pytest.raises(ChainError, match="order"):
        check_keeps(Chain(law.id, "1.1", body, law.steps[::-1]), law)
    check_keeps(law, law)


# The county's versions


@pytest.mark.django_db
def test_a_new_version_adds_the_step_where_nothing_behind_it_has_begun():
    early, late = "140431100201", "140431100202"
    cycle = open_cycle([early, late])
    result = step_of(cycle, "result", village=late)
    put_before(result)
    put(result, "requested")
    row = add_to_chain(
        scope=ORGANISER,
        by=None,
        cycle=cycle,
        body="party",
        addition=Addition(at="vote", name="集中培训", approval=Office.COUNTY, plan=2),
        basis="沁组发〔2026〕3号",
        reason="书记先培训后上岗",
    )
    assert row.version == 1
    assert chains_of(cycle)["party"].version == "1.1"
    added = ElectionStep.objects.filter(step="own-1")
    assert [(step.election.village_id, step.state) for step in added] == [(early, "not_started")]
    vote = step_of(cycle, "vote", village=early)
    assert vote.position < added[0].position < step_of(cycle, "result", village=early).position


@pytest.mark.django_db
def test_what_was_open_waits_for_the_new_step():
    cycle = open_cycle()
    recommendation = step_of(cycle, "recommendation")
    put_before(recommendation)
    add_to_chain(
        scope=ORGANISER,
        by=None,
        cycle=cycle,
        body="party",
        addition=Addition(at="preparation", name="动员会", plan=-39),
        basis="沁组发〔2026〕3号",
        reason="先动员",
    )
    assert state(cycle, "own-1") == "open"
    assert state(cycle, "recommendation") == "not_started"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {"reason": " "},
        {"basis": ""},
        {"addition": Addition(at="vote", approval=Office.TOWNSHIP)},
        {"addition": Addition(at="roll", approval=Office.COUNTY)},
    ],
)
def test_a_version_without_reason_paper_or_change_is_refused(changes):
    cycle = open_cycle()
    given = {
        "body": "party",
        "addition": Addition(at="vote", approval=Office.COUNTY),
        "basis": "沁组发〔2026〕3号",
        "reason": "从严把关",
    } | changes
    with pytest.raises(ValidationError):
        add_to_chain(scope=ORGANISER, by=None, cycle=cycle, **given)
    assert not CountyChain.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("own_gates")
def test_an_approval_added_holds_for_the_next_decision(time_machine):
    from elections.chain.services import approve_step, request_step

    time_machine.move_to(datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC))
    cycle = open_cycle()
    step = step_of(cycle, "recommendation")
    put_before(step)
    add_to_chain(
        scope=ORGANISER,
        by=None,
        cycle=cycle,
        body="party",
        addition=Addition(at="recommendation", approval=Office.COUNTY),
        basis="沁组发〔2026〕3号",
        reason="从严把关",
    )
    request_step(scope=LIAISON, by=None, step=step, paper=paper())
    assert step_of(cycle, "recommendation").awaits == "township"
    approve_step(scope=LIAISON, by=None, step=step, paper=paper())
    assert (state(cycle, "recommendation"), step_of(cycle, "recommendation").awaits) == ("requested", "county")
    approve_step(scope=LEADER, by=None, step=step, paper=paper())
    assert state(cycle, "recommendation") == "approved"
    assert step.papers.latest("pk").chain_version == "1.1"


def test_every_step_has_a_place_in_some_chain():
    used = {step.key for chain in NATIONAL.values() for step in chain.steps}
    assert used == set(Step.values)
