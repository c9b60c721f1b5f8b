"""Nominating, refusing, withdrawing, stepping up, deciding: the services and what the database itself refuses."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404

from accounts.roles import Role
from accounts.scope import Grant, Scope
from candidates import queries
from candidates.models import Nomination, Nominator, State
from candidates.nominations import services
from candidates.nominations.states import TRANSITIONS
from elections.models import Body
from tests.candidates.conftest import NEIGHBOUR, START
from tests.factories import VILLAGE, make_nomination, make_person, make_seats
from villages.models import Post

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 10, 12)
JOINED = datetime.date(2015, 7, 1)
BORN = datetime.date(1980, 5, 5)


def member(name="王小明", **fields):
    return make_person(name, **{"party_joined": JOINED, "birth_date": BORN, "village_code": VILLAGE, **fields})


def nominate(scope, election, person, post=Post.MEMBER, **fields):
    values = {"source": Nominator.OUTGOING, "nominated_on": DAY, "by_hand_reason": "党员提议", **fields}
    if election.body != Body.PARTY:
        values = {"source": Nominator.VOTERS, "nominators": "王一、李二", "nominated_on": DAY, **fields}
    return services.nominate(scope=scope, election=election, person=person, post=post, **values)


def field_errors(raised):
    return set(raised.value.error_dict)


def test_a_person_is_nominated_and_the_differential_is_told(township, party):
    make_seats(party, secretary=1, member=2)
    outcome = nominate(township, party, member(), Post.SECRETARY)
    [extra, one_post] = outcome.findings
    assert (outcome.nomination.state, outcome.nomination.position) == (State.PRELIMINARY, 1)
    assert (extra.rule, extra.ok, extra.severity) == ("candidates.extra", False, "block")
    assert "seats 3" in extra.detail
    assert one_post.ok


def test_seats_not_recorded_are_a_finding(township, party):
    [seats, _one_post] = nominate(township, party, member()).findings
    assert (seats.rule, seats.ok) == ("candidates.seats", False)


def test_out_of_the_scope_there_is_nothing_to_nominate_for(party):
    elsewhere = Scope((Grant(Role.TOWNSHIP_LIAISON, NEIGHBOUR[:9], ""),))
    with pytest.raises(Http404):
        nominate(elsewhere, party, member())


def test_a_minor_is_refused_with_age_and_article(township, committee):
    young = member(birth_date=datetime.date(2008, 12, 15), party_joined=None)
    with pytest.raises(ValidationError) as raised:
        nominate(township, committee, young)
    [message] = raised.value.message_dict["person"]
    assert "第十六条" in message
    assert "18" in message


def test_who_is_of_age_on_the_election_day_itself_may_stand(township, committee):
    assert nominate(township, committee, member(birth_date=datetime.date(2008, 12, 14), party_joined=None))


def test_only_party_members_stand_for_the_party(township, party):
    with pytest.raises(ValidationError) as raised:
        nominate(township, party, member(party_joined=None))
    assert field_errors(raised) == {"person"}


def test_a_name_added_by_hand_needs_a_reason(township, party):
    with pytest.raises(ValidationError) as raised:
        nominate(township, party, member(), by_hand_reason=" ")
    assert field_errors(raised) == {"by_hand_reason"}


def test_a_post_of_another_body_is_refused(township, party):
    with pytest.raises(ValidationError) as raised:
        nominate(township, party, member(), Post.DIRECTOR)
    assert "post" in field_errors(raised)


def test_self_nomination_is_off_under_the_law_of_2026(township, committee):
    with pytest.raises(ValidationError) as raised:
        nominate(township, committee, member(), source=Nominator.SELF)
    assert field_errors(raised) == {"source"}


def test_self_nomination_has_its_last_day_where_the_rulebook_knows_it(township, committee):
    committee.cycle.__class__.objects.update(rulebook="cn-2018-zhejiang")
    committee.refresh_from_db()
    committee.__class__.objects.filter(pk=committee.pk).update(election_day=datetime.date(2026, 10, 20))
    assert nominate(township, committee, member(), source=Nominator.SELF, nominated_on=datetime.date(2026, 10, 10))
    with pytest.raises(ValidationError) as raised:
        nominate(township, committee, member("李小红"), source=Nominator.SELF, nominated_on=datetime.date(2026, 10, 11))
    assert "2026" in raised.value.message_dict["nominated_on"][0]


def test_who_stands_in_another_village_is_refused_and_the_place_is_told_as_far_as_one_may_know(
    county, township, committee
):
    person = member()
    make_nomination(person, NEIGHBOUR, body=Body.COMMITTEE)
    with pytest.raises(ValidationError) as known:
        nominate(county, committee, person)
    with pytest.raises(ValidationError) as hidden:
        nominate(township, committee, person)
    assert f"D{NEIGHBOUR}" in known.value.message_dict["person"][0]
    assert f"D{NEIGHBOUR}" not in hidden.value.message_dict["person"][0]


def test_nobody_stands_for_the_committee_and_for_its_supervisors(township, committee, cycle):
    person = member()
    make_nomination(person, body=Body.SUPERVISORY)
    with pytest.raises(ValidationError) as raised:
        nominate(township, committee, person)
    assert field_errors(raised) == {"person"}


def test_secretary_and_director_may_be_one_person(township, committee, party):
    person = member()
    nominate(township, party, person, Post.SECRETARY)
    assert nominate(township, committee, person, Post.DIRECTOR)


def test_who_is_nominated_for_two_posts_states_which_and_the_other_ends(township, committee):
    person = member()
    director = nominate(township, committee, person, Post.DIRECTOR).nomination
    second = nominate(township, committee, person, Post.MEMBER)
    assert [finding.ok for finding in second.findings if finding.rule == "candidates.one_post"] == [False]
    outcome = services.state_post(scope=township, nomination=director, on=DAY, document="选委会卷宗第3号")
    assert [finding.ok for finding in outcome.findings if finding.rule == "candidates.one_post"] == [True]
    second.nomination.refresh_from_db()
    assert second.nomination.state == State.WITHDRAWN


def test_the_next_in_order_steps_up_when_somebody_refuses(township, committee):
    first = make_nomination(member(), body=Body.COMMITTEE, position=1)
    third = make_nomination(member("李三"), body=Body.COMMITTEE, position=3, state=State.RESERVE)
    second = make_nomination(member("张二"), body=Body.COMMITTEE, position=2, state=State.RESERVE)
    outcome = services.refuse(scope=township, nomination=first, on=DAY, reason="外出务工")
    assert outcome.successor == second
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.state, third.state) == (State.PRELIMINARY, State.RESERVE)


def test_a_refusal_after_the_last_day_of_the_province_is_refused(township, committee):
    committee.cycle.__class__.objects.update(rulebook="cn-2026-zhejiang")
    committee.__class__.objects.filter(pk=committee.pk).update(election_day=datetime.date(2026, 11, 20))
    nomination = make_nomination(member(), body=Body.COMMITTEE)
    with pytest.raises(ValidationError) as raised:
        services.refuse(scope=township, nomination=nomination, on=datetime.date(2026, 11, 18), reason="不愿参选")
    assert "第十九条" in raised.value.message_dict["on"][0]
    assert (
        services.refuse(
            scope=township, nomination=nomination, on=datetime.date(2026, 11, 17), reason="不愿参选"
        ).nomination.state
        == State.REFUSED
    )


def test_an_end_without_a_reason_is_refused(township, party):
    nomination = make_nomination(member())
    with pytest.raises(ValidationError) as raised:
        services.withdraw(scope=township, nomination=nomination, on=DAY, reason="")
    assert field_errors(raised) == {"reason"}


def test_the_formal_list_waits_for_the_differential(township, party):
    make_seats(party, secretary=1, member=2)
    people = [make_nomination(member(name), state=State.NOMINEE) for name in ("王一", "王二", "王三")]
    with pytest.raises(ValidationError, match="第十三条"):
        services.list_formally(scope=township, election=party, on=DAY)
    make_nomination(member("王四"), state=State.NOMINEE)
    assert len(services.list_formally(scope=township, election=party, on=DAY)) == 4
    assert queries.formal_candidates(party).first().state == State.FORMAL
    assert queries.nominees(party).count() == len(people) + 1


def test_a_removal_may_be_revoked_with_a_reason(township, party):
    nomination = make_nomination(member(), state=State.REMOVED)
    services.restore(scope=township, nomination=nomination, on=DAY, reason="复审合格")
    nomination.refresh_from_db()
    assert (nomination.state, nomination.end_reason) == (State.PRELIMINARY, "")


def test_an_informant_enters_and_decides_nothing(party):
    informant = Scope((Grant(Role.VILLAGE_INFORMANT, VILLAGE, ""),))
    nomination = nominate(informant, party, member()).nomination
    with pytest.raises(Http404):
        services.remove(scope=informant, nomination=nomination, on=DAY, reason="x")


@pytest.mark.parametrize("before", list(State))
@pytest.mark.parametrize("after", list(State))
def test_the_database_knows_the_transitions(cycle, before, after):
    nomination = make_nomination(member(), state=before)
    reason = "x" if after in (State.REFUSED, State.WITHDRAWN, State.REMOVED) else ""
    change = Nomination.objects.filter(pk=nomination.pk)
    if after == before or after in TRANSITIONS[before]:
        change.update(state=after, end_reason=reason)
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            change.update(state=after, end_reason=reason)


def test_the_database_lets_no_nomination_begin_as_candidate_or_vanish(cycle, party):
    values = {"election": party, "post": "member", "source": "party", "nominated_on": START, "state_on": START}
    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.create(person=member(), state=State.FORMAL, **values)
    nomination = make_nomination(member("李小红"))
    with pytest.raises(IntegrityError), transaction.atomic():
        nomination.delete()
