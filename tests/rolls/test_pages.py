"""Pages of the rolls: lists, one roll on its way, entry and correction, lists, register of members."""

import datetime
import io
from zipfile import ZipFile

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.roles import Role
from accounts.scope import Grant, Scope
from elections.models import Body, Election
from elections.panels import election_panels
from rolls.models import Entry, Objection, Proxy, Roll
from tests.factories import FRAME_QUERIES, TOWNSHIP, VILLAGE, make_cycle, make_division, make_officer, make_person
from tests.rolls.factories import TODAY, id_number, make_election, make_entry, make_roll, publish_straight

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
NUMBER = id_number()


@pytest.fixture
def roll(as_liaison) -> Roll:
    return make_roll()


def _url(name: str, *arguments: object) -> str:
    return reverse(f"rolls:{name}", args=arguments)


def _typed(**values: str) -> dict[str, str]:
    return {
        "name": "王小明",
        "id_number": NUMBER,
        "sex": "",
        "group": "3",
        "basis": "resident",
        "unlisted": "",
        "version": "0",
        **values,
    }


def test_the_villages_with_their_rolls(as_liaison, roll):
    make_entry(roll)
    make_entry(roll, "李红", unlisted="left")
    [row] = as_liaison.get(_url("roll_list")).context["listing"].page.object_list
    assert (row.listed, row.unlisted, row.state) == (1, 1, "draft")


@pytest.mark.parametrize(
    ("state", "found"), [("none", 0), ("draft", 1), ("published", 0), ("objected", 0), ("corrected", 0), ("frozen", 0)]
)
def test_the_villages_by_state_of_the_roll(as_liaison, roll, state, found):
    make_entry(roll)
    assert as_liaison.get(_url("roll_list"), {"state": state}).context["listing"].page.paginator.count == found


@pytest.mark.parametrize("villages", [1, 3])
def test_the_number_of_queries_of_the_villages_does_not_grow(as_liaison, django_assert_num_queries, villages):
    cycle = make_cycle(villages=[f"{TOWNSHIP}20{place}" for place in range(villages)])
    for election in cycle.elections.filter(body=Body.COMMITTEE):
        make_entry(make_roll(election))
    as_liaison.get(reverse("home"))
    with django_assert_num_queries(FRAME_QUERIES + 2):  # count, rows
        as_liaison.get(_url("roll_list"))


@pytest.mark.parametrize("voters", [1, 3])
def test_the_number_of_queries_of_the_voters_does_not_grow(as_liaison, roll, django_assert_num_queries, voters):
    for place in range(voters):
        make_entry(roll, number=id_number(place))
    as_liaison.get(reverse("home"))
    with django_assert_num_queries(FRAME_QUERIES + 6):  # election, roll, chapter, groups, count, rows
        as_liaison.get(_url("entry_list", roll.election_id))


@pytest.mark.parametrize("voters", [1, 3])
def test_the_number_of_queries_of_a_roll_does_not_grow(as_liaison, roll, django_assert_num_queries, voters):
    for place in range(voters):
        make_entry(roll, f"王小{'甲乙丙'[place]}", number=id_number(place))
    publish_straight(roll, on=TODAY - 2 * DAY)
    as_liaison.get(reverse("home"))
    with django_assert_num_queries(ROLL_QUERIES):
        as_liaison.get(_url("roll", roll.election_id))


