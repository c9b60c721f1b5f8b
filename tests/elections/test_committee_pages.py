"""Pages of the election committee: the list, forming, members, exits, successions, meetings."""

import datetime

import pytest
from django.urls import reverse

from accounts.roles import Role
from elections.committee.models import CommitteeMember, ElectionCommittee, Leaving, Place
from elections.models import Body
from people.models import Person
from tests.elections.committees import make_committee
from tests.factories import TOWNSHIP, VILLAGE, make_cycle, make_officer, make_person

pytestmark = pytest.mark.django_db
ENGLISH = {"headers": {"accept-language": "en"}}
WOMAN = "11010519491231002X"


@pytest.fixture(autouse=True)
def _in_november(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 20, 4, tzinfo=datetime.UTC))


@pytest.fixture
def election():
    return make_cycle(villages=[VILLAGE]).elections.select_related("cycle", "village").get(body=Body.COMMITTEE)


@pytest.fixture
def informant(client):
    client.force_login(make_officer(Role.VILLAGE_INFORMANT, VILLAGE))


def _page(client, view, pk, /):
    return client.get(reverse(f"elections:{view}", args=[pk]), **ENGLISH).content.decode()


def _send(client, view, pk, /, **data):
    return client.post(reverse(f"elections:{view}", args=[pk]), data, **ENGLISH)


def test_an_informant_forms_the_committee_and_seats_it(client, election, informant):
    assert "Form the committee" in _page(client, "committee", election.pk)
    wrong = {
        "chosen_by": "representatives",
        "chosen_on": "2026-11-30",
        "seats": "5",
        "due": "40",
        "present": "41",
        "version": "0",
    }
    answer = _send(client, "committee_form", election.pk, **wrong)
    assert "present" in answer.context["form"].errors
    assert answer.context["form"]["present"].value() == "41"
    right = wrong | {"present": "38"}
    assert "chosen_on" in _send(client, "committee_form", election.pk, **right).context["form"].errors
    right["chosen_on"] = "2026-11-12"
    assert _send(client, "committee_form", election.pk, **right).status_code == 302
    known = make_person("王小明", village_code=VILLAGE)
    for data in (
        {"person": known.pk, "place": "chair", "votes": "35"},
        {"id_number": WOMAN, "name": "李秀英", "place": "deputy"},
        {"name": "张三丰", "place": "member"},
    ):
        assert _send(client, "committee_member_add", election.pk, **data).status_code == 302
    assert Person.objects.get(name="李秀英").village_code == VILLAGE
    page = _page(client, "committee", election.pk)
    assert "3 of 5" in page
    assert "3 of 5 members decided on sit." in page


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"place": "member"}, "person"),
        ({"id_number": "123", "place": "member"}, "id_number"),
        ({"id_number": WOMAN, "place": "member"}, "name"),
        ({"name": "王3", "place": "member"}, "name"),
        ({"name": "王五", "place": "king"}, "place"),
        ({"name": "王五", "place": "chair"}, "place"),
        ({"name": "王五", "place": "member", "votes": "-1"}, "votes"),
    ],
)
def test_a_member_that_cannot_be_is_refused_at_its_field(client, election, informant, data, field):
    make_committee(election, members=2)
    answer = _send(client, "committee_member_add", election.pk, **data)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert CommitteeMember.objects.count() == 2


def test_a_chair_leaves_and_is_succeeded_page_by_page(client, election, informant):
    committee = make_committee(election, members=5, alternates=2)
    chair = committee.members.get(place=Place.CHAIR)
    assert _send(client, "committee_member_leave", chair.pk, left_on="2026-11-19", why="resigned").status_code == 302
    page = _page(client, "committee", election.pk)
    assert "The seat is open." in page
    form = client.get(reverse("elections:committee_succeed", args=[chair.pk])).context["form"]
    data = {name: form[name].value() for name in ("alternate", "promoted")} | {"on": "2026-11-19"}
    assert _send(client, "committee_succeed", chair.pk, **data).status_code == 302
    successor = CommitteeMember.objects.get(succeeds=chair)
    assert committee.members.get(place=Place.CHAIR, left_on=None).person_id != chair.person_id
    assert _send(client, "committee_announce", successor.pk, announced_on="2026-11-20").status_code == 302
    assert "The seat is open." not in _page(client, "committee", election.pk)


