"""The register of Party members: taking over, leaving out, settling."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from electionadmin.versions import Stale
from elections.models import Election
from rolls.queries import electors_of
from rolls.services.party import add_member, change_member, draw_up, remove_member, reopen, settle
from tests.factories import VILLAGE, make_person
from tests.rolls.factories import TODAY, make_election

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
FILE = {
    "left_out": "bedridden",
    "proof": "诊断证明",
    "consent": "沁河党发〔2026〕8号",
    "consent_on": TODAY - DAY,
    "passed_on": TODAY,
}


@pytest.fixture
def election(db) -> Election:
    return make_election(body="party")


@pytest.fixture
def members(election, liaison):
    for name, joined in (("王小甲", "2001-07-01"), ("王小乙", "2019-07-01"), ("王小丙", "2026-03-01")):
        make_person(name, village_code=VILLAGE, party_joined=datetime.date.fromisoformat(joined))
    make_person("王小丁", village_code=VILLAGE)
    make_person("王小戊", village_code="140431100202", party_joined=datetime.date(2001, 7, 1))
    register, count = draw_up(scope=liaison, election=election, on=TODAY)
    assert count == 3
    return register


def _refused(action, *fields):
    with pytest.raises(ValidationError) as refused:
        action()
    assert set(getattr(refused.value, "error_dict", {"": None})) == set(fields)


def test_who_joined_within_a_year_is_probationary(members):
    standing = dict(members.members.values_list("person__name", "standing"))
    assert standing == {"王小甲": "full", "王小乙": "full", "王小丙": "probationary"}


def test_taking_over_twice_adds_nobody_twice(liaison, election, members):
    assert draw_up(scope=liaison, election=election, on=TODAY)[1] == 0


def test_once_settled_the_members_due_are_known(liaison, election, members):
    assert electors_of(election) is None
    settle(scope=liaison, register=members, on=TODAY)
    assert electors_of(election) == 2
    _refused(lambda: draw_up(scope=liaison, election=election, on=TODAY), "")
    reopen(scope=liaison, register=members)
    assert electors_of(election) is None


def test_who_is_left_out_with_the_whole_file_is_not_due(liaison, election, members):
    member = members.members.get(person__name="王小甲")
    changed = change_member(scope=liaison, member=member, values={**FILE, "passed_on": None}, version=1)
    assert changed.counts
    changed = change_member(scope=liaison, member=member, values=FILE, version=2)
    assert not changed.counts
    settle(scope=liaison, register=members, on=TODAY)
    assert electors_of(election) == 1
    with pytest.raises(ValidationError):
        change_member(scope=liaison, member=member, values=FILE, version=3)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({**FILE, "left_out": ""}, "left_out"),
        ({**FILE, "standing": "probationary"}, "left_out"),
        ({**FILE, "passed_on": TODAY + DAY}, "passed_on"),
        ({**FILE, "consent_on": TODAY + DAY}, "consent_on"),
    ],
)
def test_a_file_that_contradicts_itself(liaison, members, values, field):
    member = members.members.get(person__name="王小甲")
    _refused(lambda: change_member(scope=liaison, member=member, values=values, version=1), field)
    with pytest.raises(Stale):
        change_member(scope=liaison, member=member, values=FILE, version=5)


def test_a_member_is_added_and_taken_off(liaison, election, members):
    _refused(lambda: add_member(scope=liaison, election=election, person=make_person("丁明", village_code=VILLAGE)), "")
    person = make_person("李红", village_code=VILLAGE, party_joined=datetime.date(2010, 7, 1))
    member = add_member(scope=liaison, election=election, person=person)
    _refused(lambda: add_member(scope=liaison, election=election, person=person), "")
    remove_member(scope=liaison, member=member, version=1)
    assert members.members.count() == 3


def test_only_a_party_election_has_a_register(liaison):
    with pytest.raises(Http404):
        draw_up(scope=liaison, election=make_election(), on=TODAY)


def test_an_empty_register_and_a_day_to_come_are_not_settled(liaison, election, members):
    _refused(lambda: settle(scope=liaison, register=members, on=TODAY + DAY), "settled_on")
    members.members.all().delete()
    _refused(lambda: settle(scope=liaison, register=members, on=TODAY), "")


def test_after_the_meeting_the_register_stays(liaison, election, members):
    settle(scope=liaison, register=members, on=TODAY)
    Election.objects.filter(pk=election.pk).update(held_on=TODAY)
    _refused(lambda: reopen(scope=liaison, register=members), "")
