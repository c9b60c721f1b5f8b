"""Entering, correcting and taking back entries; one village only."""

import datetime
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from accounts.roles import Role
from accounts.scope import Grant, Scope
from electionadmin.versions import Stale
from elections.models import Body
from rolls.models import Entry, Resolution
from rolls.services.decisions import prepare, publish
from rolls.services.entries import EntryData, add_entry, change_entry, delete_entry, record_resolution
from tests.factories import TOWNSHIP, VILLAGE, make_cycle, make_division, make_profile
from tests.rolls.factories import TODAY, id_number, make_election, make_entry, make_roll, publish_straight

pytestmark = pytest.mark.django_db
OTHER = "140431101201"
PLAIN = EntryData(name="王小明", id_number=id_number(), group="第三村民小组", basis="resident")
DAY = datetime.timedelta(days=1)


def _refused(action, *fields):
    with pytest.raises(ValidationError) as refused:
        action()
    found = set(getattr(refused.value, "error_dict", {"": None}))
    assert found == set(fields), refused.value
    return " ".join(refused.value.messages)


def test_an_entry_takes_sex_and_birth_from_the_id_number(liaison):
    entry = add_entry(scope=liaison, roll=make_roll(), data=PLAIN)

    assert (entry.sex, entry.birth_date, entry.group, entry.group_order) == ("M", datetime.date(1980, 5, 1), "3", 3)
    assert (entry.initials, entry.masked_id_number[-4:]) == ("wxm", id_number()[-4:])
    assert Entry.objects.get().id_number == id_number()


@pytest.mark.parametrize(
    ("differs", "field"),
    [
        ({"name": "王1"}, "name"),
        ({"name": ""}, "name"),
        ({"id_number": "140431198005010012"}, "id_number"),
        ({"id_number": id_number()[:15] + "000"}, "id_number"),
        ({"id_number": "", "birth_date": datetime.date(1980, 5, 1)}, "sex"),
        ({"id_number": "", "sex": "M"}, "birth_date"),
        ({"birth_date": datetime.date(1980, 5, 2)}, "birth_date"),
        ({"id_number": id_number(birth=datetime.date(2008, 12, 15))}, "birth_date"),
        ({"basis": ""}, "basis"),
        ({"basis": "household"}, "basis"),
        ({"basis": "absent"}, "declared_on"),
        ({"unlisted": "deprived"}, "unlisted"),
        ({"basis": "", "unlisted": "incapable"}, "unlisted"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_stored(liaison, differs, field):
    roll = make_roll()
    _refused(lambda: add_entry(scope=liaison, roll=roll, data=replace(PLAIN, **differs)), field)
    assert not Entry.objects.exists()


def test_who_is_not_listed_is_kept_with_the_reason(liaison):
    data = replace(PLAIN, basis="", unlisted="under_age", id_number=id_number(birth=datetime.date(2010, 1, 1)))
    entry = add_entry(scope=liaison, roll=make_roll(), data=data)
    assert entry.get_unlisted_display()


def test_an_outsider_needs_a_meeting_that_could_decide(liaison):
    roll = make_roll()
    values = {
        "meeting": "representatives",
        "held_on": TODAY - 9 * DAY,
        "document": "决议2号",
        "due": 30,
        "present": 19,
        "agreed": 19,
    }
    message = _refused(lambda: record_resolution(scope=liaison, roll=roll, values=values), "present")
    assert "第三十条" in message
    resolution = record_resolution(scope=liaison, roll=roll, values={**values, "present": 22})
    applied = replace(
        PLAIN,
        basis="outsider",
        declared_on=TODAY - 12 * DAY,
        here_since=TODAY - 500 * DAY,
        resolution=resolution,
    )
    assert "第十六条" in _refused(
        lambda: add_entry(scope=liaison, roll=roll, data=replace(applied, resolution=None)), "resolution"
    )
    assert add_entry(scope=liaison, roll=roll, data=applied).resolution == resolution
    assert Resolution.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"present": 31}, "__all__"),
        ({"agreed": 29}, "__all__"),
        ({"agreed": 11, "present": 22}, "agreed"),
        ({"held_on": TODAY + DAY}, "held_on"),
    ],
)
def test_figures_of_a_meeting_that_contradict_each_other(liaison, values, field):
    roll = make_roll()
    right = {"meeting": "representatives", "held_on": TODAY, "document": "2号", "due": 30, "present": 28, "agreed": 26}
    _refused(lambda: record_resolution(scope=liaison, roll=roll, values={**right, **values}), field)


def _two_rolls(there: str):
    make_division(there, "河西村")
    cycle = make_cycle(villages=[VILLAGE, there])
    elections = cycle.elections.filter(body=Body.COMMITTEE).order_by("village_id")
    return [make_roll(election) for election in elections]


def test_one_village_only_and_the_village_is_named_to_those_who_see_it(liaison):
    here, there = _two_rolls(f"{TOWNSHIP}202")
    make_entry(there, number=id_number())
    message = _refused(lambda: add_entry(scope=liaison, roll=here, data=PLAIN), "id_number")
    assert "河西村" in message


