"""Publishing, correcting, freezing; objections and their days."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from electionadmin.versions import Stale
from elections.models import Cycle, Election
from rolls.models import Entry, Objection, Roll
from rolls.queries import electors_of
from rolls.services.decisions import announce, drop, freeze, leave_on, prepare, publish, strike_off
from rolls.services.objections import announce_decision, decide_objection, receive_objection
from tests.rolls.factories import TODAY, make_entry, make_roll, publish_straight

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def _refused(action, *fields):
    with pytest.raises(ValidationError) as refused:
        action()
    assert set(getattr(refused.value, "error_dict", {"": None})) == set(fields), refused.value
    return " ".join(refused.value.messages)


@pytest.fixture
def roll(db) -> Roll:
    roll = make_roll()
    for name in ("王小明", "丁明", "李红"):
        make_entry(roll, name)
    return roll


def _elect_on(roll: Roll, day: datetime.date | None) -> None:
    Election.objects.filter(pk=roll.election_id).update(election_day=day)


@pytest.fixture
def published(roll: Roll) -> Roll:
    publish_straight(roll, on=TODAY - 4 * DAY)
    return roll


def test_publication_numbers_the_cards_by_strokes(liaison, roll):
    _elect_on(roll, TODAY + 20 * DAY)
    edition = publish(scope=liaison, roll=roll, on=TODAY, document="第4号公告")
    assert (edition.electors, edition.number, edition.rulebook) == (3, 1, "cn-2026")
    assert list(Entry.objects.order_by("number").values_list("name", flat=True)) == ["丁明", "王小明", "李红"]
    assert electors_of(roll.election) == 3


def test_nineteen_days_are_refused_with_the_article_and_both_dates(liaison, roll):
    _elect_on(roll, TODAY + 19 * DAY)
    message = _refused(lambda: publish(scope=liaison, roll=roll, on=TODAY), "published_on")
    assert "第十七条" in message
    assert str(TODAY) in message
    assert str(TODAY + 19 * DAY) in message
    assert str(TODAY - DAY) in message  # the last day


@pytest.mark.parametrize(("on", "field"), [(TODAY + DAY, "published_on"), (TODAY, "")])
def test_neither_a_day_to_come_nor_an_election_without_a_day(liaison, roll, on, field):
    _elect_on(roll, TODAY + 40 * DAY if field else None)
    _refused(lambda: publish(scope=liaison, roll=roll, on=on), field)


def test_an_empty_roll_and_open_applications_are_not_published(liaison, roll):
    _elect_on(roll, TODAY + 30 * DAY)
    make_entry(roll, "卜华", unlisted="pending")
    _refused(lambda: publish(scope=liaison, roll=roll, on=TODAY), "")
    Entry.objects.all().delete()
    _refused(lambda: publish(scope=liaison, roll=roll, on=TODAY), "")


def test_a_decision_adds_and_strikes_off_and_counts_once_announced(liaison, published):
    edition = prepare(scope=liaison, roll=published, decided_on=TODAY - DAY, reason="错登一人")
    entry = published.entries.get(name="李红")
    strike_off(scope=liaison, entry=entry, because_of="mistaken", version=1)
    assert electors_of(published.election) == 3
    assert announce(scope=liaison, roll=published, on=TODAY).electors == 2
    assert electors_of(published.election) == 2
    assert electors_of(published.election, on=TODAY - DAY) == 3
    edition.refresh_from_db()
    assert edition.kind == "correction"
    entry.refresh_from_db()
    with pytest.raises(ValidationError):
        strike_off(scope=liaison, entry=entry, because_of="mistaken", version=entry.version)


def test_a_striking_off_can_be_taken_back_before_it_is_announced(liaison, published):
    prepare(scope=liaison, roll=published, decided_on=TODAY, reason="错登一人")
    entry = published.entries.get(name="李红")
    strike_off(scope=liaison, entry=entry, because_of="mistaken", version=1)
    leave_on(scope=liaison, entry=entry)
    _refused(lambda: announce(scope=liaison, roll=published, on=TODAY), "")
    drop(scope=liaison, roll=published)
    assert published.editions.count() == 1


def test_a_striking_off_says_why_and_of_which_version(liaison, published):
    entry = published.entries.get(name="李红")
    _refused(lambda: strike_off(scope=liaison, entry=entry, because_of="died", version=1), "")
    prepare(scope=liaison, roll=published, decided_on=TODAY, reason="死亡")
    _refused(lambda: strike_off(scope=liaison, entry=entry, because_of="", version=1), "removed_as")
    with pytest.raises(Stale):
        strike_off(scope=liaison, entry=entry, because_of="died", version=7)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"decided_on": TODAY + DAY}, "decided_on"),
        ({"decided_on": TODAY - 5 * DAY}, "decided_on"),
        ({"reason": " "}, "reason"),
    ],
)
def test_a_decision_has_its_day_and_reason(liaison, published, values, field):
    right = {"decided_on": TODAY, "reason": "漏登"}
    _refused(lambda: prepare(scope=liaison, roll=published, **{**right, **values}), field)


def test_a_draft_needs_no_decision_and_a_second_one_waits(liaison, roll):
    _refused(lambda: prepare(scope=liaison, roll=roll, decided_on=TODAY, reason="漏登"), "")
    publish_straight(roll, on=TODAY - 4 * DAY)
    prepare(scope=liaison, roll=roll, decided_on=TODAY, reason="漏登")
    _refused(lambda: prepare(scope=liaison, roll=roll, decided_on=TODAY, reason="漏登"), "")


def test_a_roll_is_frozen_from_the_sixth_day(liaison, roll):
    publish_straight(roll, on=TODAY - 5 * DAY)
    message = _refused(lambda: freeze(scope=liaison, roll=roll, on=TODAY), "frozen_on")
    assert "第十七条" in message
    assert str(TODAY) in message
    Roll.objects.filter(pk=roll.pk).update(published_on=TODAY - 6 * DAY)
    assert freeze(scope=liaison, roll=roll, on=TODAY).state == "frozen"


def test_open_objections_and_decisions_keep_a_roll_from_being_frozen(liaison, roll):
    publish_straight(roll, on=TODAY - 6 * DAY)
    prepare(scope=liaison, roll=roll, decided_on=TODAY, reason="漏登")
    _refused(lambda: freeze(scope=liaison, roll=roll, on=TODAY), "")
    drop(scope=liaison, roll=roll)
    _objection(liaison, roll, received_on=TODAY - 2 * DAY)
    _refused(lambda: freeze(scope=liaison, roll=roll, on=TODAY), "")


def test_a_frozen_roll_knows_only_the_four_decreases(liaison, roll):
    publish_straight(roll, on=TODAY - 9 * DAY)
    freeze(scope=liaison, roll=roll, on=TODAY - 2 * DAY)
    edition = prepare(scope=liaison, roll=roll, decided_on=TODAY - DAY, reason="死亡一人")
    assert edition.kind == "change"
    entry = roll.entries.get(name="李红")
    _refused(lambda: strike_off(scope=liaison, entry=entry, because_of="mistaken", version=1), "removed_as")
    strike_off(scope=liaison, entry=entry, because_of="died", version=1)
    announce(scope=liaison, roll=roll, on=TODAY)
    assert electors_of(roll.election) == 2


def _objection(scope, roll, **values) -> Objection:
    right = {
        "claim": "omitted",
        "concerns": "任桂兰",
        "objector": "任福生",
        "text": "漏登",
        "received_on": TODAY,
        "written": True,
    }
    return receive_objection(scope=scope, roll=roll, values={**right, **values})


def test_an_objection_is_decided_and_announced(liaison, published):
    objection = _objection(liaison, published, received_on=TODAY - 2 * DAY)
    assert not objection.late
    edition = prepare(scope=liaison, roll=published, decided_on=TODAY - DAY, reason="漏登一人")
    decided = {"scope": liaison, "decided_on": TODAY - DAY, "grounds": "经核实", "version": objection.version}
    _refused(lambda: decide_objection(objection=objection, outcome="upheld", edition=None, **decided), "edition")
    _refused(lambda: decide_objection(objection=objection, outcome="dismissed", edition=edition, **decided), "edition")
    found = decide_objection(objection=objection, outcome="upheld", edition=edition, **decided)
    assert found.rulebook == "cn-2026"
    _refused(lambda: announce_decision(scope=liaison, objection=found, on=TODAY, version=found.version), "")
    strike_off(scope=liaison, entry=published.entries.first(), because_of="mistaken", version=1)
    announce(scope=liaison, roll=published, on=TODAY)
    announce_decision(scope=liaison, objection=found, on=TODAY, version=found.version)
    found.refresh_from_db()
    with pytest.raises(ValidationError):
        decide_objection(objection=found, outcome="dismissed", edition=None, **{**decided, "version": found.version})


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"decided_on": TODAY - 3 * DAY}, "decided_on"),
        ({"decided_on": TODAY + DAY}, "decided_on"),
        ({"grounds": " "}, "grounds"),
    ],
)
def test_a_decision_on_an_objection_is_whole(liaison, published, values, field):
    objection = _objection(liaison, published, received_on=TODAY - 2 * DAY)
    right = {"outcome": "dismissed", "decided_on": TODAY, "grounds": "不符合登记条件", "edition": None, "version": 1}
    _refused(lambda: decide_objection(scope=liaison, objection=objection, **{**right, **values}), field)
    with pytest.raises(Stale):
        decide_objection(scope=liaison, objection=objection, **{**right, "version": 9})


def test_an_objection_on_the_fifth_day_is_in_time_and_on_the_sixth_late(liaison, roll):
    publish_straight(roll, on=TODAY - 6 * DAY)
    assert not _objection(liaison, roll, received_on=TODAY - DAY).late
    assert _objection(liaison, roll, received_on=TODAY).late


def test_henan_refuses_late_objections_and_those_not_in_writing(liaison, roll):
    Cycle.objects.update(rulebook="cn-2026-henan")
    publish_straight(roll, on=TODAY - 6 * DAY)
    message = _refused(lambda: _objection(liaison, roll, received_on=TODAY, written=False), "received_on", "written")
    assert "第二十一条" in message


@pytest.mark.parametrize("received_on", [TODAY + DAY, TODAY - 5 * DAY])
def test_an_objection_is_neither_older_than_the_publication_nor_still_to_come(liaison, published, received_on):
    _refused(lambda: _objection(liaison, published, received_on=received_on), "received_on")


def test_nobody_objects_to_a_roll_that_is_not_published(liaison, roll):
    _refused(lambda: _objection(liaison, roll), "")


def test_who_objects_is_encrypted(liaison, published):
    _objection(liaison, published)
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolls_objection::text FROM rolls_objection")
        [(row,)] = cursor.fetchall()
    assert "任桂兰" in row
    assert "任福生" not in row