ROLL_QUERIES = FRAME_QUERIES + 20


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["丁明", "王小明", "卜华", "李红"]),
        ({"q": "lh"}, ["李红"]),
        ({"q": "王"}, ["王小明"]),
        ({"q": NUMBER}, ["王小明"]),
        ({"q": "3"}, ["李红"]),
        ({"group": "2"}, ["卜华", "李红"]),
        ({"sex": "F"}, ["李红"]),
        ({"listing": "unlisted"}, ["卜华"]),
        ({"listing": "listed"}, ["丁明", "王小明", "李红"]),
        ({"listing": "number"}, ["丁明", "卜华", "李红"]),
        ({"unlisted": "left"}, ["卜华"]),
        ({"basis": "absent"}, ["丁明"]),
        ({"age": "4"}, ["李红"]),
        ({"sort": "name"}, ["丁明", "卜华", "王小明", "李红"]),
    ],
)
def test_voters_are_found_filtered_and_ordered(as_liaison, roll, query, names):
    make_entry(roll, "王小明", number=NUMBER)
    make_entry(roll, "丁明", basis="absent")
    make_entry(roll, "李红", sex="F", group="2", group_order=2, birth_date=datetime.date(1940, 1, 1))
    make_entry(roll, "卜华", group="2", group_order=2, unlisted="left")
    for number, name in enumerate(("丁明", "王小明", "李红"), 1):
        Entry.objects.filter(name=name).update(number=number, initials={"李红": "lh"}.get(name, ""))
    page = as_liaison.get(_url("entry_list", roll.election_id), query).context["listing"].page
    found = [entry.name for entry in page.object_list]
    assert found == names


@pytest.mark.parametrize("query", [{}, {"format": "print"}, {"format": "xlsx"}])
def test_numbers_are_masked_everywhere(as_liaison, roll, query):
    make_entry(roll, number=NUMBER)
    response = as_liaison.get(_url("entry_list", roll.election_id), query)
    content = response.content.decode() if query.get("format") != "xlsx" else _text(response.content)
    assert f"140***********{NUMBER[-4:]}" in content
    assert NUMBER not in content


def _text(workbook: bytes) -> str:
    with ZipFile(io.BytesIO(workbook)) as book:
        return "".join(book.read(name).decode() for name in book.namelist())


def test_entering_one_after_the_other_keeps_the_group(as_liaison, roll):
    answer = as_liaison.post(_url("entry_add", roll.election_id), _typed(next="1"))
    assert answer.url == f"{_url('entry_add', roll.election_id)}?group=3"
    assert 'value="3"' in as_liaison.get(answer.url).content.decode()


def test_the_first_voter_makes_the_roll(as_liaison):
    election = make_election()
    as_liaison.post(_url("entry_add", election.pk), _typed())
    assert Entry.objects.get().roll.election == election


def test_what_is_wrong_is_told_at_the_field_and_nothing_typed_is_lost(as_liaison, roll):
    page = as_liaison.post(_url("entry_add", roll.election_id), _typed(basis="absent", note="外出"))
    assert "declared_on" in page.context["form"].errors
    assert "外出" in page.content.decode()
    assert not Entry.objects.exists()


def test_two_people_change_one_entry_the_second_sees_and_decides(as_liaison, roll):
    entry = make_entry(roll, number=NUMBER)
    typed = _typed(id_number="", sex="M", birth_date="1980-05-01", version="1")
    as_liaison.post(_url("entry", entry.pk), typed | {"group": "5"})
    page = as_liaison.post(_url("entry", entry.pk), typed | {"group": "7"})
    assert [difference.both for difference in page.context["form"].differences] == [True]
    again = dict(page.context["form"].data.items())
    assert as_liaison.post(_url("entry", entry.pk), again).status_code == 302
    entry.refresh_from_db()
    assert (entry.group, entry.id_number) == ("7", NUMBER)


def test_who_stands_on_a_published_roll_is_shown_and_not_changed(as_liaison, roll):
    entry = make_entry(roll, number=NUMBER)
    publish_straight(roll)
    page = as_liaison.get(_url("entry", entry.pk))
    assert not page.context["may_change"]
    refused = as_liaison.post(
        _url("entry", entry.pk), _typed(id_number="", sex="M", birth_date="1980-05-01", version="1")
    )
    assert refused.context["form"].errors