def test_outside_the_scope_only_the_township_is_named(liaison, organiser):
    here, there = _two_rolls(OTHER)
    entry = make_entry(there, number=id_number())
    message = _refused(lambda: add_entry(scope=liaison, roll=here, data=PLAIN), "id_number")
    assert "河西村" not in message
    assert make_division(OTHER[:9]).name in message
    assert entry.name not in message
    assert "河西村" in _refused(lambda: add_entry(scope=organiser, roll=here, data=PLAIN), "id_number")
    elsewhere = add_entry(scope=liaison, roll=here, data=replace(PLAIN, basis="", unlisted="elsewhere"))
    assert elsewhere.unlisted == "elsewhere"


def test_twice_on_one_roll_is_refused(liaison):
    roll = make_roll()
    add_entry(scope=liaison, roll=roll, data=PLAIN)
    _refused(lambda: add_entry(scope=liaison, roll=roll, data=replace(PLAIN, name="王晓明")), "id_number")
    nameless = replace(PLAIN, id_number="", sex="F", birth_date=datetime.date(1990, 1, 1))
    add_entry(scope=liaison, roll=roll, data=nameless)
    _refused(lambda: add_entry(scope=liaison, roll=roll, data=nameless), "name")


def test_a_change_keeps_the_number_and_counts_up(liaison):
    roll = make_roll()
    entry = add_entry(scope=liaison, roll=roll, data=PLAIN)
    changed = change_entry(scope=liaison, entry=entry, data=replace(PLAIN, group="5"), version=1)
    assert (changed.group, changed.version, changed.id_number) == ("5", 2, id_number())
    event = changed.events.order_by("-pgh_id").first()
    assert event.id_number == entry.id_number  # the same cipher text: the number did not change
    with pytest.raises(Stale):
        change_entry(scope=liaison, entry=entry, data=PLAIN, version=1)


def test_an_entry_is_taken_back_while_the_roll_is_drawn_up(liaison):
    entry = add_entry(scope=liaison, roll=make_roll(), data=PLAIN)
    delete_entry(scope=liaison, entry=entry, version=1)
    assert not Entry.objects.exists()


def test_a_published_roll_is_changed_by_a_decision_alone(liaison):
    roll = make_roll()
    entry = make_entry(roll)
    publish_straight(roll)
    other = replace(PLAIN, id_number=id_number(1), name="李红")
    for action in (
        lambda: add_entry(scope=liaison, roll=roll, data=other, added_as="omitted"),
        lambda: change_entry(
            scope=liaison,
            entry=entry,
            data=replace(PLAIN, id_number="", sex="M", birth_date=entry.birth_date),
            version=1,
        ),
        lambda: delete_entry(scope=liaison, entry=entry, version=1),
    ):
        _refused(action, "")
    prepare(scope=liaison, roll=roll, decided_on=TODAY, reason="漏登")
    _refused(lambda: add_entry(scope=liaison, roll=roll, data=other), "added_as")
    added = add_entry(scope=liaison, roll=roll, data=other, added_as="omitted")
    assert (added.added_in, added.added_as) == (2, "omitted")
    _refused(
        lambda: change_entry(scope=liaison, entry=entry, data=replace(PLAIN, basis="", unlisted="left"), version=1),
        "unlisted",
    )
    delete_entry(scope=liaison, entry=added, version=1)


def test_a_frozen_roll_takes_only_the_four_increases(liaison):
    roll = make_roll()
    make_entry(roll)
    publish_straight(roll)
    type(roll).objects.filter(pk=roll.pk).update(state="frozen", frozen_on=TODAY)
    prepare(scope=liaison, roll=roll, decided_on=TODAY, reason="迁入一人")
    other = replace(PLAIN, id_number=id_number(1))
    _refused(lambda: add_entry(scope=liaison, roll=roll, data=other, added_as="omitted"), "added_as")
    assert add_entry(scope=liaison, roll=roll, data=other, added_as="moved_in").added_in == 2


def test_an_informant_enters_and_does_not_decide(informant):
    roll = make_roll()
    add_entry(scope=informant, roll=roll, data=PLAIN)
    with pytest.raises(Http404):
        publish(scope=informant, roll=roll, on=TODAY)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.COUNTY_LEADER, Role.OBSERVER, Role.COUNTY_ADMIN])
def test_who_only_reads_writes_nothing(role):
    scope = Scope((Grant(role, "140431", ""),))
    with pytest.raises(Http404):
        add_entry(scope=scope, roll=make_roll(), data=PLAIN)


def test_a_communitys_residents_say_that_they_take_part(liaison):
    election = make_election()
    make_profile(election.village, kind="community")
    roll = make_roll(election)
    _refused(lambda: add_entry(scope=liaison, roll=roll, data=PLAIN), "basis")
    _refused(lambda: add_entry(scope=liaison, roll=roll, data=replace(PLAIN, basis="living")), "declared_on")
    data = replace(PLAIN, basis="worker", here_since=TODAY - 200 * DAY, confirmed_on=TODAY - DAY)
    assert add_entry(scope=liaison, roll=roll, data=data).basis == "worker"