def test_somebody_chosen_anew_succeeds(client, election, informant):
    committee = make_committee(election, members=3)
    member = committee.members.get(place=Place.MEMBER)
    _send(client, "committee_member_leave", member.pk, left_on="2026-11-19", why="died")
    answer = _send(client, "committee_succeed", member.pk, on="2026-11-20", name="新当选")
    assert "chosen_by" in answer.context["form"].errors
    data = {"on": "2026-11-20", "name": "新当选", "chosen_by": "representatives", "votes": "30"}
    assert _send(client, "committee_succeed", member.pk, **data).status_code == 302
    assert CommitteeMember.objects.get(succeeds=member).person.name == "新当选"


def test_a_correction_and_a_meeting(client, election, informant):
    committee = make_committee(election, members=3)
    member = committee.members.get(place=Place.MEMBER)
    data = {
        "place": "member",
        "votes": "12",
        "position": "1",
        "joined_on": "2026-09-08",
        "note": "",
        "version": member.version,
    }
    assert _send(client, "committee_member", member.pk, **data).status_code == 302
    answer = _send(client, "committee_member", member.pk, **data | {"votes": "13"})
    assert "Somebody else has saved this meanwhile" in answer.content.decode()
    assert (
        _send(
            client,
            "committee_meeting_add",
            election.pk,
            held_on="2026-11-10",
            subject="审定名单",
            absentees=[member.pk],
        ).status_code
        == 302
    )
    assert "审定名单" in _page(client, "committee", election.pk)


def test_the_county_dissolves_and_the_informant_does_not(client, election, informant):
    make_committee(election, members=1)
    data = {"on": "2026-11-19", "reason": "不履行职责", "document": "沁政函〔2026〕8号"}
    assert _send(client, "committee_dissolve", election.pk, **data).status_code == 404
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    assert _send(client, "committee_dissolve", election.pk, **data | {"document": ""}).status_code == 200
    assert _send(client, "committee_dissolve", election.pk, **data).status_code == 302
    assert "不履行职责" in _page(client, "committee", election.pk)
    assert ElectionCommittee.objects.get().document == "沁政函〔2026〕8号"


def test_names_are_shown_as_they_are(client, election, informant):
    committee = make_committee(election, members=1)
    CommitteeMember.objects.update(left_on="2026-11-01", left_for=Leaving.RESIGNED, note="<script>alert(1)</script>")
    assert committee.pk
    page = _page(client, "committee", election.pk)
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(("state", "expected"), [("none", 1), ("incomplete", 1), ("unfiled", 1), ("office", 1)])
def test_the_list_is_narrowed_by_state(client, state, expected):
    cycle = make_cycle(villages=[f"{TOWNSHIP}20{number}" for number in range(4)])
    elections = list(cycle.elections.filter(body=Body.COMMITTEE).order_by("village_id"))
    make_committee(elections[0], seats=3, members=2)
    make_committee(elections[1], seats=3, members=3)
    day = datetime.date(2026, 9, 9)
    make_committee(elections[2], seats=3, members=3, announced_on=day, filed_on=day)
    client.force_login(make_officer(Role.COUNTY_LEADER))
    answer = client.get(reverse("elections:committee_list") + f"?state={state}")
    assert answer.context["listing"].page.paginator.count == expected


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_more_rows(client, count, django_assert_max_num_queries):
    cycle = make_cycle(villages=[f"{TOWNSHIP}20{number}" for number in range(count)])
    for election in cycle.elections.filter(body=Body.COMMITTEE):
        make_committee(election, members=2)
    client.force_login(make_officer(Role.COUNTY_LEADER))
    with django_assert_max_num_queries(12):
        assert client.get(reverse("elections:committee_list")).status_code == 200


def test_a_neighbours_committee_does_not_exist(client, election):
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, "140431200"))
    assert client.get(reverse("elections:committee", args=[election.pk])).status_code == 404
