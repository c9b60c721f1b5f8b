"""Rolls for tests, written straight into their tables; services are tested through what they refuse and change."""

import datetime
from typing import Any

from django.db.models import Count

from elections.models import Body, Election
from people.bulk import id_index
from people.id_numbers import check_character
from people.strokes import name_key
from rolls.models import Edition, EditionKind, Entry, PartyElector, PartyRegister, Roll, State
from tests.factories import VILLAGE, make_cycle, make_person

ELECTION_DAY = datetime.date(2026, 12, 14)
PUBLISHED = datetime.date(2026, 11, 20)
TODAY = datetime.date(2026, 11, 24)


def make_election(village: str = VILLAGE, body: str = Body.COMMITTEE, **cycle: Any) -> Election:
    """An election of a cycle of its own."""
    return make_cycle(villages=[village], **cycle).elections.get(village_id=village, body=body)


def make_roll(election: Election | None = None, **fields: Any) -> Roll:
    """A roll being drawn up."""
    election = election or make_election()
    return Roll.objects.create(election=election, cycle=election.cycle, **fields)


def id_number(place: int = 0, *, birth: datetime.date = datetime.date(1980, 5, 1), woman: bool = False) -> str:
    """A well-formed ID number; another one for each place."""
    first = f"140431{birth:%Y%m%d}{2 * place + (0 if woman else 1):03}"
    return first + check_character(first)


def make_entry(roll: Roll, name: str = "王小明", *, number: str = "", **fields: Any) -> Entry:
    """Somebody on a roll by basis (a), or not listed with `unlisted`."""
    values = {
        "sex": "M",
        "birth_date": datetime.date(1980, 5, 1),
        "basis": "" if fields.get("unlisted") else "resident",
        "group": "1",
        "group_order": 1,
        **fields,
    }
    if number:
        values |= {"id_number": number, "id_index": id_index(number), "id_last4": number[-4:]}
    return Entry.objects.create(roll=roll, cycle=roll.cycle, name=name, name_key=name_key(name), **values)


def publish_straight(roll: Roll, *, on: datetime.date = PUBLISHED) -> Edition:
    """Publish a roll as it stands, without the checks of the service."""
    electors = roll.entries.filter(unlisted="", removed_in=None).aggregate(count=Count("pk"))["count"]
    edition = Edition.objects.create(
        roll=roll,
        number=1,
        kind=EditionKind.PUBLICATION,
        decided_on=on,
        announced_on=on,
        electors=electors,
        rulebook="cn-2026",
    )
    roll.published_on, roll.state = on, State.PUBLISHED
    roll.save()
    return edition


def make_register(*members: dict[str, Any], settled: bool = True, election: Election | None = None) -> PartyRegister:
    """A register of the Party election of the village, with a person for each member."""
    register = PartyRegister.objects.create(
        election=election or make_election(body=Body.PARTY),
        settled_on=datetime.date(2026, 11, 1) if settled else None,
        rulebook="cn-2026" if settled else "",
    )
    for place, fields in enumerate(members):
        person = make_person("王小" + "甲乙丙丁戊己庚辛"[place], village_code=VILLAGE)
        PartyElector.objects.create(register=register, person=person, **{"standing": "full", **fields})
    return register
