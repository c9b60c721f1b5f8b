"""Proxies, voters at mobile boxes, helpers: entered, published in time, withdrawn."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from candidates.models import Nomination
from elections.models import Cycle, Election
from rolls.models import Helper, MobileVoter, Proxy, Roll
from rolls.services.common import set_method
from rolls.services.lists import add_helper, add_mobile_voter, add_proxy, publish_list, withdraw
from tests.elections.county import tighten
from tests.factories import VILLAGE, make_person, make_profile
from tests.rolls.factories import TODAY, id_number, make_election, make_entry, make_roll, publish_straight

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def _refused(action, *fields):
    with pytest.raises(ValidationError) as refused:
        action()
    assert set(getattr(refused.value, "error_dict", {"": None})) == set(fields), refused.value
    return " ".join(refused.value.messages)


@pytest.fixture
def people(db):
    roll = make_roll()
    people = [make_entry(roll, f"王小{sign}", number=id_number(place)) for place, sign in enumerate("甲乙丙丁戊己")]
    publish_straight(roll, on=TODAY - 8 * DAY)
    return people


def _give(scope, voter, proxy, **values):
    right = {"relation": "villager", "reason": "外出务工", "written": True, "applied_on": TODAY}
    return add_proxy(scope=scope, roll=voter.roll, voter=voter, proxy=proxy, **{**right, **values})


def test_one_proxy_votes_for_three_and_no_more(liaison, people):
    for voter in people[1:4]:
        assert _give(liaison, voter, people[0]).rulebook == "cn-2026"
    assert "第十八条" in _refused(lambda: _give(liaison, people[4], people[0]), "proxy")


def test_a_county_version_allows_fewer(liaison, people):
    book = tighten(("village_committee", "proxy_max", 2))
    Cycle.objects.update(rulebook=book.key)
    for voter in people[1:3]:
        assert _give(liaison, voter, people[0]).rulebook == book.key
    assert "县发" in _refused(lambda: _give(liaison, people[3], people[0]), "proxy")


def test_a_formal_candidate_is_no_proxy_and_no_helper(liaison, people):
    person = make_person(people[0].name, id_number=id_number(0), village_code=VILLAGE)
    _nominate(people[0].roll.election, person)
    assert "第十八条" in _refused(lambda: _give(liaison, people[1], people[0]), "proxy")
    helper = {"helper": "", "helper_entry": people[0], "reason": "不识字", "applied_on": TODAY}
    _refused(lambda: add_helper(scope=liaison, roll=people[0].roll, voter=people[1], **helper), "helper_entry")


def _nominate(election, person):
    Nomination.objects.create(
        election=election, person=person, post="director", source="voters", nominated_on=TODAY, state_on=TODAY
    )
    for state in ("nominee", "formal"):
        Nomination.objects.filter(person=person).update(state=state)


def test_a_proxy_is_not_passed_on(liaison, people):
    _give(liaison, people[1], people[0])
    _refused(lambda: _give(liaison, people[0], people[2]), "voter")
    _refused(lambda: _give(liaison, people[2], people[1]), "proxy")
    _refused(lambda: _give(liaison, people[1], people[3]), "voter")


def test_both_stand_on_the_roll_and_are_two(liaison, people):
    stranger = make_entry(make_roll_of_another(), "丁明")
    _refused(lambda: _give(liaison, people[0], stranger), "proxy")
    _refused(lambda: _give(liaison, people[0], people[0]), "proxy")


def make_roll_of_another() -> Roll:
    return make_roll(make_election("140431100202", name="另一批次"))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"written": False}, "written"),
        ({"reason": " "}, "reason"),
        ({"applied_on": TODAY + DAY}, "applied_on"),
    ],
)
def test_what_a_proxy_needs(liaison, people, values, field):
    _refused(lambda: _give(liaison, people[1], people[0], **values), field)


def test_under_the_old_law_only_relatives_are_proxies(liaison, people):
    Cycle.objects.update(rulebook="cn-2018")
    assert "第十五条" in _refused(lambda: _give(liaison, people[1], people[0]), "relation")
    _give(liaison, people[1], people[0], relation="spouse")


def test_on_the_election_day_it_is_too_late(liaison, people):
    Election.objects.filter(pk=people[0].roll.election_id).update(election_day=TODAY)
    message = _refused(lambda: _give(liaison, people[1], people[0]), "applied_on")
    assert str(TODAY) in message


def test_where_representatives_elect_there_are_no_proxies(liaison, people):
    roll = people[0].roll
    make_profile(roll.election.village, kind="community")
    proxy = _give(liaison, people[1], people[0])
    _refused(lambda: set_method(scope=liaison, roll=roll, method="representatives", delegates=41), "method")
    withdraw(scope=liaison, listed=proxy, on=TODAY, reason="委托人返回", version=1)
    set_method(scope=liaison, roll=roll, method="representatives", delegates=41)
    assert "第十九条" in _refused(lambda: _give(liaison, people[1], people[0]), "voter")


def test_villagers_always_elect_themselves(liaison, people):
    _refused(lambda: set_method(scope=liaison, roll=people[0].roll, method="households", delegates=300), "method")


def test_the_lists_are_published_before_the_election_day(liaison, people):
    roll = people[0].roll
    _give(liaison, people[1], people[0])
    add_mobile_voter(scope=liaison, roll=roll, voter=people[2], reason="卧病", applied_on=TODAY)
    add_helper(
        scope=liaison, roll=roll, voter=people[3], helper="武老师", helper_entry=None, reason="不识字", applied_on=TODAY
    )
    assert [
        publish_list(scope=liaison, roll=roll, model=model, on=TODAY) for model in (Proxy, MobileVoter, Helper)
    ] == [1, 1, 1]
    assert publish_list(scope=liaison, roll=roll, model=Proxy, on=TODAY) == 0
    Election.objects.filter(pk=roll.election_id).update(election_day=TODAY)
    message = _refused(lambda: publish_list(scope=liaison, roll=roll, model=Proxy, on=TODAY), "published_on")
    assert "第十八条" in message
    assert str(TODAY - DAY) in message


def test_a_list_is_not_older_than_those_on_it(liaison, people):
    _give(liaison, people[1], people[0])
    _refused(lambda: publish_list(scope=liaison, roll=people[0].roll, model=Proxy, on=TODAY - DAY), "published_on")


def test_a_voter_who_comes_back_takes_the_vote_back(liaison, people):
    proxy = _give(liaison, people[1], people[0])
    _refused(lambda: withdraw(scope=liaison, listed=proxy, on=TODAY, reason="", version=1), "withdrawn_because")
    _refused(lambda: withdraw(scope=liaison, listed=proxy, on=TODAY - DAY, reason="返回", version=1), "withdrawn_on")
    withdraw(scope=liaison, listed=proxy, on=TODAY, reason="委托人返回", version=1)
    proxy.refresh_from_db()
    _refused(lambda: withdraw(scope=liaison, listed=proxy, on=TODAY, reason="返回", version=proxy.version), "")
    _give(liaison, people[1], people[2])


def test_before_publication_and_after_the_election_the_lists_are_closed(liaison, people):
    roll = make_roll_of_another()
    _refused(lambda: _give(liaison, make_entry(roll), make_entry(roll, "李红")), "")
    Election.objects.filter(pk=people[0].roll.election_id).update(held_on=TODAY)
    _refused(lambda: _give(liaison, people[1], people[0]), "")
