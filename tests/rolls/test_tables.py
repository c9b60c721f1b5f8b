"""What the database itself refuses of a roll, whatever program writes, and how many may vote."""

import datetime

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from elections.models import Body
from rolls.models import Edition, Entry, Roll
from rolls.queries import edition_on, electors_of, electors_of_all, roll_on
from tests.factories import TOWNSHIP, VILLAGE, make_cycle
from tests.rolls.factories import (
    PUBLISHED,
    id_number,
    make_election,
    make_entry,
    make_register,
    make_roll,
    publish_straight,
)

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
LEFT_OUT = {
    "left_out": "abroad",
    "proof": "护照",
    "consent": "沁河党发〔2026〕8号",
    "consent_on": "2026-11-02",
    "passed_on": "2026-11-03",
}


def _decide(roll: Roll, *, number: int = 2, on: datetime.date | None = None) -> Edition:
    return Edition.objects.create(
        roll=roll, number=number, kind="correction", decided_on=on or PUBLISHED + 4 * DAY, reason="漏登"
    )


def _announce(edition: Edition, electors: int, on: datetime.date | None = None) -> None:
    edition.announced_on, edition.electors, edition.rulebook = on or edition.decided_on, electors, "cn-2026"
    edition.save()


def _refused(action):
    with pytest.raises(DatabaseError), transaction.atomic():
        action()


def test_before_publication_nobody_can_say_how_many_vote():
    roll = make_roll()
    make_entry(roll)

    assert electors_of(roll.election) is None


def test_a_published_roll_counts_those_listed():
    roll = make_roll()
    make_entry(roll)
    make_entry(roll, "李红", unlisted="deprived")
    publish_straight(roll)

    assert electors_of(roll.election) == 1
    assert electors_of(roll.election, on=PUBLISHED - DAY) is None


def test_each_day_has_its_edition():
    roll = make_roll()
    stays, leaves = make_entry(roll), make_entry(roll, "李红")
    publish_straight(roll)
    edition = _decide(roll)
    make_entry(roll, "丁明", added_in=2, added_as="omitted")
    make_entry(roll, "卜华", added_in=2, added_as="omitted")
    Entry.objects.filter(pk=leaves.pk).update(removed_in=2, removed_as="died")

    assert electors_of(roll.election) == 2  # in preparation it does not count yet

    _announce(edition, 3)

    assert electors_of(roll.election) == 3
    assert electors_of(roll.election, on=PUBLISHED + 3 * DAY) == 2
    assert [entry.name for entry in roll_on(roll)] == ["丁明", "卜华", "王小明"]
    assert set(roll_on(roll, PUBLISHED)) == {stays, leaves}
    assert edition_on(roll).number == 2


def test_many_elections_are_asked_in_two_queries(django_assert_num_queries):
    cycle = make_cycle(villages=[VILLAGE, f"{TOWNSHIP}202"])
    elections = list(cycle.elections.exclude(body=Body.SUPERVISORY))
    for election in elections:
        if election.body == Body.COMMITTEE:
            roll = make_roll(election)
            make_entry(roll)
            publish_straight(roll)

    with django_assert_num_queries(2):
        counts = electors_of_all(elections)

    assert sorted(counts.values()) == [1, 1]


def test_representatives_are_counted_where_they_elect():
    roll = make_roll(method="representatives", delegates=41)
    publish_straight(roll)

    assert electors_of(roll.election) == 41


def test_members_due_are_full_members_whose_vote_holds():
    register = make_register(
        {},
        {},
        {"standing": "probationary"},
        {"suspension": "detained"},
        LEFT_OUT,
        {"left_out": "abroad"},
    )

    assert electors_of(register.election) == 3
    assert sum(member.counts for member in register.members.all()) == 3


@pytest.mark.parametrize("missing", ["proof", "consent", "consent_on", "passed_on"])
def test_whoever_is_left_out_without_the_whole_file_still_counts(missing):
    file = {**LEFT_OUT, missing: "" if missing in ("proof", "consent") else None}
    register = make_register(file)

    assert electors_of(register.election) == 1


