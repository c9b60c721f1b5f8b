"""The election committee: forming it, who must leave, who succeeds, and what the gates find."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404

from accounts.roles import Role
from accounts.scope import scope_of
from elections import facts
from elections.committee import queries, rules, services
from elections.committee.models import CommitteeMember, Leaving, MeetingKind, Place
from elections.committee.notices import formation_notice, succession_notice
from elections.gates import findings
from elections.models import Body
from elections.rulebooks import rulebook
from elections.steps import Step
from people.models import Kin, Kinship
from tests.elections.committees import CHOSEN_ON, make_committee, seat_on
from tests.factories import COUNTY, TOWNSHIP, VILLAGE, make_cycle, make_officer, make_person

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _in_november(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 20, 4, tzinfo=datetime.UTC))


@pytest.fixture
def scope():
    return scope_of(make_officer(Role.COUNTY_ORGANISER))


@pytest.fixture
def election():
    return _election(make_cycle(villages=[VILLAGE]))


@pytest.fixture
def committee(election):
    return make_committee(election, members=5, alternates=2)


@pytest.fixture
def nominated(monkeypatch):
    """Tells the nominees as the room of the candidates does."""
    people: dict[int, set[int]] = {}
    monkeypatch.setattr(facts, "_nominees", [lambda elections: people])
    return people


def _election(cycle, body=Body.COMMITTEE):
    return cycle.elections.select_related("cycle", "village__parent").get(body=body)


def _found(election):
    return {
        found.finding.rule: (found.finding.ok, found.finding.severity)
        for found in findings(Step.ELECTION_COMMITTEE, [election])[election.pk]
        if found.finding.rule.startswith("ec_")
    }


def test_a_village_without_a_committee_is_blocked_on_the_article(election):
    [formed] = [f for f in findings(Step.ELECTION_COMMITTEE, [election])[election.pk] if f.finding.rule == "ec_formed"]
    assert formed.blocks
    assert "第十五条" in formed.finding.basis
    assert formed.url


def test_a_complete_committee_only_has_to_be_published_and_filed(scope, election, committee):
    assert {rule for rule, (ok, _severity) in _found(election).items() if not ok} == {"ec_announced", "ec_filed"}
    services.change_committee(
        scope=scope, committee=committee, values={"announced_on": TODAY, "filed_on": TODAY}, version=committee.version
    )
    assert all(ok for ok, _severity in _found(election).values())


@pytest.mark.parametrize(
    ("seats", "members", "expected"),
    [
        (5, 4, {"ec_complete": "block"}),
        (6, 6, {"ec_size_odd": "warn"}),
        (5, 1, {"ec_complete": "block", "ec_deputy": "block"}),
        (5, 0, {"ec_complete": "block", "ec_deputy": "block", "ec_chair": "block"}),
        (2, 2, {"ec_size_min": "warn", "ec_size_odd": "warn"}),
    ],
)
def test_what_is_missing_is_found(election, seats, members, expected):
    make_committee(election, seats=seats, members=members, alternates=1)
    missing = {rule: severity for rule, (ok, severity) in _found(election).items() if not ok}
    assert {rule: missing[rule] for rule in missing if rule not in ("ec_announced", "ec_filed")} == expected


def test_before_2026_no_deputy_chair_is_needed():
    told = rules.composition(rules.Seats(5, 5, 1, 0, 1), book=rulebook("cn-2018"), body="village_committee")
    assert "ec_deputy" not in {one.finding.rule for one in told}
    assert "第十二条" in rules.law_of(rulebook("cn-2018-henan"))


def test_a_size_that_the_province_binds_is_refused_with_the_article(scope):
    cycle = make_cycle(villages=[VILLAGE])
    cycle.rulebook = "cn-2026-zhejiang"
    cycle.save()
    for seats in (4, 10):
        with pytest.raises(ValidationError) as refused:
            make_committee(_election(cycle), seats=seats)
        assert "浙江" in refused.value.message_dict["seats"][0]
    assert make_committee(_election(cycle), seats=9).seats == 9


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"chosen_on": datetime.date(2026, 8, 1)}, "chosen_on"),
        ({"chosen_on": datetime.date(2026, 11, 21)}, "chosen_on"),
        ({"announced_on": datetime.date(2026, 9, 7)}, "announced_on"),
        ({"due": 40, "present": 41}, "present"),
        ({"seats": 0}, "seats"),
    ],
)
def test_a_committee_that_cannot_be_is_refused_at_its_field(election, values, field):
    with pytest.raises(ValidationError) as refused:
        make_committee(election, **values)
    codes = {error.code for errors in refused.value.error_dict.values() for error in errors}
    assert field in {*refused.value.error_dict, *codes}


def test_a_party_election_has_no_election_committee():
    with pytest.raises(ValidationError):
        make_committee(_election(make_cycle(villages=[VILLAGE]), Body.PARTY))


def test_seats_are_limited_and_nobody_sits_twice(committee):
    with pytest.raises(ValidationError) as refused:
        seat_on(committee)
    assert "place" in refused.value.message_dict
    with pytest.raises(ValidationError):
        seat_on(committee, committee.members.first().person, place=Place.ALTERNATE)
    assert seat_on(committee, place=Place.ALTERNATE)


def test_a_second_chair_is_refused_by_the_database_too(election):
    committee = make_committee(election, members=1)
    person = make_person("第二")
    with pytest.raises(ValidationError):
        seat_on(committee, person, place=Place.CHAIR)
    with pytest.raises(IntegrityError), transaction.atomic():
        CommitteeMember.objects.create(committee=committee, person=person, place=Place.CHAIR, joined_on=CHOSEN_ON)


def test_who_is_nominated_leaves_and_so_do_his_near_relatives(scope, election, committee):
    chair, deputy, cousin = committee.members.order_by("pk")[:3]
    nominee = chair.person
    Kinship.objects.create(person=deputy.person, relative=nominee, kind=Kin.SIBLING)
    left = services.leave_for_nomination(scope=scope, election=election, nominee=nominee, on=TODAY)
    assert {member.pk: member.left_for for member in left} == {
        chair.pk: Leaving.NOMINATED,
        deputy.pk: Leaving.RELATIVE_NOMINATED,
    }
    deputy.refresh_from_db()
    assert (deputy.nominee, deputy.left_on) == (nominee, TODAY)
    cousin.refresh_from_db()
    assert cousin.left_on is None
    assert services.leave_for_nomination(scope=scope, election=election, nominee=nominee, on=TODAY) == []


def test_before_2026_only_the_nominee_himself_leaves(scope):
    cycle = make_cycle(villages=[VILLAGE])
    cycle.rulebook = "cn-2018"
    cycle.save()
    election = _election(cycle)
    chair, deputy = make_committee(election, members=2).members.order_by("pk")
    Kinship.objects.create(person=deputy.person, relative=chair.person, kind=Kin.SPOUSE)
    [left] = services.leave_for_nomination(scope=scope, election=election, nominee=chair.person, on=TODAY)
    assert left.pk == chair.pk


def test_an_alternate_who_is_nominated_cannot_succeed(scope, election, committee):
    alternate = committee.members.filter(place=Place.ALTERNATE).order_by("-votes").first()
    [left] = services.leave_for_nomination(scope=scope, election=election, nominee=alternate.person, on=TODAY)
    assert left.pk == alternate.pk


def test_a_nomination_for_the_party_makes_nobody_leave(scope, election, committee):
    party = _election(election.cycle, Body.PARTY)
    chair = committee.members.get(place=Place.CHAIR)
    assert services.leave_for_nomination(scope=scope, election=party, nominee=chair.person, on=TODAY) == []


def test_the_gate_finds_who_should_have_left(election, committee, nominated):
    assert _found(election)["ec_recusal"] == (True, "block")
    member = committee.members.get(place=Place.CHAIR)
    nominee = make_person("候选")
    Kinship.objects.create(person=nominee, relative=member.person, kind=Kin.PARENT)
    nominated[election.pk] = {nominee.pk}
    assert _found(election)["ec_recusal"] == (False, "block")
    [leaver] = queries.leavers(queries.present_benches([election]), [election])[election.pk]
    assert (leaver.member, leaver.nominee) == (member, nominee)


def test_nobody_takes_a_seat_who_is_nominated_or_related_to_one_who_is(election, nominated):
    committee = make_committee(election, members=1)
    nominee, wife, other = (make_person(name) for name in ("候选", "其妻", "无关"))
    Kinship.objects.create(person=nominee, relative=wife, kind=Kin.SPOUSE)
    nominated[election.pk] = {nominee.pk}
    for person in (nominee, wife):
        with pytest.raises(ValidationError) as refused:
            seat_on(committee, person)
        assert "第十五条" in refused.value.message_dict["person"][0]
    assert seat_on(committee, other)


def test_near_relatives_who_sit_together_are_found(election, committee):
    first, second = committee.members.order_by("pk")[:2]
    Kinship.objects.create(person=first.person, relative=second.person, kind=Kin.CHILD)
    assert _found(election)["ec_relatives"] == (False, "warn")


def test_the_next_alternate_succeeds_in_order_of_votes(scope, election, committee):
    leaver = committee.members.filter(place=Place.MEMBER).first()
    services.leave(scope=scope, member=leaver, on=TODAY, why=Leaving.RESIGNED)
    leaver.refresh_from_db()
    first, second = committee.members.filter(place=Place.ALTERNATE).order_by("-votes")
    with pytest.raises(ValidationError) as refused:
        services.succeed(scope=scope, leaver=leaver, alternate=second, on=TODAY)
    assert first.person.name in refused.value.message_dict["alternate"][0]
    services.leave(scope=scope, member=first, on=TODAY, why=Leaving.DECLINED)
    successor = services.succeed(scope=scope, leaver=leaver, alternate=second, on=TODAY)
    assert (successor.place, successor.succeeds, successor.joined_on) == (Place.MEMBER, leaver, TODAY)
    assert _found(election)["ec_complete"] == (True, "block")


def test_the_deputy_takes_the_chair_of_a_nominee(scope, election, committee):
    chair, deputy = committee.members.get(place=Place.CHAIR), committee.members.get(place=Place.DEPUTY)
    [leaver] = services.leave_for_nomination(scope=scope, election=election, nominee=chair.person, on=TODAY)
    alternate = committee.members.filter(place=Place.ALTERNATE).order_by("-votes").first()
    successor = services.succeed(scope=scope, leaver=leaver, alternate=alternate, on=TODAY, promoted=deputy)
    deputy.refresh_from_db()
    assert (deputy.place, successor.place) == (Place.CHAIR, Place.MEMBER)
    notice = succession_notice(successor)
    assert (notice.number, notice.leaver, notice.successor) == ("2-1", chair.person.name, successor.person.name)
    assert notice.reason


def test_without_alternates_the_meeting_chooses_anew(scope, election):
    committee = make_committee(election, members=3)
    leaver = committee.members.get(place=Place.MEMBER)
    services.leave(scope=scope, member=leaver, on=TODAY, why=Leaving.DIED)
    leaver.refresh_from_db()
    chosen = {"scope": scope, "leaver": leaver, "person": make_person("新选"), "on": TODAY, "votes": 31}
    with pytest.raises(ValidationError) as refused:
        services.choose_successor(**chosen, chosen_by="")
    assert "chosen_by" in refused.value.message_dict
    successor = services.choose_successor(**chosen, chosen_by=MeetingKind.REPRESENTATIVES)
    assert successor.succeeds == leaver
    with pytest.raises(ValidationError):
        services.choose_successor(**chosen, chosen_by=MeetingKind.REPRESENTATIVES)


def test_nobody_succeeds_one_who_still_sits(scope, committee):
    member = committee.members.filter(place=Place.MEMBER).first()
    alternate = committee.members.filter(place=Place.ALTERNATE).order_by("-votes").first()
    with pytest.raises(ValidationError):
        services.succeed(scope=scope, leaver=member, alternate=alternate, on=TODAY)


def test_two_absences_in_a_row_end_a_membership_where_the_province_says_so(scope):
    cycle = make_cycle(villages=[VILLAGE])
    cycle.rulebook = "cn-2026-zhejiang"
    cycle.save()
    committee = make_committee(_election(cycle), members=5)
    lazy, busy = committee.members.filter(place=Place.MEMBER).order_by("pk")[:2]

    def meet(day, *absentees):
        on = datetime.date(2026, 10, day)
        return services.record_meeting(
            scope=scope, committee=committee, held_on=on, subject="例会", absentees=absentees
        )

    assert meet(1, lazy) == []
    assert meet(8, busy) == []
    assert meet(15, lazy, busy) == [busy]
    busy.refresh_from_db()
    assert busy.left_for == Leaving.ABSENCES
    assert "第九条" in busy.note
    assert meet(22, lazy) == [lazy]


def test_elsewhere_absence_ends_nothing(scope, committee):
    member = committee.members.first()
    for day in (1, 8, 15):
        on = datetime.date(2026, 10, day)
        assert (
            services.record_meeting(scope=scope, committee=committee, held_on=on, subject="x", absentees=[member]) == []
        )


@pytest.mark.parametrize(
    ("meetings", "absent", "run"),
    [([], set(), 0), ([1, 2], {1}, 0), ([1, 2], {2}, 1), ([1, 2, 3], {2, 3}, 2), ([1, 2, 3], {1, 2, 3}, 3)],
)
def test_absences_in_a_row(meetings, absent, run):
    assert rules.absences_in_row(meetings, absent) == run


def test_a_failed_committee_is_dissolved_by_the_county_and_another_is_formed(scope, election, committee):
    values = {"committee": committee, "on": TODAY, "reason": "不履行职责", "document": "沁政函〔2026〕8号"}
    with pytest.raises(Http404):
        services.dissolve_committee(scope=scope_of(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP)), **values)
    with pytest.raises(ValidationError) as refused:
        services.dissolve_committee(scope=scope, **values | {"reason": " ", "document": ""})
    assert set(refused.value.message_dict) == {"reason", "document"}
    services.dissolve_committee(scope=scope, **values)
    with pytest.raises(ValidationError):
        seat_on(committee)
    assert make_committee(election).pk != committee.pk


def test_who_has_left_is_not_changed_any_more(scope, committee):
    member = committee.members.filter(place=Place.MEMBER).first()
    services.leave(scope=scope, member=member, on=TODAY, why=Leaving.RESIGNED)
    for why in (Leaving.DIED, Leaving.RESIGNED):
        with pytest.raises(ValidationError):
            services.leave(scope=scope, member=member, on=TODAY, why=why)


@pytest.mark.parametrize(("role", "code"), [(Role.AUDITOR, COUNTY), (Role.TOWNSHIP_LIAISON, "140431200")])
def test_others_change_nothing(committee, role, code):
    scope = scope_of(make_officer(role, code))
    with pytest.raises(Http404):
        services.leave(scope=scope, member=committee.members.first(), on=TODAY, why=Leaving.RESIGNED)


def test_the_announcement_names_the_committee_in_order(election, committee):
    notice = formation_notice(committee)
    members = {member.place: member.person.name for member in committee.members.all()}
    assert (notice.number, notice.chair, notice.deputies) == ("2", members["chair"], [members["deputy"]])
    assert len(notice.members) == 3
    assert not set(notice.members) & {m.person.name for m in committee.members.filter(place=Place.ALTERNATE)}


@pytest.mark.parametrize("count", [1, 3])
def test_the_gates_take_the_same_queries_for_more_villages(count, nominated, django_assert_max_num_queries):
    cycle = make_cycle(villages=[f"{TOWNSHIP}20{number}" for number in range(count)])
    elections = list(cycle.elections.select_related("cycle", "village__parent").filter(body=Body.COMMITTEE))
    for election in elections:
        committee = make_committee(election, members=2)
        nominated[election.pk] = {make_person("候选").pk}
        Kinship.objects.create(person=committee.members.first().person, name="外人", kind=Kin.SIBLING)
    from elections.committee.gates import composition, recusal

    with django_assert_max_num_queries(5 + 5):
        assert len(composition(elections)) == count
        assert len(recusal(elections)) == count
