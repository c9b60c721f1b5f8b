"""Election committees, groups, the county's days and what of the calendar was done in the demonstration."""

import datetime
from collections.abc import Iterator, Sequence
from random import Random

from django.utils import timezone

from accounts.models import User
from demo.geography import COUNTY, TOWNSHIPS, Village
from demo.inhabitants import Inhabitants
from elections import facts
from elections.calendar.items import template
from elections.calendar.models import CountyDay, ItemDone
from elections.committee.models import (
    Absence,
    CommitteeMeeting,
    CommitteeMember,
    ElectionCommittee,
    Leaving,
    MeetingKind,
    Place,
)
from elections.digests.services import write_digest
from elections.groups.models import GroupKind, GroupMember, GroupRole, WorkGroup
from elections.groups.services import CUSTOMARY
from elections.models import Body, Cycle, Election
from people.bulk import prepare
from people.models import Kin, Kinship, Person
from people.rules import CleanPerson
from villages.models import BodyKind, Division, Member, Post

_SEED = 20261115
_ONE_DAY = datetime.timedelta(days=1)
# Villages of which each state of a committee is shown, by their place in the county's list.
_NOT_FORMED, _INCOMPLETE, _UNFILED, _SUCCEEDED, _OPEN_SEAT, _RELATED = (
    range(170, 173),
    (40, 90),
    (12, 61, 133),
    (5, 77),
    (31,),
    (18,),
)
# Their chair is the Party secretary, who stands for director: he should have left (OLVC-2025, art. 15).
_SHOULD_HAVE_LEFT = (3, 104)
_HOLDS = (
    "县委书记",
    "县委组织部",
    "县委宣传部",
    "县委组织部",
    "县信访局",
    "县纪委监委",
    "县委社会工作部",
    "县委政法委",
)


def make_committees(*, cycle: Cycle, villages: Sequence[Village]) -> None:
    """A committee in almost every village, its members and alternates; every state occurs."""
    random = Random(_SEED)
    elections = {
        election.village_id: election
        for election in cycle.elections.filter(body=Body.COMMITTEE).select_related("village")
    }
    formed = [
        (place, village, elections[village.code])
        for place, village in enumerate(villages)
        if place not in _NOT_FORMED and village.code in elections
    ]
    day = timezone.localdate() - 14 * _ONE_DAY
    committees = ElectionCommittee.objects.bulk_create(
        ElectionCommittee(
            election=election,
            chosen_by=random.choice((MeetingKind.REPRESENTATIVES,) * 8 + (MeetingKind.VILLAGE, MeetingKind.GROUPS)),
            chosen_on=day,
            due=(due := random.randint(31, 62)),
            present=due - random.randint(0, 9),
            seats=7 if village.is_community else 5,
            announced_on=None if place in _UNFILED[:1] else day,
            filed_on=None if place in _UNFILED else day + _ONE_DAY,
        )
        for place, village, election in formed
    )
    _seat(committees, formed, random, day)
    _leave_and_succeed(committees, formed)
    _meet(committees, random)