def test_a_register_that_is_not_settled_says_nothing():
    assert electors_of(make_register({}, settled=False).election) is None


@pytest.mark.parametrize("body", [Body.PARTY, Body.SUPERVISORY])
def test_only_a_committee_has_a_roll(body):
    election = make_election(body=body)
    _refused(lambda: Roll.objects.create(election=election, cycle=election.cycle))


def test_a_roll_does_not_go_back():
    roll = make_roll()
    publish_straight(roll)
    roll.state, roll.published_on = "draft", None

    _refused(roll.save)


@pytest.mark.parametrize("frozen", [False, True])
def test_a_published_roll_changes_only_by_a_decision_in_preparation(frozen):
    roll = make_roll()
    entry = make_entry(roll)
    publish_straight(roll)
    if frozen:
        Roll.objects.filter(pk=roll.pk).update(state="frozen", frozen_on=PUBLISHED + 9 * DAY)

    def attempts():
        yield lambda: make_entry(roll, "李红")
        yield lambda: make_entry(roll, "李红", added_in=2, added_as="omitted")
        yield lambda: Entry.objects.filter(pk=entry.pk).update(name="王明")
        yield lambda: Entry.objects.filter(pk=entry.pk).update(removed_in=2, removed_as="died")
        yield lambda: Entry.objects.filter(pk=entry.pk).delete()

    for attempt in attempts():
        _refused(attempt)
    edition = _decide(roll)
    added = make_entry(roll, "李红", added_in=2, added_as="omitted")
    Entry.objects.filter(pk=entry.pk).update(removed_in=2, removed_as="died")
    Entry.objects.filter(pk=entry.pk).update(removed_in=None, removed_as="")
    Entry.objects.filter(pk=entry.pk).update(name="王晓明", corrected_in=2)
    _refused(lambda: Entry.objects.filter(pk=entry.pk).delete())
    added.delete()
    _announce(edition, 1)

    _refused(lambda: Entry.objects.filter(pk=entry.pk).update(name="王小明"))
    _refused(lambda: make_entry(roll, "李红", added_in=2, added_as="omitted"))


def test_an_announced_edition_stays_as_it_is():
    roll = make_roll()
    edition = publish_straight(roll)

    _refused(lambda: Edition.objects.filter(pk=edition.pk).update(electors=7))
    _refused(lambda: Edition.objects.filter(pk=edition.pk).delete())


def test_one_decision_is_in_preparation_at_a_time():
    roll = make_roll()
    publish_straight(roll)
    _decide(roll)

    _refused(lambda: _decide(roll, number=3))


def test_one_village_only():
    cycle = make_cycle(villages=[VILLAGE, f"{TOWNSHIP}202"])
    here, there = (make_roll(election) for election in cycle.elections.filter(body=Body.COMMITTEE))
    make_entry(here, number=id_number())

    with pytest.raises(IntegrityError, match="one_village_only"), transaction.atomic():
        make_entry(there, number=id_number())
    make_entry(there, number=id_number(), unlisted="elsewhere")


@pytest.mark.parametrize(
    "fields",
    [
        {"basis": ""},
        {"unlisted": "pending", "basis": "resident"},
        {"birth_date": None},
        {"basis": "outsider"},
        {"basis": "outsider", "declared_on": "2026-10-01"},
        {"removed_in": 2},
        {"removed_in": 1, "removed_as": "died"},
    ],
)
def test_an_entry_is_whole(fields):
    roll = make_roll()
    _refused(lambda: make_entry(roll, **fields))


def test_a_new_key_for_the_id_numbers_is_no_change_of_a_frozen_roll():
    roll = make_roll()
    entry = make_entry(roll, number=id_number())
    publish_straight(roll)

    entry.id_number = id_number()  # another cipher text of the same number
    entry.save(update_fields=["id_number"])

    assert Entry.objects.get().id_number == id_number()
