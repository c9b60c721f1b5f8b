"""Rolls of the demonstration villages in every state.

郭道镇 published and froze its rolls five weeks ago, so that its villages may have voted already; the other townships
are where a county is three weeks before its election day.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from demo.inhabitants import full_names
from elections.models import Body, Cycle, Election
from people.id_numbers import check_character
from people.models import ID_NUMBER
from people.pinyin import of_person
from people.strokes import name_key
from protect.crypto import keyring
from rolls.models import Edition, EditionKind, Meeting, Objection, Resolution, Roll, State
from sheets.stage import encoded
from villages.models import VillageKind

EARLY_TOWNSHIP: Final = "140431101"
_BOOK: Final = "cn-2026-shanxi"
# Days since publication, by state of the roll.
_PUBLISHED: Final = {"early": 36, "frozen": 9, "corrected": 7, "objected": 4, "published": 2}
_STATES: Final = (("frozen", 22), ("corrected", 14), ("objected", 12), ("published", 24), ("draft", 24), ("none", 4))
_COLUMNS: Final = (
    "roll_id", "cycle_id", "name", "name_key", "initials", "sex", "birth_date", "id_number", "id_index", "id_last4",
    "group", "group_order", "basis", "unlisted", "declared_on", "here_since", "confirmed_on", "resolution_id", "note",
    "number", "added_in", "added_as", "removed_as", "version",
)  # fmt: skip


@dataclass(slots=True)
class Plan:
    """What becomes of one village's roll."""

    election: Election
    state: str
    voters: int
    roll: Roll
    resolution: Resolution | None = None
    published_on: datetime.date | None = None
    listed: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def community(self) -> bool:
        """Whether the voters are residents."""
        profile = getattr(self.election.village, "profile", None)
        return profile is not None and profile.kind == VillageKind.COMMUNITY


class Voters:
    """Draws voters, no two with the same ID number, none with that of a person on record."""

    def __init__(self, random: Random, taken: set[str], today: datetime.date) -> None:
        self._random, self._taken, self._today = random, taken, today
        self._order: dict[tuple[int, bool], int] = defaultdict(int)
        self._ring = keyring()
        self._names = {woman: [*map(self._spelled, full_names(woman=woman))] for woman in (True, False)}

    def draw(self) -> dict[str, Any]:
        """The personal columns of one voter."""
        woman = self._random.random() < 0.49
        name, key, initials = self._random.choice(self._names[woman])
        age = min(max(self._random.gauss(51, 17), 18.2), 96)
        birth = self._today - datetime.timedelta(days=int(age * 365.25))
        number, index = self._number(birth, woman)
        return {
            "name": name,
            "name_key": key,
            "initials": initials,
            "sex": "F" if woman else "M",
            "birth_date": birth,
            "id_number": self._ring.encrypt(number, ID_NUMBER),
            "id_index": index,
            "id_last4": number[-4:],
        }

    def _number(self, birth: datetime.date, woman: bool) -> tuple[str, str]:
        day = birth.toordinal()
        while True:
            order = self._order[day, woman]
            self._order[day, woman] = order + 1
            area = ("140431", "142330", "140402")[order // 499]
            first = f"{area}{birth:%Y%m%d}{2 * (order % 499) + (0 if woman else 1):03}"
            number = first + check_character(first)
            index = self._ring.blind_index(number, ID_NUMBER)
            if index not in self._taken:
                return number, index

    @staticmethod
    @cache
    def _spelled(name: str) -> tuple[str, str, str]:
        return name, name_key(name), of_person(name).initials


def make_rolls(*, cycle: Cycle, random: Random) -> None:
    """Rolls of all villages but a few, with their editions and objections."""
    today = timezone.localdate()
    plans = _plans(cycle, random, today)
    on_record = _persons()
    voters = Voters(random, {row["id_index"] for rows in on_record.values() for row in rows}, today)
    for plan in plans:
        _draw(plan, voters, on_record.get(plan.election.village_id, []), random, today)
    _copy(row for plan in plans for row in plan.rows)
    _publish(plans)
    _correct(plans, voters, today)
    _object(plans, today)
    _freeze(plans)


def _plans(cycle: Cycle, random: Random, today: datetime.date) -> list[Plan]:
    elections = (
        cycle.elections.filter(body=Body.COMMITTEE).select_related("village__profile", "cycle").order_by("village_id")
    )
    plans = []
    for election in elections:
        early = election.village_id.startswith(EARLY_TOWNSHIP)
        state = "early" if early else random.choices([s for s, _w in _STATES], [w for _s, w in _STATES])[0]
        adults = getattr(getattr(election.village, "profile", None), "adults", None) or 600
        if state == "none":
            continue
        published = today - datetime.timedelta(days=_PUBLISHED[state]) if state in _PUBLISHED else None
        # Whole rolls in one township; elsewhere a part of each, so that loading stays a matter of seconds.
        voters = int(adults * random.uniform(0.86, 0.95)) if early else random.randint(64, 150)
        plans.append(Plan(election, state, voters, Roll(election=election, cycle=cycle), published_on=published))
    Roll.objects.bulk_create([plan.roll for plan in plans])
    for plan in plans:
        if not plan.community:
            plan.resolution = Resolution(
                roll=plan.roll,
                meeting=Meeting.REPRESENTATIVES,
                held_on=today - datetime.timedelta(days=42),
                document="村民代表会议决议〔2026〕2号",
                due=31 + len(plan.election.village.name),
                present=28,
                agreed=26,
            )
    Resolution.objects.bulk_create([plan.resolution for plan in plans if plan.resolution])
    return plans


def _persons() -> dict[str, list[dict[str, Any]]]:
    """Adults on record by village, their numbers as they are stored: the context of the cipher is the same."""
    names = ("name", "name_key", "initials", "sex", "birth_date", "id_number", "id_index", "id_last4")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT village_code, {', '.join(names)} FROM people_person WHERE id_index IS NOT NULL"  # noqa: S608
            " AND birth_date < now() - interval '19 years' ORDER BY village_code, id"
        )
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for village, *values in cursor.fetchall():
            found[village].append(dict(zip(names, values, strict=True)))
    return found