def _seat(
    committees: Sequence[ElectionCommittee],
    formed: Sequence[tuple[int, Village, Election]],
    random: Random,
    day: datetime.date,
) -> None:
    people = _villagers(committees, formed, random)
    secretaries = dict(
        Member.objects.filter(body__kind=BodyKind.PARTY, post=Post.SECRETARY, ends_on=None).values_list(
            "body__village_id", "person_id"
        )
    )
    rows = []
    for committee, (place, village, _election) in zip(committees, formed, strict=True):
        chosen = people[village.code]
        present = committee.present or 0
        votes = sorted((random.randint(present // 2, present) for _person in chosen), reverse=True)
        for order, (person, number) in enumerate(zip(chosen, votes, strict=True)):
            if place in _INCOMPLETE and order == committee.seats - 1:
                continue
            seat = (Place.CHAIR, Place.DEPUTY)[order] if order < 2 else Place.MEMBER
            key = secretaries[village.code] if place in _SHOULD_HAVE_LEFT and order == 0 else person.pk
            rows.append(
                CommitteeMember(
                    committee=committee,
                    person_id=key,
                    place=seat if order < committee.seats else Place.ALTERNATE,
                    votes=number,
                    position=order,
                    joined_on=day,
                    chosen_by=committee.chosen_by,
                )
            )
        if place in _RELATED:
            Kinship.objects.create(person=chosen[1], relative=chosen[2], kind=Kin.SIBLING)
    CommitteeMember.objects.bulk_create(rows)


def _villagers(
    committees: Sequence[ElectionCommittee], formed: Sequence[tuple[int, Village, Election]], random: Random
) -> dict[str, list[Person]]:
    """Villagers who do not stand for election: so many as a committee has seats, and two alternates."""
    inhabitants = Inhabitants(random)
    drawn = [
        inhabitants.draw(code=village.code, age=52, woman=random.random() < 0.3, in_party=random.random() < 0.4)
        for committee, (_place, village, _election) in zip(committees, formed, strict=True)
        for _number in range(committee.seats + 2)
    ]
    clean = [CleanPerson(name=person.name, name_original=person.name) for person in drawn]
    # Their ID numbers are entered with the roll.
    saved = Person.objects.bulk_create(
        Person(
            county_code=COUNTY,
            village_code=person.village_code,
            sex=person.sex,
            birth_date=person.birth_date,
            ethnicity="汉族",
            education=person.education,
            party_joined=person.party_joined,
            **columns._asdict(),
        )
        for person, columns in zip(drawn, prepare(clean), strict=True)
    )
    found: dict[str, list[Person]] = {}
    for person in saved:
        found.setdefault(person.village_code, []).append(person)
    return found


def _leave_and_succeed(
    committees: Sequence[ElectionCommittee], formed: Sequence[tuple[int, Village, Election]]
) -> None:
    """Two chairs were nominated: the deputy has taken the chair and an alternate the seat; elsewhere a seat is open."""
    left_on = timezone.localdate() - 2 * _ONE_DAY
    for committee, (place, _village, _election) in zip(committees, formed, strict=True):
        if place not in _SUCCEEDED and place not in _OPEN_SEAT:
            continue
        members = list(committee.members.order_by("position"))
        leaver = members[0] if place in _SUCCEEDED else members[3]
        leaver.left_on = left_on
        leaver.left_for = Leaving.NOMINATED if place in _SUCCEEDED else Leaving.RESIGNED
        leaver.nominee_id = leaver.person_id if place in _SUCCEEDED else None
        leaver.save()
        if place in _SUCCEEDED:
            deputy, successor = members[1], members[committee.seats]
            deputy.place = Place.CHAIR
            deputy.save()
            successor.place, successor.succeeds, successor.joined_on = Place.MEMBER, leaver, left_on
            successor.announced_on = left_on if place == _SUCCEEDED[0] else None
            successor.save()
            members[2].place = Place.DEPUTY
            members[2].save()


def _meet(committees: Sequence[ElectionCommittee], random: Random) -> None:
    day = timezone.localdate() - 8 * _ONE_DAY
    meetings = CommitteeMeeting.objects.bulk_create(
        CommitteeMeeting(committee=committee, held_on=day, subject="审定选民名单") for committee in committees[:40]
    )
    absent = []
    for meeting in meetings:
        member = meeting.committee.members.filter(left_on=None, place=Place.MEMBER).first()
        if member is not None and random.random() < 0.3:
            absent.append(Absence(meeting=meeting, member=member))
    Absence.objects.bulk_create(absent)


def make_groups(*, villages: Sequence[Village]) -> None:
    """The county's eight groups, a guidance body and a liaison for each township, an informant for almost every village."""
    random = Random(_SEED + 1)
    inhabitants = Inhabitants(random)
    founded = list(_founded(villages))
    groups = WorkGroup.objects.bulk_create(group for group, _number in founded)
    named = {
        "140431100": "王芳",
        "140431101": "刘志强",
        "140431100200": "任建国",
    }
    offices = dict(zip((name for _kind, name, _duties in CUSTOMARY), _HOLDS, strict=True))
    rows = []
    for group, (_group, number) in zip(groups, founded, strict=True):
        for order in range(number):
            person = inhabitants.draw(code=COUNTY, age=43, woman=random.random() < 0.35, in_party=True)
            only = group.kind in (GroupKind.LIAISON, GroupKind.INFORMANT)
            rows.append(
                GroupMember(
                    group=group,
                    name=named.get(group.division_id, person.name) if only else person.name,
                    role=GroupRole.MEMBER
                    if only
                    else (GroupRole.HEAD, GroupRole.DEPUTY)[order]
                    if order < 2
                    else GroupRole.MEMBER,
                    office=_office(group, offices, order),
                    telephone=person.telephone if random.random() < 0.95 else "",
                    starts_on=timezone.localdate() - 80 * _ONE_DAY,
                    position=order,
                )
            )
    GroupMember.objects.bulk_create(rows)


def _office(group: WorkGroup, offices: dict[str, str], order: int) -> str:
    if group.kind == GroupKind.INFORMANT:
        return "村级信息员"
    if group.kind == GroupKind.LIAISON:
        return "乡镇组织委员"
    if group.kind == GroupKind.GUIDANCE:
        return ("乡镇党委书记", "乡镇长", "乡镇人大主席", "派出所所长", "民政助理员")[order]
    return f"{offices[group.name]}{('主要负责人', '分管负责人', '干部')[min(order, 2)]}"


def _founded(villages: Sequence[Village]) -> Iterator[tuple[WorkGroup, int]]:
    """Groups with the number of their members; one township and a few villages have nobody yet."""
    for place, (kind, name, duties) in enumerate(CUSTOMARY, 1):
        yield WorkGroup(division_id=COUNTY, kind=kind, name=name, duties=duties, position=place), 7 if place == 1 else 4
    for code, name, _villages, _communities in TOWNSHIPS:
        duties = "宣传培训、制定方案、指导选举委员会、审核候选人条件、监督选票印制保管、归档"
        yield (
            WorkGroup(division_id=code, kind=GroupKind.GUIDANCE, name=f"{name}村民委员会选举工作指导组", duties=duties),
            5,
        )
        if code != TOWNSHIPS[-1][0]:
            yield WorkGroup(division_id=code, kind=GroupKind.LIAISON, name="乡镇联络员", duties="上情下达、进度上报"), 1
    for place, village in enumerate(villages):
        if place % 47 != 9:
            yield (
                WorkGroup(
                    division_id=village.code, kind=GroupKind.INFORMANT, name="村信息员", duties="村情收集、信息上报"
                ),
                1,
            )


def make_calendar(*, cycle: Cycle) -> None:
    """What of the calendar was done by now: nearly all in time, some late, a few items missing; two days of the county's own."""
    random, today = Random(_SEED + 2), timezone.localdate()
    plans = {item.id: item for item in template().items}
    rows = []
    for election in cycle.elections.order_by("village_id", "body"):
        day = election.held_on or election.election_day
        if day is None:
            continue
        for item in plans.values():
            if item.body != election.body or item.key == "vote" or item.optional or facts.is_told(item.key):
                continue
            last = day + item.last * _ONE_DAY
            chance = random.random()
            if chance < 0.006 or (last >= today and chance < 0.7) or last > today:
                continue
            done_on = min(last + (2 * _ONE_DAY if chance > 0.97 else 0 * _ONE_DAY), today)
            if done_on >= cycle.starts_on:
                rows.append(ItemDone(election=election, key=item.key, done_on=done_on))
    ItemDone.objects.bulk_create(rows)
    saturday = today + ((5 - today.weekday()) % 7 or 7) * _ONE_DAY
    county = Division.objects.get(code=COUNTY)
    CountyDay.objects.bulk_create(
        [
            CountyDay(
                county=county,
                day=saturday,
                working=True,
                reason="资格联审集中办公",
                document=f"沁组通字〔{today.year}〕18号",
            ),
            CountyDay(county=county, day=saturday + 2 * _ONE_DAY, working=False, reason="集中办公补休", document=""),
        ]
    )


def make_digests() -> None:
    """The morning's digests of an organiser, a liaison and an informant."""
    for user in User.objects.filter(username__in=["county", "liaison", "informant"]):
        write_digest(user=user, day=timezone.localdate())