def test_the_way_of_a_correction(as_liaison, roll):
    entry = make_entry(roll)
    make_entry(roll, "李红")
    publish_straight(roll, on=TODAY - 2 * DAY)
    pk = roll.election_id
    assert as_liaison.get(_url("strike", entry.pk)).status_code == 404
    as_liaison.post(_url("decision", pk), {"decided_on": TODAY, "reason": "错登一人", "document": "4-1"})
    assert as_liaison.get(_url("roll", pk)).context["preparing"].number == 2
    as_liaison.post(_url("strike", entry.pk), {"removed_as": "mistaken", "version": "1"})
    as_liaison.post(_url("leave", entry.pk))
    as_liaison.post(
        _url("strike", entry.pk), {"removed_as": "mistaken", "version": str(Entry.objects.get(pk=entry.pk).version)}
    )
    assert "王小明" in as_liaison.get(_url("announce", pk)).content.decode()
    as_liaison.post(_url("announce", pk), {"announced_on": TODAY})
    figures = as_liaison.get(_url("roll", pk)).context
    assert [edition.electors for edition in figures["editions"]] == [2, 1]
    assert figures["figures"].listed == 1


def test_a_decision_is_dropped(as_liaison, roll):
    make_entry(roll)
    publish_straight(roll, on=TODAY - 2 * DAY)
    as_liaison.post(_url("decision", roll.election_id), {"decided_on": TODAY, "reason": "错登一人"})
    as_liaison.post(_url("drop", roll.election_id))
    assert roll.editions.count() == 1


def test_publishing_too_late_says_so_at_the_field(as_liaison, roll):
    make_entry(roll)
    Election.objects.filter(pk=roll.election_id).update(election_day=TODAY + 10 * DAY)
    page = as_liaison.post(_url("publish", roll.election_id), {"published_on": TODAY})
    assert "第十七条" in str(page.context["form"].errors["published_on"])


def test_publishing_and_freezing(as_liaison, roll):
    make_entry(roll)
    Election.objects.filter(pk=roll.election_id).update(election_day=TODAY + 20 * DAY)
    as_liaison.post(_url("publish", roll.election_id), {"published_on": TODAY - 6 * DAY, "document": "第4号公告"})
    as_liaison.post(_url("freeze", roll.election_id), {"frozen_on": TODAY})
    roll.refresh_from_db()
    assert (roll.state, roll.frozen_on) == ("frozen", TODAY)
    page = as_liaison.get(_url("posting", roll.election_id)).content.decode()
    assert "王小明" in page
    assert "第1组" in page


def test_a_meeting_is_recorded(as_liaison, roll):
    values = {
        "meeting": "representatives",
        "held_on": TODAY,
        "document": "2号",
        "due": "30",
        "present": "28",
        "agreed": "26",
    }
    as_liaison.post(_url("resolution_add", roll.election_id), values)
    assert roll.resolutions.get().agreed == 26
    page = as_liaison.post(
        _url("resolution_add", roll.election_id), values | {"document": "3号", "present": "19", "agreed": "19"}
    )
    assert "present" in page.context["form"].errors


def test_an_objection_from_reception_to_announcement(as_liaison, roll):
    entry = make_entry(roll)
    publish_straight(roll, on=TODAY - 2 * DAY)
    values = {
        "claim": "mistaken",
        "entry": "王小明",
        "objector": "任福生",
        "written": "on",
        "received_on": TODAY,
        "text": "已迁出",
    }
    as_liaison.post(_url("objection_add", roll.election_id), values)
    objection = Objection.objects.get()
    assert (objection.entry, objection.concerns) == (entry, "王小明")
    decided = {"outcome": "dismissed", "decided_on": TODAY, "grounds": "户籍仍在本村", "edition": "", "version": "1"}
    as_liaison.post(_url("objection", objection.pk), decided)
    as_liaison.post(_url("objection_announce", objection.pk), {"announced_on": TODAY, "version": "2"})
    objection.refresh_from_db()
    assert objection.announced_on == TODAY


def test_who_objects_is_seen_by_those_who_decide_alone(client, as_liaison, roll):
    make_entry(roll)
    publish_straight(roll, on=TODAY - 2 * DAY)
    objection = Objection.objects.create(
        roll=roll, claim="omitted", concerns="任桂兰", objector="任福生", text="漏登", received_on=TODAY
    )
    assert "任福生" in as_liaison.get(_url("objection", objection.pk)).content.decode()
    client.force_login(make_officer(Role.VILLAGE_INFORMANT, VILLAGE))
    assert "任福生" not in client.get(_url("objection", objection.pk)).content.decode()
    assert "任福生" not in client.get(_url("objection_list", roll.election_id)).content.decode()


