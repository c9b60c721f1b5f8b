"""What the page of a candidate's way says of the reviews."""

import datetime

import pytest

from accounts.roles import Role
from candidates.models import Nomination
from candidates.way import ways_of
from elections.steps import Step
from tests.factories import VILLAGE, make_officer
from tests.vetting.samples import make_case
from vetting.models import Conclusion, Review, TownshipReview

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 2)


@pytest.fixture
def review() -> Review:
    return make_case(VILLAGE).review


@pytest.fixture
def nomination(review) -> Nomination:
    found, _made = Nomination.objects.get_or_create(
        election=review.election,
        person=review.person,
        post=review.post,
        defaults={"source": "party", "nominated_on": DAY, "state_on": DAY},
    )
    return found


def mark(nomination, step):
    return next(stop.mark for stop in ways_of([nomination])[nomination.pk] if stop.step == step)


@pytest.mark.parametrize(("opinion", "refused_for", "state"), [("agree", "", "ok"), ("refuse", "N03", "block")])
def test_the_townships_opinion_is_a_stop(nomination, review, opinion, refused_for, state):
    TownshipReview.objects.filter(review=review).delete()
    assert mark(nomination, Step.TOWNSHIP_REVIEW).state == "wait"
    met = dict.fromkeys(("form_complete", "age_met", "residence_met", "pledge_signed"), True)
    TownshipReview.objects.create(
        review=review,
        bar_list=review.entry.batch.bar_list,
        opinion=opinion,
        refused_for=refused_for,
        signer="李卫国",
        signed_on=DAY,
        **met,
    )
    found = mark(nomination, Step.TOWNSHIP_REVIEW)
    assert found.state == state
    assert refused_for in found.detail


@pytest.mark.parametrize(("outcome", "code", "state"), [("qualified", "", "ok"), ("not_qualified", "N03", "block")])
def test_the_countys_conclusion_is_a_stop_with_the_code_alone(nomination, review, outcome, code, state):
    Conclusion.objects.create(
        review=review,
        number=2,
        outcome=outcome,
        code=code,
        as_of=DAY,
        rulebook="cn-2026",
        reasons="内情",
        bar_list=review.entry.batch.bar_list,
        officer=make_officer(Role.COUNTY_LEADER),
    )
    found = mark(nomination, Step.JOINT_REVIEW)
    assert found.state == state
    assert "内情" not in str(found)


def test_who_was_never_reviewed_is_not_there_yet(nomination, review):
    Nomination.objects.filter(pk=nomination.pk).update(post="director" if review.post != "director" else "member")
    nomination.refresh_from_db()
    assert mark(nomination, Step.JOINT_REVIEW).state == "info"


def test_many_ways_cost_as_much_as_one(nomination, django_assert_max_num_queries):
    with django_assert_max_num_queries(QUERIES):
        ways_of([nomination])
    with django_assert_max_num_queries(QUERIES):
        ways_of([nomination] * 3)


QUERIES = 24
