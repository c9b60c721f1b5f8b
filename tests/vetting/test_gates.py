"""What the steps of an election wait for of the reviews."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from accounts.scope import scope_of
from candidates.models import Nomination
from elections.gates import findings
from elections.steps import Step
from tests.factories import VILLAGE, make_cycle, make_person
from tests.vetting.factories import (
    ORGANISER,
    agree,
    answer,
    answer_all,
    make_batch,
    make_head,
    make_organiser,
    make_reviewer,
    problem,
    publish_bars,
    sheet_of,
)
from vetting import services
from vetting.gates import departments_have_reviewed
from vetting.models import Review, ReviewRules, TownshipReview
from vetting.services.conclusions import issue_conclusions
from vetting.services.nominations import open_for_nominations, unreviewed

pytestmark = pytest.mark.django_db


@pytest.fixture
def election():
    publish_bars()
    cycle = make_cycle(villages=[VILLAGE])
    return cycle.elections.select_related("village", "cycle").get(body="committee")


def nominate(election, name="王小明"):
    person = make_person(name, village_code=VILLAGE)
    day = timezone.localdate()
    return Nomination.objects.create(
        election=election, person=person, post="director", source="voters", nominated_on=day, state_on=day
    )


def review_all(election):
    open_for_nominations(scope=ORGANISER, user=make_organiser(f"开{Review.objects.count()}"), cycle=election.cycle)
    return list(Review.objects.order_by("pk"))


def found(step, election):
    return {
        one.finding.rule: (one.finding.ok, one.finding.detail)
        for one in findings(step, [election])[election.pk]
        if one.finding.rule.startswith(("township", "review"))
    }


def test_nominations_are_taken_over_once(election):
    nominate(election)
    assert unreviewed(ORGANISER, election.cycle).count() == 1
    review_all(election)
    assert unreviewed(ORGANISER, election.cycle).count() == 0
    assert len(review_all(election)) == 1


def test_nobody_standing_opens_no_step(election):
    assert found(Step.TOWNSHIP_REVIEW, election)["township_reviewed"] == (False, "0 of 0 persons")
    assert found(Step.JOINT_REVIEW, election)["review_qualified"] == (False, "0 of 0 persons")


def test_the_townships_step_waits_for_every_opinion(election):
    nominate(election)
    nominate(election, "李小红")
    assert found(Step.TOWNSHIP_REVIEW, election)["township_reviewed"] == (False, "0 of 2 persons")
    first, second = review_all(election)
    agree(first)
    assert found(Step.TOWNSHIP_REVIEW, election)["township_reviewed"] == (False, "1 of 2 persons")
    agree(second)
    assert found(Step.TOWNSHIP_REVIEW, election) == {
        "township_reviewed": (True, "2 of 2 persons"),
        "township_refused": (True, "0 persons"),
    }


def test_whom_the_township_refuses_must_go(election):
    nominate(election)
    [review] = review_all(election)
    agree(review)
    TownshipReview.objects.update(opinion="refuse", refused_for="N14")
    assert found(Step.TOWNSHIP_REVIEW, election)["township_refused"] == (False, "1 persons")
    assert found(Step.JOINT_REVIEW, election)["review_refused"] == (False, "1 persons")
    Nomination.objects.update(state="removed", end_reason="初审未通过")
    nominate(election, "李小红")
    assert found(Step.TOWNSHIP_REVIEW, election)["township_refused"] == (True, "0 persons")


def test_the_joint_review_waits_for_the_conclusion(election):
    nominate(election)
    [review] = review_all(election)
    agree(review)
    batch = make_batch(reviews=[review])
    answer_all(batch)
    assert found(Step.JOINT_REVIEW, election)["review_qualified"] == (False, "0 of 1 persons")  # not issued yet
    issue_conclusions(scope=ORGANISER, user=make_organiser("定"), reviews=[review.pk])
    assert found(Step.JOINT_REVIEW, election) == {
        "review_qualified": (True, "1 of 1 persons"),
        "review_refused": (True, "0 persons"),
    }


def test_a_later_problem_reopens_what_was_concluded(election):
    nominate(election)
    [review] = review_all(election)
    agree(review)
    batch = make_batch(reviews=[review])
    answer_all(batch)
    issue_conclusions(scope=ORGANISER, user=make_organiser("定"), reviews=[review.pk])
    sheet = sheet_of(batch)
    reviewer, head = make_reviewer(sheet.department), make_head(sheet.department)
    answer(sheet, reviewer, **problem(bar="N03", document_number="7号"))
    services.sign_opinions(scope=scope_of(head), user=head, sheet=sheet)
    assert found(Step.RESULT, election)["review_qualified"] == (False, "0 of 1 persons")
    assert found(Step.RESULT, election)["review_refused"] == (False, "1 persons")


@pytest.mark.parametrize(("days", "fresh"), [(30, True), (31, False)])
@pytest.mark.parametrize("step", [Step.PUBLIC_NOTICE, Step.RESULT])
def test_before_notice_and_result_the_review_is_not_too_old(election, step, days, fresh):
    nominate(election)
    [review] = review_all(election)
    agree(review)
    answer_all(make_batch(reviews=[review]))
    issue_conclusions(scope=ORGANISER, user=make_organiser("定"), reviews=[review.pk])
    ReviewRules.objects.create(county_id=election.cycle.county_id, valid_days=30)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=days)):
        assert found(step, election)["review_fresh"][0] is fresh


def test_the_queries_are_the_same_for_more_elections(election, django_assert_max_num_queries):
    for body in ("party", "committee"):
        nominate(election.cycle.elections.get(body=body), f"王{'甲' if body == 'party' else '乙'}")
    elections = list(election.cycle.elections.select_related("village", "cycle"))
    with django_assert_max_num_queries(9):
        departments_have_reviewed(elections)
