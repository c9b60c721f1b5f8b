"""Two who write at once: on a database whose commits they see of each other."""

import datetime
import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.roles import Role
from accounts.scope import Grant, Scope
from elections.calendar.models import ItemDone
from elections.calendar.services import record_done
from elections.committee import services
from elections.committee.models import CommitteeMember, ElectionCommittee, Leaving, Place
from elections.digests.models import Digest
from elections.digests.services import write_digest
from elections.models import Body
from tests.elections.committees import make_committee
from tests.factories import COUNTY, VILLAGE, make_cycle, make_officer, make_person

pytestmark = pytest.mark.usefixtures("committed_db")
SCOPE = Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, ""),))


def at_once(work: Callable[[Any], object], arguments: Iterable[Any]) -> list[ValidationError]:
    """Call `work` with each argument in a thread of its own, all together; the refusals."""
    arguments = list(arguments)
    start, refused = threading.Barrier(len(arguments)), []

    def run(argument: Any) -> None:
        start.wait()
        try:
            work(argument)
        except ValidationError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[argument]) for argument in arguments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def test_an_item_recorded_at_once_is_one_row():
    cycle = make_cycle(villages=[VILLAGE], name="item")
    election = cycle.elections.select_related("cycle").get(body=Body.COMMITTEE)
    days = [datetime.date(2026, 9, day) for day in (3, 4, 5, 6)]
    assert not at_once(lambda day: record_done(scope=SCOPE, election=election, key="seats_decided", done_on=day), days)
    assert ItemDone.objects.filter(election=election).count() == 1


def test_a_committee_formed_at_once_is_one_committee():
    cycle = make_cycle(villages=[VILLAGE], name="form")
    election = cycle.elections.select_related("cycle", "village").get(body=Body.COMMITTEE)
    refused = at_once(lambda _number: make_committee(election), range(4))
    assert len(refused) == 3
    assert ElectionCommittee.objects.filter(election=election).count() == 1


def test_one_seat_has_one_successor():
    cycle = make_cycle(villages=[VILLAGE], name="succeed")
    election = cycle.elections.select_related("cycle", "village").get(body=Body.COMMITTEE)
    committee = make_committee(election, members=3, alternates=2)
    leaver = committee.members.filter(place=Place.MEMBER).first()
    on = committee.chosen_on
    services.leave(scope=SCOPE, member=leaver, on=on, why=Leaving.RESIGNED)
    first = committee.members.filter(place=Place.ALTERNATE).order_by("-votes").first()
    leaver.refresh_from_db()
    refused = at_once(lambda _number: services.succeed(scope=SCOPE, leaver=leaver, alternate=first, on=on), range(4))
    assert len(refused) == 3
    assert CommitteeMember.objects.filter(committee=committee, succeeds=leaver).count() == 1


def test_the_last_seat_is_taken_once():
    cycle = make_cycle(villages=[VILLAGE], name="seat")
    election = cycle.elections.select_related("cycle", "village").get(body=Body.COMMITTEE)
    committee = make_committee(election, seats=3, members=2)
    people = [make_person(name) for name in ("甲一", "乙二", "丙三")]
    refused = at_once(
        lambda person: services.add_member(
            scope=SCOPE, committee=committee, person=person, values={"place": Place.MEMBER}
        ),
        people,
    )
    assert len(refused) == 2
    assert committee.members.count() == 3


def test_workers_that_write_digests_at_once_write_one():
    user = make_officer(Role.COUNTY_ORGANISER, username="told-once")
    day = datetime.date(2026, 11, 20)
    assert not at_once(lambda _number: write_digest(user=user, day=day), range(3))
    assert Digest.objects.filter(user=user, day=day).count() == 1