def test_a_proxy_is_typed_by_name_or_card(as_liaison, roll):
    for place, name in enumerate(("王小明", "王小明", "丁明")):
        make_entry(roll, name, number=id_number(place))
    publish_straight(roll, on=TODAY - 8 * DAY)
    values = {
        "voter": "王小明",
        "proxy": "丁明",
        "relation": "villager",
        "reason": "外出",
        "applied_on": TODAY,
        "written": "on",
    }
    add = _url("listed_add", roll.election_id, "proxies")
    assert "voter" in as_liaison.post(add, values).context["form"].errors  # two bear the name
    assert "voter" in as_liaison.post(add, values | {"voter": "没有人"}).context["form"].errors
    as_liaison.post(add, values | {"voter": id_number(1)})
    proxy = Proxy.objects.get()
    assert proxy.voter.id_index == Entry.objects.get(id_last4=id_number(1)[-4:]).id_index
    as_liaison.post(_url("publish_list", roll.election_id, "proxies"), {"published_on": TODAY})
    assert "丁明" in as_liaison.get(_url("listed", roll.election_id, "proxies")).content.decode()
    as_liaison.post(
        _url("withdraw", "proxies", proxy.pk), {"withdrawn_on": TODAY, "withdrawn_because": "返回", "version": "2"}
    )
    proxy.refresh_from_db()
    assert proxy.withdrawn_on == TODAY


def test_an_unknown_list_does_not_exist(as_liaison, roll):
    assert as_liaison.get(_url("listed", roll.election_id, "friends")).status_code == 404


def test_a_look_at_a_number_is_recorded(as_liaison, roll):
    entry = make_entry(roll, number=NUMBER)
    page = as_liaison.post(_url("reveal", entry.pk), {"reason": "核对登记表"})
    assert NUMBER in page.content.decode()
    assert NUMBER not in as_liaison.get(_url("reveal", entry.pk)).content.decode()


def test_the_register_of_members(as_liaison):
    election = make_election(body=Body.PARTY)
    make_person("王小甲", village_code=VILLAGE, party_joined=datetime.date(2001, 7, 1))
    person = make_person("王小乙", village_code=VILLAGE)
    as_liaison.post(_url("party_draw_up", election.pk))
    person.party_joined = datetime.date(2002, 7, 1)
    person.save()
    as_liaison.post(_url("party_add", election.pk), {"person": person.pk})
    member = election.party_register.members.get(person__name="王小甲")
    as_liaison.post(
        _url("party_member", member.pk), {"standing": "full", "suspension": "arrested", "left_out": "", "version": "1"}
    )
    as_liaison.post(_url("party_settle", election.pk), {"settled_on": TODAY})
    page = as_liaison.get(_url("party", election.pk))
    assert page.context["figures"] == {"members": 2, "due": 1, "probationary": 0, "suspended": 1, "left_out": 0}
    assert as_liaison.get(_url("register_list")).context["listing"].page.object_list[0].due == 1
    as_liaison.post(_url("party_settle", election.pk))
    election.party_register.refresh_from_db()
    assert election.party_register.settled_on is None


def test_another_townships_roll_does_not_exist(as_liaison):
    make_division("140431101201")
    election = make_election("140431101201")
    assert as_liaison.get(_url("roll", election.pk)).status_code == 404
    assert as_liaison.post(_url("entry_add", election.pk), _typed()).status_code == 404


def test_beside_the_elections_stand_those_entitled(rf, roll):
    make_entry(roll)
    publish_straight(roll)
    request = rf.get("/")
    request.scope = Scope((Grant(Role.TOWNSHIP_LIAISON, TOWNSHIP, ""),))
    panels = [panel for panel in election_panels(request, roll.election) if panel.url == _url("roll", roll.election_id)]
    assert [panel.context["electors"] for panel in panels] == [1]
    assert "1" in render_to_string(panels[0].template, panels[0].context)
    party = make_election(body=Body.PARTY, name="二")
    [panel] = [panel for panel in election_panels(request, party) if panel.url == _url("party", party.pk)]
    assert render_to_string(panel.template, panel.context)
