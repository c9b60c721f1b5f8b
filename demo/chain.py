"""How far the elections of the demonstration have come: every state of a step occurs, with its papers.

Loaded last: a closed step freezes its facts, and the other rooms have put theirs in place before.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from django.db import connection
from django.utils import timezone

from accounts.models import User
from electionadmin.trail import because
from elections.chain.definitions import Chain, Office, StepRule
from elections.chain.issuers import issuer_of
from elections.chain.models import ElectionStep, PaperKind, StepPaper, StepState
from elections.chain.versions import chains_of
from elections.gates import findings
from elections.models import Body, Cycle, Election
from villages.models import AuditConclusion, OutgoingAudit, VillageProfile

_RETURNS = (
    "到会党员未达到应到会党员的五分之四，请重新召开会议后再报",
    "缺少初步人选的个人有关事项说明，请补齐",
    "请示未写明应选名额和差额，请更正",
    "考察材料未经纪委会签，请补办",
)
_WEAK = "软弱涣散党组织整顿尚未验收，整顿不到位不换届"
_REOPENINGS = ("群众反映推荐票统计有误，经核实需重新统计", "名册漏登两名党员，需更正后重新办理")
_AFTER_THE_VOTE = ("result", "handover", "filing")
_AUDITORS = ("沁源县农业农村局", "沁源县审计局", "{township}财政所")


@dataclass(slots=True)
class Course:
    """What is to become of one step of the demonstration."""

    step: ElectionStep
    rule: StepRule
    state: StepState
    day: datetime.date
    reason: str = ""


def make_audits(*, random: Random) -> None:
    """Most villages have published the audit of their outgoing officials; some found problems, a few are missing."""
    today = timezone.localdate()
    profiles = VillageProfile.objects.select_related("village__parent").order_by("village_id")
    OutgoingAudit.objects.bulk_create(
        OutgoingAudit(
            village=profile.village,
            auditor=random.choice(_AUDITORS).format(
                township=profile.village.parent.name if profile.village.parent else ""
            ),
            number=f"沁审字〔{today.year}〕{100 + place}号",
            published_on=today - datetime.timedelta(days=random.randint(21, 70)),
            conclusion=conclusion,
            remark="" if conclusion == AuditConclusion.CLEAN else "部分支出票据不规范，已责成补办手续并公开",
        )
        for place, profile in enumerate(profiles)
        if random.random() < 0.95
        for conclusion in random.choices(AuditConclusion.values, weights=(7, 2, 1))
    )


def make_progress(*, cycle: Cycle, random: Random) -> None:
    """Close, request, return and reopen steps as the days of each election and the pace of its village have it."""
    courses = list(_courses(cycle, random))
    with because("演示数据"):
        _move(courses)
        _write(courses, random)


def _courses(cycle: Cycle, random: Random) -> Iterator[Course]:
    chains = chains_of(cycle)
    weak = set(VillageProfile.objects.filter(weak_organisation=True).values_list("village_id", flat=True))
    steps: dict[int, list[ElectionStep]] = defaultdict(list)
    for step in ElectionStep.objects.filter(election__cycle=cycle).select_related("election__village__parent"):
        step.election.cycle = cycle
        steps[step.election_id].append(step)
    paces = {
        code: random.choice((0, 0, 1, 2, 3, 6)) for code in sorted({s[0].election.village_id for s in steps.values()})
    }
    for number in sorted(steps):
        election = steps[number][0].election
        rows = sorted(steps[number], key=lambda row: row.position)
        yield from _of_election(
            rows, chains[election.body], random, pace=paces[election.village_id], weak=election.village_id in weak
        )


def _of_election(
    rows: Sequence[ElectionStep], chain: Chain, random: Random, *, pace: int, weak: bool
) -> Iterator[Course]:
    """Steps in order: those whose day has come are closed, then one or two are under way, the others have not begun."""
    today = timezone.localdate()
    closed: set[str] = set()
    before = rows[0].election.cycle.starts_on
    for row in rows:
        rule = chain.rule(row.step)
        if not set(rule.after) <= closed:
            continue
        if weak and row.step == "preparation":
            state = StepState.RETURNED if row.election.body == Body.PARTY else StepState.OPEN
            yield Course(row, rule, state, today - datetime.timedelta(days=9), _WEAK)
            continue
        day = _day(row, random, pace=pace, before=before)
        if day is not None and day <= today and _may_close(row):
            closed.add(row.step)
            before = day
            yield Course(row, rule, StepState.APPROVED, day)
        elif row.due_on is not None and row.due_on <= today + datetime.timedelta(days=9):
            yield _under_way(row, rule, random, before=before)
        else:
            yield Course(row, rule, StepState.OPEN, before)


def _day(row: ElectionStep, random: Random, *, pace: int, before: datetime.date) -> datetime.date | None:
    """The day a step was closed: about its planned day, later in a slow village; the vote's is the day it was held."""
    held = row.election.held_on
    if row.step == "vote" or row.due_on is None:
        return held
    # Who has not elected yet may be far behind.
    slow = pace if held or row.election.body != Body.PARTY else 3 * pace
    day = max(row.due_on + datetime.timedelta(days=slow + random.randint(-2, 0)), before)
    return min(day, max(held, before)) if held and row.step not in _AFTER_THE_VOTE else day


def _may_close(row: ElectionStep) -> bool:
    """What follows the vote follows its being held."""
    return row.step not in {"vote", *_AFTER_THE_VOTE} or row.election.held_on is not None