def _draw(plan: Plan, voters: Voters, on_record: list[dict[str, Any]], random: Random, today: datetime.date) -> None:
    """The entries of one roll, numbered where it is published."""
    groups = max(plan.voters // 150, 3)
    declared, since = today - datetime.timedelta(days=47), today - datetime.timedelta(days=900)
    people = [*on_record, *(voters.draw() for _ in range(max(plan.voters - len(on_record), 0)))]
    for place, person in enumerate(people):
        group = random.randint(1, groups)
        row = {
            **_EMPTY,
            **person,
            "roll_id": plan.roll.pk,
            "cycle_id": plan.roll.cycle_id,
            "group": group,
            "group_order": group,
        }
        lot = 0.0 if place < len(on_record) else random.random()
        if plan.community:
            row |= {"basis": "household" if lot < 0.6 else "living", "declared_on": declared}
        elif lot < 0.76:
            row["basis"] = "resident"
        elif lot < 0.96 or plan.resolution is None:
            row |= {"basis": "absent", "declared_on": declared}
        elif lot < 0.975:
            row |= {
                "basis": "outsider",
                "declared_on": declared,
                "here_since": since,
                "resolution_id": plan.resolution.pk,
            }
        else:
            row["unlisted"] = _unlisted(plan.state, random)
        plan.rows.append(row)
    plan.rows.sort(key=lambda row: (row["group_order"], row["name_key"]))
    listed = [row for row in plan.rows if not row["unlisted"]]
    plan.listed = len(listed)
    if plan.published_on:
        for number, row in enumerate(listed, 1):
            row["number"] = number


_EMPTY: Final[dict[str, Any]] = {
    "basis": "",
    "unlisted": "",
    "declared_on": None,
    "here_since": None,
    "confirmed_on": None,
    "resolution_id": None,
    "note": "",
    "number": None,
    "added_in": 1,
    "added_as": "",
    "removed_as": "",
    "version": 1,
}


def _unlisted(state: str, random: Random) -> str:
    reasons = ("undeclared", "undeclared", "undeclared", "left", "elsewhere", "deprived")
    return random.choice((*reasons, "pending") if state == "draft" else reasons)


def _copy(rows: Iterator[dict[str, Any]]) -> None:
    """COPY straight into the table: 170,000 rows in seconds."""
    names = ", ".join(f'"{name}"' for name in _COLUMNS)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY rolls_entry ({names}) FROM STDIN WITH (NULL '\x01')", _Rows(rows))


class _Rows:
    """A file for COPY made of rows while it is read."""

    def __init__(self, rows: Iterator[dict[str, Any]]) -> None:
        self._pieces = self._encoded(rows)
        self._buffer = b""

    def read(self, size: int = -1) -> bytes:
        """The next piece."""
        while len(self._buffer) < size and (piece := next(self._pieces, None)):
            self._buffer += piece
        data, self._buffer = self._buffer[:size], self._buffer[size:]
        return data

    def readline(self, size: int = -1) -> bytes:
        """Demanded by psycopg2, never called for COPY … FROM."""
        raise NotImplementedError

    @staticmethod
    def _encoded(rows: Iterator[dict[str, Any]]) -> Iterator[bytes]:
        batch: list[list[Any]] = []
        for row in rows:
            batch.append([row[name] for name in _COLUMNS])
            if len(batch) == 2000:
                yield encoded(batch)
                batch = []
        yield encoded(batch)


def _publish(plans: list[Plan]) -> None:
    published = [plan for plan in plans if plan.published_on]
    Edition.objects.bulk_create(
        Edition(
            roll=plan.roll,
            number=1,
            kind=EditionKind.PUBLICATION,
            decided_on=_after(plan, 0),
            announced_on=plan.published_on,
            document="第4号公告",
            electors=plan.listed,
            rulebook=_BOOK,
        )
        for plan in published
    )
    for plan in published:
        plan.roll.state, plan.roll.published_on = State.PUBLISHED, plan.published_on
    Roll.objects.bulk_update([plan.roll for plan in published], ["state", "published_on"])


def _correct(plans: list[Plan], voters: Voters, today: datetime.date) -> None:
    """A supplement where somebody had been left out and somebody listed by mistake."""
    corrected = [plan for plan in plans if plan.state in ("corrected", "early") and plan.listed > 40]
    editions = Edition.objects.bulk_create(
        Edition(
            roll=plan.roll,
            number=2,
            kind=EditionKind.CORRECTION,
            decided_on=_after(plan, 4),
            reason="选民名单异议成立，予以补充更正",
            document="第4-1号公告",
        )
        for plan in corrected
    )
    rows = []
    for plan in corrected:
        for place in (1, 2):
            row = {
                **_EMPTY,
                **voters.draw(),
                "roll_id": plan.roll.pk,
                "cycle_id": plan.roll.cycle_id,
                "group": 1,
                "group_order": 1,
            }
            row |= {
                "basis": "household" if plan.community else "absent",
                "declared_on": today - datetime.timedelta(days=46),
            }
            rows.append(row | {"number": plan.listed + place, "added_in": 2, "added_as": "omitted"})
    _copy(iter(rows))
    gone = [plan.roll.pk for plan in corrected]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE rolls_entry SET removed_in = 2, removed_as = 'mistaken' WHERE roll_id = ANY(%s) AND number = 17",
            [gone],
        )
    for plan, edition in zip(corrected, editions, strict=True):
        edition.announced_on, edition.electors, edition.rulebook = edition.decided_on, plan.listed + 1, _BOOK
    Edition.objects.bulk_update(editions, ["announced_on", "electors", "rulebook"])


