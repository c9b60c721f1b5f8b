"""Proxies, mobile boxes and helpers of the demonstration rolls; registers of the Party members."""

import datetime
from random import Random
from typing import Any, Final

from django.utils import timezone

from demo.geography import COUNTY
from demo.inhabitants import Inhabitants
from elections.models import Body, Cycle, Election
from people.bulk import prepare
from people.models import Person
from people.rules import CleanPerson
from rolls.models import Entry, Helper, MobileVoter, PartyElector, PartyRegister, Proxy, Roll, Standing, State

_BOOK: Final = "cn-2026-shanxi"
# Villages whose whole Party membership is on record; elsewhere those who serve and a few more.
_WHOLE: Final = ("140431100", "140431101")


def make_lists(*, cycle: Cycle, random: Random) -> None:
    """Lists of the frozen rolls; a few wait to be published."""
    rolls = list(Roll.objects.filter(cycle=cycle, state=State.FROZEN).select_related("election").order_by("pk"))
    voters = _voters(rolls)
    proxies, mobile, helpers = [], [], []
    for place, roll in enumerate(rolls):
        own, published = voters[roll.pk], None if place % 5 == 4 else roll.frozen_on
        common = {"roll": roll, "applied_on": roll.frozen_on, "published_on": published, "rulebook": _BOOK}
        proxies += [
            Proxy(
                voter=own[number],
                proxy=own[number + 1],
                relation=random.choice(("spouse", "child", "sibling", "villager")),
                reason=random.choice(("外出务工", "外出求学", "住院治疗")),
                written=True,
                **common,
            )
            for number in range(0, min(len(own) - 3, 9), 3)
        ]
        mobile += [
            MobileVoter(voter=voter, reason=random.choice(("卧病在床", "年老行动不便")), **common)
            for voter in own[9:11]
        ]
        helpers += [Helper(voter=voter, helper="村小学教师", reason="不识字", **common) for voter in own[11:12]]
    Proxy.objects.bulk_create(proxies)
    MobileVoter.objects.bulk_create(mobile)
    Helper.objects.bulk_create(helpers)
    _withdraw_one(proxies)


def _voters(rolls: list[Roll]) -> dict[int, list[Entry]]:
    """Twelve voters of each roll who hold no post, by the numbers of their cards."""
    found: dict[int, list[Entry]] = {roll.pk: [] for roll in rolls}
    officials = set(Person.objects.exclude(id_index=None).values_list("id_index", flat=True))
    entries = Entry.objects.filter(roll__in=rolls, unlisted="", removed_in=None, number__range=(20, 49)).order_by(
        "number"
    )
    for entry in entries.only("roll_id", "id_index", "number"):
        if entry.id_index not in officials and len(found[entry.roll_id]) < 12:
            found[entry.roll_id].append(entry)
    return found


def _withdraw_one(proxies: list[Proxy]) -> None:
    back = proxies[0]
    back.withdrawn_on, back.withdrawn_because = timezone.localdate(), "委托人返回"
    back.save(update_fields=["withdrawn_on", "withdrawn_because"])


def make_members(*, random: Random) -> None:
    """Ordinary Party members of the villages, besides those who serve on the bodies."""
    inhabitants = Inhabitants(random)
    villages = (
        Election.objects.filter(body=Body.PARTY)
        .order_by("village_id")
        .values_list("village_id", "village__profile__party_members")
    )
    drawn = [
        inhabitants.draw(code=code, age=52, woman=random.random() < 0.24, in_party=True)
        for code, known in villages
        for _ in range(max((known or 18) - 6, 2) if code.startswith(_WHOLE) else 5)
    ]
    clean = [
        CleanPerson(
            name=person.name,
            name_original=person.name,
            sex="F" if person.sex == "F" else "M",
            birth_date=person.birth_date,
            ethnicity="汉族",
            education=person.education,
            party_joined=person.party_joined,
            id_number=person.id_number,
            village_code=person.village_code,
        )
        for person in drawn
    ]
    taken = set(Person.objects.values_list("id_index", flat=True))
    Person.objects.bulk_create(
        Person(
            county_code=COUNTY,
            village_code=person.village_code,
            sex=person.sex or "",
            birth_date=person.birth_date,
            ethnicity=person.ethnicity,
            education=person.education,
            party_joined=person.party_joined,
            **columns._replace(id_number=person.id_number, telephone="")._asdict(),
        )
        for person, columns in zip(clean, prepare(clean), strict=True)
        if columns.id_index not in taken
    )


def make_registers(*, cycle: Cycle, random: Random) -> None:
    """Registers of members: settled where the election has been held or is near, being drawn up elsewhere."""
    today = timezone.localdate()
    elections = list(cycle.elections.filter(body=Body.PARTY).select_related("village").order_by("village_id"))
    registers = PartyRegister.objects.bulk_create(
        PartyRegister(election=election, **_settled(election, today))
        for election in elections
        if election.election_day or random.random() < 0.5
    )
    by_village = {register.election.village_id: register for register in registers}
    members = [
        PartyElector(register=by_village[person.village_code], person=person, **_standing(random, today))
        for person in Person.objects.filter(party_joined__isnull=False, village_code__in=by_village).order_by(
            "village_code", "pk"
        )
    ]
    PartyElector.objects.bulk_create(members)


def _settled(election: Election, today: datetime.date) -> dict[str, Any]:
    day = election.election_day
    if day is None or day > today + datetime.timedelta(days=4):
        return {}
    return {"settled_on": min(day - datetime.timedelta(days=6), today), "rulebook": _BOOK}


def _standing(random: Random, today: datetime.date) -> dict[str, Any]:
    lot = random.random()
    if lot < 0.03:
        return {"standing": Standing.PROBATIONARY}
    if lot < 0.035:
        return {"standing": Standing.FULL, "suspension": "within_party"}
    if lot < 0.05:
        file = {"proof": "县医院诊断证明", "consent": "镇党发〔2026〕18号", "consent_on": today, "passed_on": today}
        reason = random.choice(("bedridden", "abroad", "away"))
        return {"standing": Standing.FULL, "left_out": reason, **(file if lot < 0.047 else {"proof": "县医院诊断证明"})}
    return {"standing": Standing.FULL}