def _under_way(row: ElectionStep, rule: StepRule, random: Random, *, before: datetime.date) -> Course:
    today = timezone.localdate()
    state = random.choices(
        (StepState.OPEN, StepState.REQUESTED, StepState.RETURNED, StepState.REOPENED), weights=(50, 38, 8, 4)
    )[0]
    if row.step == "vote" and row.election.held_on is None:
        state = StepState.OPEN
    reason = ""
    if state == StepState.RETURNED:
        reason = random.choice(_RETURNS)
    if state == StepState.REOPENED:
        reason = random.choice(_REOPENINGS)
    return Course(row, rule, state, max(before, today - datetime.timedelta(days=random.randint(0, 4))), reason)


def _move(courses: Iterable[Course]) -> None:
    """By the way the database allows: opened, requested, and on from there."""
    courses = list(courses)
    beyond = {
        StepState.REQUESTED: [course for course in courses if course.state != StepState.OPEN],
        StepState.APPROVED: [course for course in courses if course.state in (StepState.APPROVED, StepState.REOPENED)],
        StepState.RETURNED: [course for course in courses if course.state == StepState.RETURNED],
        StepState.REOPENED: [course for course in courses if course.state == StepState.REOPENED],
    }
    keys = [course.step.pk for course in courses]
    ElectionStep.objects.filter(pk__in=keys, state=StepState.NOT_STARTED).update(state=StepState.OPEN)
    for state, moved in beyond.items():
        _set(state, moved)


def _set(state: StepState, courses: Sequence[Course]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE elections_electionstep AS s SET state = %s, awaits = n.awaits, closed_on = n.day"
            " FROM unnest(%s::bigint[], %s::text[], %s::date[]) AS n (id, awaits, day) WHERE s.id = n.id",
            [
                state.value,
                [course.step.pk for course in courses],
                [course.rule.approvals[0].value if state == StepState.REQUESTED else "" for course in courses],
                [course.day if state == StepState.APPROVED else None for course in courses],
            ],
        )


_KINDS = {
    StepState.REQUESTED: (PaperKind.REQUEST,),
    StepState.RETURNED: (PaperKind.REQUEST, PaperKind.RETURN),
    StepState.APPROVED: (PaperKind.REQUEST, PaperKind.REPLY),
    StepState.REOPENED: (PaperKind.REQUEST, PaperKind.REPLY, PaperKind.REOPENING),
}


def _write(courses: Iterable[Course], random: Random) -> None:
    """The papers; a reply of a township or the county covers all its villages of one day under one number."""
    courses = [course for course in courses if course.state in _KINDS]
    met = _met(courses)
    writer = _Writer(random)
    StepPaper.objects.bulk_create(
        [writer.paper(course, kind, met[course.step.pk]) for course in courses for kind in _KINDS[course.state]],
        batch_size=2000,
    )


def _met(courses: Iterable[Course]) -> dict[int, list[dict[str, object]]]:
    """What the gates find met today, by step: a paper of the demonstration says no more than is true."""
    by_step: dict[str, list[Course]] = defaultdict(list)
    for course in courses:
        by_step[course.step.step].append(course)
    met: dict[int, list[dict[str, object]]] = {}
    for key, same in by_step.items():
        found = findings(key, [course.step.election for course in same])
        for course in same:
            results = found[course.step.election_id]
            met[course.step.pk] = [result.finding.as_dict() for result in results if result.finding.ok]
    return met


class _Writer:
    """Numbers papers by issuer as they come, and knows who records for which level."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.numbers: dict[str, int] = defaultdict(int)
        self.given: dict[tuple[str, str, str, datetime.date], str] = {}
        self.users = {user.username: user for user in User.objects.filter(is_demonstration=True)}

    def paper(self, course: Course, kind: PaperKind, met: list[dict[str, object]]) -> StepPaper:
        rule, election = course.rule, course.step.election
        office = rule.requested_by if kind == PaperKind.REQUEST else rule.approvals[-1]
        cycle = election.cycle
        asked = max(course.day - datetime.timedelta(days=1), cycle.starts_on)
        law = cycle.law()
        return StepPaper(
            step=course.step,
            kind=kind,
            office=office,
            number=self._number(course, kind, office),
            issuer=issuer_of(office, election),
            dated=asked if kind == PaperKind.REQUEST else course.day,
            reason=course.reason if kind in (PaperKind.RETURN, PaperKind.REOPENING) else "",
            findings=met,
            rulebook=law.id,
            rulebook_version=law.version,
            chain_version="1",
            by=self._by(office, election),
        )

    def _number(self, course: Course, kind: PaperKind, office: Office) -> str:
        """Villages' requests bear none; a reply of a day has one number for all villages it covers."""
        if office is Office.VILLAGE or kind == PaperKind.RETURN:
            return ""
        election = course.step.election
        place = election.village.parent.name[:2] if office is Office.TOWNSHIP and election.village.parent else "沁组"
        key = (place, course.rule.key, kind.value, course.day)
        if key not in self.given:
            self.numbers[place] += 1
            self.given[key] = f"{place}〔{course.day.year}〕{self.numbers[place]}号"
        return self.given[key]

    def _by(self, office: Office, election: Election) -> User | None:
        if office is Office.COUNTY:
            return self.users["leader"]
        liaisons = {"140431100": "liaison", "140431101": "liaison2"}
        name = liaisons.get(election.village_id[:9])
        return self.users[name] if name else self.users["county"]
