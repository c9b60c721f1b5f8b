"""Loading the demonstration county: Qinyuan's shape with a cycle half-way."""

import datetime
from random import Random

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils import timezone

from accounts.models import Duty, User
from accounts.roles import Role
from accounts.scope import Grant, Scope
from demo.accounts import ACCOUNTS, DEPARTMENTS, PASSWORD
from demo.ballots import make_votes
from demo.candidates import make_candidates
from demo.chain import make_audits, make_progress
from demo.committees import make_calendar, make_committees, make_digests, make_groups
from demo.consultations import make_consultations
from demo.filings import make_documents, make_wordings
from demo.geography import COUNTY, TOWNSHIPS, UPPER, Village, villages
from demo.inspections import make_commitments, make_inspections, make_talks
from demo.persons import make_records
from demo.primaries import make_primaries
from demo.representatives import make_representatives
from demo.rolls import make_rolls
from demo.rolls_lists import make_lists, make_members, make_registers
from demo.secretaries import make_secretaries
from demo.vetting import make_vetting
from demo.villages import make_bodies, make_profiles
from electionadmin.codes import parent_of
from elections.chain.rows import plan_steps
from elections.models import Body, Cycle, Election
from elections.services import open_cycle
from people.pinyin import of_place
from vetting.models import Department
from villages.models import ChangeKind, Division, DivisionChange, VillageProfile

_SEED = 20261214
# The demonstration is always half-way: its days are counted from the day it is loaded.
_STARTED, _ELECTION_DAY, _ENDS = (datetime.timedelta(days=days) for days in (-84, 20, 68))
_ADMIN = Scope((Grant(Role.COUNTY_ADMIN, COUNTY, "沁源县"),))


class NotEmpty(Exception):
    """The database holds other data; the demonstration would mix with them."""


def is_loaded() -> bool:
    """Whether the database holds the demonstration county."""
    return User.objects.filter(is_demonstration=True).exists()


def is_empty() -> bool:
    """Whether the database holds no division and no account."""
    return not Division.objects.exists() and not User.objects.exists()


@transaction.atomic
def load() -> None:
    """Fill an empty database. Raises NotEmpty otherwise."""
    if not is_empty():
        raise NotEmpty
    random = Random(_SEED)  # the same county on every load
    county_villages = villages(random)
    _make_divisions(county_villages)
    _make_departments()
    _make_accounts()
    make_profiles(villages=county_villages, random=random)
    make_bodies(villages=county_villages, random=random)
    _make_history()
    make_audits(random=random)
    cycle = _make_cycle(random)
    make_committees(cycle=cycle, villages=county_villages)
    make_groups(villages=county_villages)
    make_candidates(cycle=cycle, random=Random(_SEED + 1))
    make_vetting(random=Random(_SEED), cycle=cycle)
    make_consultations(cycle=cycle)
    _make_rolls(cycle)
    make_votes(random)
    # A source of its own: what the other rooms draw stays as it was.
    of_persons = Random(_SEED + 5)
    make_records(of_persons)
    make_inspections(cycle, of_persons)
    make_talks(cycle, of_persons)
    make_commitments(cycle, of_persons)
    make_secretaries(Random(_SEED + 9))
    make_representatives(cycle=cycle, random=Random(_SEED + 7))
    make_primaries(cycle=cycle, random=Random(_SEED + 8))
    make_calendar(cycle=cycle)
    # Last: a closed step freezes the facts that the other rooms have put in place.
    make_progress(cycle=cycle, random=random)
    make_digests()
    make_wordings()
    make_documents()


def _make_divisions(county_villages: list[Village]) -> None:
    rows = [
        *UPPER,
        *((code, name) for code, name, _villages, _communities in TOWNSHIPS),
        *((village.code, village.name) for village in county_villages),
    ]
    Division.objects.bulk_create(
        Division(code=code, name=name, parent_id=parent_of(code), initials=of_place(name).initials)
        for code, name in rows
    )


def _make_departments() -> None:
    Department.objects.bulk_create(
        Department(county_id=COUNTY, code=code, name=name, short_name=short, position=position)
        for position, (code, name, short) in enumerate(DEPARTMENTS, 1)
    )


