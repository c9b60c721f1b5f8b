"""Recusal from the election committee, through the steps that it stands in the way of."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from candidates.models import Nomination
from elections.chain.models import ElectionStep
from elections.chain.services import approve_step, request_step, request_steps
from elections.committee import services
from elections.committee.gates import recusal
from elections.committee.models import CommitteeMember, Place
from elections.gates import registry
from elections.models import Body, Cycle
from people.models import Kin, Kinship, Person
from tests.elections.chain import INFORMANT, LIAISON, ORGANISER, open_cycle, paper, put, put_before, state, step_of
from tests.elections.committees import make_committee
from tests.factories import VILLAGE, make_person

pytestmark = pytest.mark.django_db
NEIGHBOUR_VILLAGE = "140431100202"
TODAY = datetime.date(2026, 11, 24)
COMMITTEE = Body.COMMITTEE


@pytest.fixture(autouse=True)
def _in_november(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 24, 4, tzinfo=datetime.UTC))


@pytest.fixture(autouse=True)
def _only_recusal(monkeypatch):
    """The other checks of the step have tests and facts of their own."""
    own = [entry for entry in registry._checks if entry[2] is recusal]
    assert own
    monkeypatch.setattr(registry, "_checks", own)


def nomination(cycle: Cycle, village: str = VILLAGE) -> ElectionStep:
    step = step_of(cycle, "nomination", COMMITTEE, village)
    make_committee(step.election, members=5, alternates=1)
    put_before(step)
    return step


def nominate(step: ElectionStep, person: Person) -> None:
    Nomination.objects.create(
        election=step.election, person=person, post="member", source="villagers", nominated_on=TODAY, state_on=TODAY
    )


def chair_of(step: ElectionStep) -> CommitteeMember:
    return CommitteeMember.objects.select_related("person").get(committee__election=step.election, place=Place.CHAIR)


@pytest.mark.parametrize("related", [False, True], ids=["himself", "his brother"])
def test_who_should_have_left_stands_in_the_way_by_name_and_article_until_he_has(related):
    step = nomination(open_cycle())
    chair = chair_of(step)
    nominee = make_person("候选人甲", village_code=VILLAGE) if related else chair.person
    if related:
        Kinship.objects.create(person=nominee, relative=chair.person, kind=Kin.SIBLING)
    nominate(step, nominee)
    with pytest.raises(ValidationError) as refused:
        request_step(scope=INFORMANT, by=None, step=step, paper=paper())
    [sentence] = refused.value.messages
    assert chair.person.name in sentence
    assert "《村民委员会组织法》（2025年修正）" in sentence
    assert "第十五条" in sentence

    [left] = services.leave_for_nomination(scope=ORGANISER, election=step.election, nominee=nominee, on=TODAY)
    alternate = CommitteeMember.objects.get(committee__election=step.election, place=Place.ALTERNATE)
    services.succeed(scope=ORGANISER, leaver=left, alternate=alternate, on=TODAY)
    request_step(scope=INFORMANT, by=None, step=step, paper=paper())
    assert state(step.election.cycle, "nomination", COMMITTEE) in ("requested", "approved")


def test_one_nominated_after_the_request_stands_in_the_way_of_the_approval():
    cycle = open_cycle()
    step = step_of(cycle, "township_review", COMMITTEE)
    make_committee(step.election, members=5)
    put_before(step)
    put(step, "requested")
    chair = chair_of(step)
    nominate(step, chair.person)
    with pytest.raises(ValidationError, match=chair.person.name):
        approve_step(scope=LIAISON, by=None, step=step, paper=paper())
    assert state(cycle, "township_review", COMMITTEE) == "requested"


def test_of_many_villages_the_one_is_left_out_and_named():
    cycle = open_cycle([VILLAGE, NEIGHBOUR_VILLAGE])
    steps = [nomination(cycle, village) for village in (VILLAGE, NEIGHBOUR_VILLAGE)]
    nominate(steps[0], chair_of(steps[0]).person)
    outcome = request_steps(scope=LIAISON, by=None, steps=steps, paper=paper())
    [left] = outcome.left_out
    assert left.step.election_id == steps[0].election_id
    assert chair_of(steps[0]).person.name in " ".join(map(str, left.reasons))
    assert state(cycle, "nomination", COMMITTEE, NEIGHBOUR_VILLAGE) in ("requested", "approved")