def _object(plans: list[Plan], today: datetime.date) -> None:
    """Objections decided where the roll is corrected, waiting where it is objected to, one of them over its days."""
    corrections = {edition.roll_id: edition for edition in Edition.objects.filter(number=2)}
    rows = []
    for place, plan in enumerate(plan for plan in plans if plan.state in ("corrected", "objected", "early")):
        correction = corrections.get(plan.roll.pk)
        received = _after(plan, 2) if correction else today - datetime.timedelta(days=place % 4)
        if not correction and plan.state != "objected":
            continue
        objection = Objection(
            roll=plan.roll,
            claim="omitted",
            concerns=("任桂兰", "郭满仓", "李存喜", "武改莲")[place % 4],
            objector=("任福生", "郭小军", "王爱珍")[place % 3],
            text="本人户籍在本村，已向登记员表示参加选举，名单中没有本人。",
            received_on=max(received, plan.published_on or received),
        )
        if correction:
            objection.outcome, objection.decided_on = "upheld", correction.decided_on
            objection.grounds, objection.edition, objection.rulebook = "经核实属漏登", correction, _BOOK
            objection.announced_on = correction.announced_on
        rows.append(objection)
    Objection.objects.bulk_create(rows)


def _freeze(plans: list[Plan]) -> None:
    frozen = [plan for plan in plans if plan.state in ("early", "frozen")]
    for plan in frozen:
        plan.roll.state, plan.roll.frozen_on = State.FROZEN, _after(plan, 7)
    Roll.objects.bulk_update([plan.roll for plan in frozen], ["state", "frozen_on"])


def _after(plan: Plan, days: int) -> datetime.date:
    if plan.published_on is None:
        raise ValueError(plan.state)
    return plan.published_on + datetime.timedelta(days=days)
