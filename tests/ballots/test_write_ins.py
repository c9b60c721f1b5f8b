"""Elected by write-in votes: nobody has reviewed him yet, so his review is opened after the count."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from ballots.models import Elected, Vote
from ballots.queries import unreviewed_write_ins
from ballots.services import add_write_in, issue_certificates, review_write_ins
from tests.ballots.voting import ORGANISER, clerks, counted, make_vote
from tests.factories import VILLAGE, make_person
from vetting.models import BarList, Conclusion, Review, ReviewKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def users():
    return clerks()


def elect(users, person=None) -> Vote:
    """A vote that a name written in has won."""
    vote = make_vote()
    post = vote.ballots.get().posts.get()
    add_write_in(scope=ORGANISER, vote=vote, post=post, name="史文斌", person=person)
    counted(vote, users, {"A": 90, "B": 80, "史文斌": 211})
    assert Elected.objects.get().write_in
    return vote


def test_his_review_is_opened_once_as_that_of_a_write_in(users):
    person = make_person("史文斌", village_code=VILLAGE)
    vote = elect(users, person)
    assert review_write_ins(scope=ORGANISER, user=users[0], vote=vote) == 1
    review = Review.objects.get()
    assert (review.person, review.post, review.kind) == (person, "director", ReviewKind.WRITE_IN)
    assert review_write_ins(scope=ORGANISER, user=users[0], vote=vote) == 0
    assert not unreviewed_write_ins(vote).exists()


def test_a_name_without_a_person_is_told_and_nothing_is_opened(users):
    vote = elect(users)
    with pytest.raises(ValidationError, match="史文斌: not on record"):
        review_write_ins(scope=ORGANISER, user=users[0], vote=vote)
    assert not Review.objects.exists()


def test_the_page_and_the_home_page_say_so_until_it_is_done(client, users):
    vote = elect(users, make_person("史文斌", village_code=VILLAGE))
    client.force_login(users[0])
    address = reverse("ballots:vote", args=[vote.pk])
    assert client.get(address).context["write_ins"] == ["史文斌"]
    told = [one.title for one in client.get("/", follow=True).context["lines"]]
    assert "1 elected by write-in votes are not reviewed" in told
    assert client.post(reverse("ballots:write_ins", args=[vote.pk])).url == address
    page = client.get(address)
    assert page.context["write_ins"] == []
    assert Review.objects.count() == 1


@pytest.mark.parametrize(
    ("outcome", "code", "numbers"), [("qualified", "", ["沁0001号"]), ("not_qualified", "N03", [])]
)
def test_his_certificate_waits_until_he_is_found_qualified(users, outcome, code, numbers):
    vote = elect(users, make_person("史文斌", village_code=VILLAGE))
    issue = {"issuer": "沁河镇人民政府", "issued_on": datetime.date.today(), "prefix": "沁"}
    issue |= {"scope": ORGANISER, "user": users[0], "vote": vote}
    assert list(issue_certificates(**issue)) == []
    review_write_ins(scope=ORGANISER, user=users[0], vote=vote)
    assert list(issue_certificates(**issue)) == []
    bars = BarList.objects.create(county_id=VILLAGE[:6], number=1, title="清单", valid_from="2026-01-01")
    Conclusion.objects.create(
        review=Review.objects.get(),
        outcome=outcome,
        code=code,
        as_of="2026-11-20",
        rulebook="cn-2026",
        bar_list=bars,
        officer=users[1],
    )
    assert [one.number for one in issue_certificates(**issue)] == numbers