def _make_accounts() -> None:
    # One hash for all: they share the password, and hashing is meant to be slow.
    password = make_password(PASSWORD)
    users = User.objects.bulk_create(
        User(
            username=account.username,
            name=account.name,
            office=account.office,
            password=password,
            is_demonstration=True,
        )
        for account in ACCOUNTS
    )
    permissions = {
        permission.codename: permission for permission in Permission.objects.filter(content_type__app_label="villages")
    }
    departments = {department.code: department for department in Department.objects.all()}
    Duty.objects.bulk_create(
        Duty(
            user=user,
            permission=permissions[account.role.value],
            content_object_id=account.code,
            department=departments.get(account.department),
            starts_on=timezone.localdate() + _STARTED,
        )
        for user, account in zip(users, ACCOUNTS, strict=True)
    )


def _make_rolls(cycle: Cycle) -> None:
    random = Random(_SEED + 4)  # of its own: what other rooms draw does not change with the rolls
    make_members(random=random)
    make_rolls(cycle=cycle, random=random)
    make_lists(cycle=cycle, random=random)
    make_registers(cycle=cycle, random=random)


def _make_cycle(random: Random) -> Cycle:
    today = timezone.localdate()
    cycle = open_cycle(
        scope=_ADMIN,
        county=Division.objects.get(code=COUNTY),
        name=f"{today.year}年村（社区）“两委”换届",
        rulebook="cn-2026-shanxi",
        bodies=list(Body),
        starts_on=today + _STARTED,
        ends_on=today + _ENDS,
        election_day=today + _ELECTION_DAY,
    )
    _hold_party_elections(cycle, random, today)
    return cycle


def _hold_party_elections(cycle: Cycle, random: Random, today: datetime.date) -> None:
    """Two villages in three have held their Party election, a few are late; 官滩 and 赤石桥 have yet to name days."""
    elections = list(cycle.elections.filter(body=Body.PARTY).order_by("village_id"))
    weak = set(VillageProfile.objects.filter(weak_organisation=True).values_list("village_id", flat=True))
    for election in elections:
        undecided = election.village_id.startswith(("140431205", "140431207"))
        if undecided and random.random() < 0.5:
            continue
        election.election_day = today + datetime.timedelta(days=random.randint(-22, 9))
        if election.election_day < today and random.random() < 0.96 and election.village_id not in weak:
            election.held_on = election.election_day
    Election.objects.bulk_update(elections, ["election_day", "held_on"])
    plan_steps(cycle=cycle)


# Villages merged into others before the cycle: code, name, successor's code, day.
_MERGED = (
    ("140431101290", "沙坪村", "140431101203", datetime.date(2021, 6, 18)),
    ("140431101291", "小峪沟村", "140431101203", datetime.date(2021, 6, 18)),
    ("140431103290", "后洼村", "140431103205", datetime.date(2021, 7, 2)),
    ("140431200290", "石灰窑村", "140431200202", datetime.date(2022, 3, 30)),
    ("140431204290", "上岔沟村", "140431204201", datetime.date(2022, 3, 30)),
)


def _make_history() -> None:
    """Mergers and a renaming, as villages and townships have them."""
    Division.objects.bulk_create(
        Division(
            code=code,
            name=name,
            parent_id=parent_of(code),
            initials=of_place(name).initials,
            abolished_on=day,
            successor_id=successor,
        )
        for code, name, successor, day in _MERGED
    )
    for successor in {row[2] for row in _MERGED}:
        names = "、".join(name for _code, name, into, _day in _MERGED if into == successor)
        VillageProfile.objects.filter(pk=successor).update(merged_from=names)
    DivisionChange.objects.bulk_create(
        [
            *(
                DivisionChange(
                    division_id=code,
                    kind=ChangeKind.MERGED,
                    effective_on=day,
                    successor_id=successor,
                    reason="行政村撤并",
                    document=f"沁政发〔{day.year}〕{12 + place}号",
                )
                for place, (code, _name, successor, day) in enumerate(_MERGED)
            ),
            DivisionChange(
                division_id="140431105",
                kind=ChangeKind.RENAMED,
                effective_on=datetime.date(2021, 1, 15),
                old_name="王陶乡",
                new_name="王陶镇",
                reason="撤乡设镇",
                document="晋民发〔2021〕3号",
            ),
        ]
    )
