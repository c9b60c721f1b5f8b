"""Seating persons on bodies."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from accounts.roles import Role
from accounts.scope import Grant, Scope
from electionadmin.versions import Stale
from tests.factories import COUNTY, VILLAGE, make_division, make_person, seat
from villages.models import Body, BodyKind, Member, PartyForm, Post
from villages.queries import benches, gaps_of
from villages.services import add_member, change_member, end_membership, save_body

pytestmark = pytest.mark.django_db
ORGANISER = Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, ""),))


@pytest.fixture
def village():
    return make_division(VILLAGE)


def _refusal(refused):
    return {problem.code for problems in refused.value.error_dict.values() for problem in problems} | set(
        refused.value.error_dict
    )


def test_one_person_may_head_the_party_organisation_and_the_committee(village):
    person = make_person()
    seat(person, village, BodyKind.PARTY, Post.SECRETARY)
    seat(person, village, BodyKind.COMMITTEE, Post.DIRECTOR)
    assert person.seats.count() == 2


def test_a_person_sits_on_a_body_once(village):
    person = make_person()
    seat(person, village)
    with pytest.raises(ValidationError) as refused:
        seat(person, village, post=Post.MEMBER)
    assert "person" in _refusal(refused)


def test_a_body_has_one_head(village):
    seat(make_person("王小明"), village)
    with pytest.raises(ValidationError) as refused:
        seat(make_person("李小红"), village)
    assert "post" in _refusal(refused)


def test_a_body_has_only_its_own_posts(village):
    with pytest.raises(ValidationError) as refused:
        seat(make_person(), village, BodyKind.COMMITTEE, Post.SECRETARY)
    assert "post" in _refusal(refused)


def test_a_group_has_one_head_and_whoever_heads_one_names_it(village):
    def head(person, group, post=Post.GROUP_HEAD):
        return add_member(scope=ORGANISER, village=village, kind=BodyKind.GROUPS, person=person, post=post, group=group)

    first = head(make_person("王小明"), "1")
    head(make_person("李小红"), "2")
    head(make_person("赵大勇"), "1", Post.DEPUTY_GROUP_HEAD)
    for group in ("1", ""):
        with pytest.raises(ValidationError) as refused:
            head(make_person("任志强"), group)
        assert "group" in _refusal(refused)
    seat(make_person("史文斌"), village)
    [_party, *_others, groups] = benches(village)
    assert [(member.group, member.post) for member in groups.members] == [
        ("1", Post.GROUP_HEAD),
        ("1", Post.DEPUTY_GROUP_HEAD),
        ("2", Post.GROUP_HEAD),
    ]
    end_membership(scope=ORGANISER, member=first, on=datetime.date.today(), version=1)
    assert head(make_person("任志强"), "1").group == "1"


def test_representatives_are_many_and_nobody_heads_them(village):
    for name, group in (("王小明", "1"), ("李小红", "1"), ("赵大勇", "")):
        add_member(
            scope=ORGANISER,
            village=village,
            kind=BodyKind.REPRESENTATIVES,
            person=make_person(name),
            post=Post.REPRESENTATIVE,
            group=group,
        )
    shown = benches(village)
    assert [bench.kind for bench in shown if bench.members] == [BodyKind.REPRESENTATIVES]
    assert [member.group for bench in shown for member in bench.members] == ["", "1", "1"]
    assert BodyKind.REPRESENTATIVES not in {gap.subject for gap in gaps_of(village, shown)}


def test_somebody_of_another_county_is_not_seated(village):
    with pytest.raises(ValidationError):
        add_member(
            scope=ORGANISER,
            village=village,
            kind=BodyKind.PARTY,
            person=make_person(county_code="140430"),
            post=Post.MEMBER,
        )


def test_a_membership_that_has_ended_frees_the_seat_and_stays_on_record(village):
    first = seat(make_person("王小明"), village)
    end_membership(scope=ORGANISER, member=first, on=datetime.date(2026, 3, 1), version=1)
    seat(make_person("李小红"), village)
    assert Member.objects.filter(ends_on=None).count() == 1
    assert Member.objects.count() == 2


def test_a_membership_does_not_end_before_it_begins_nor_in_the_future(village):
    member = seat(make_person(), village)
    change_member(scope=ORGANISER, member=member, values={"starts_on": datetime.date(2026, 5, 1)}, version=1)
    for day in (datetime.date(2026, 4, 1), datetime.date(2099, 1, 1)):
        with pytest.raises(ValidationError) as refused:
            end_membership(scope=ORGANISER, member=member, on=day, version=2)
        assert "ends_on" in _refusal(refused)


def test_the_second_of_two_who_change_a_membership_is_told(village):
    member = seat(make_person(), village)
    change_member(scope=ORGANISER, member=member, values={"post": Post.MEMBER}, version=1)
    with pytest.raises(Stale):
        end_membership(scope=ORGANISER, member=member, on=datetime.date(2026, 3, 1), version=1)


def test_only_the_party_organisation_has_a_form(village):
    values = {"party_form": PartyForm.GENERAL_BRANCH}
    assert save_body(scope=ORGANISER, village=village, kind=BodyKind.PARTY, values=values, version=0).version == 1
    with pytest.raises(ValidationError):
        save_body(scope=ORGANISER, village=village, kind=BodyKind.COUNCIL, values=values, version=0)
    assert Body.objects.count() == 1
