"""Inspections, talks and commitments of the demonstration, in every state."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from random import Random
from typing import Final

from django.utils import timezone

from candidates.models import (
    Answer,
    AppraisalSheet,
    Attitude,
    Commitment,
    CommitmentKind,
    CommitmentText,
    Conclusion,
    Hearing,
    Inspection,
    Nomination,
    Officer,
    Opinion,
    Recusal,
    RecusalSource,
    Side,
    Talk,
    TalkClass,
    Team,
)
from candidates.nominations.states import STANDING
from candidates.talks.queries import due
from demo.geography import TOWNSHIPS
from demo.inhabitants import Inhabitants
from demo.persons import SCOPE
from elections.models import Cycle
from people.models import Person
from people.queries import near_relatives_of

_TEXTS: Final = {
    CommitmentKind.CONDUCT: "本人自愿参加村（社区）“两委”换届竞职，郑重承诺：遵守换届纪律，不拉票贿选，不造谣诽谤，不干扰选举。",
    CommitmentKind.OFFICE: "本人如当选，承诺任期内完成下列实事，并接受党员和群众监督。",
    CommitmentKind.RESIGNATION: "本人如违反竞职承诺，自愿辞去所任职务，并按规定办理移交。",
    CommitmentKind.INTEGRITY: "本人承诺遵守廉洁履职各项规定，不侵占集体资产，不优亲厚友。",
    CommitmentKind.AVOIDANCE: "本人承诺如实报告近亲属情况，遵守任职回避规定。",
}
_STRONG: Final = ("政治立场坚定，群众基础好，办事公道，熟悉村情。", "带富能力强，牵头办起种植合作社，作风务实。")
_WEAK: Final = ("工作方法有时简单，学习抓得不够。", "未发现突出问题。", "对年轻干部传帮带不够。")


def make_inspections(cycle: Cycle, random: Random) -> None:
    """A team for each township; four in five of those who stand are under inspection, most of them concluded."""
    teams = _make_teams(cycle, random)
    standing = _standing(cycle)
    today, inspections = timezone.localdate(), []
    for person, village in standing:
        if random.random() < 0.8:
            begun = today - datetime.timedelta(days=random.randint(12, 30))
            inspections.append(
                Inspection(cycle=cycle, person=person, village_id=village, team=teams[village[:9]][0], begun_on=begun)
            )
    inspections = Inspection.objects.bulk_create(inspections)
    aside = _step_aside(inspections, teams)
    _hear(inspections, random)
    _conclude(inspections, teams, aside, random)


def _standing(cycle: Cycle) -> list[tuple[Person, str]]:
    rows = Nomination.objects.filter(election__cycle=cycle, state__in=STANDING).select_related("person", "election")
    return list({row.person_id: (row.person, row.election.village_id) for row in rows.order_by("pk")}.values())


def _make_teams(cycle: Cycle, random: Random) -> dict[str, tuple[Team, list[Officer]]]:
    inhabitants, teams = Inhabitants(random), {}
    posts = {Side.ORGANISATION: "县委组织部", Side.DISCIPLINE: "县纪委监委", Side.TOWNSHIP: "{}党委"}
    for code, name, _villages, _communities in TOWNSHIPS:
        team = Team.objects.create(cycle=cycle, division_id=code, name=f"{name}考察组")
        officers = [
            Officer(
                team=team,
                name=inhabitants.draw(code="", age=40, woman=random.random() < 0.3, in_party=True).name,
                side=side,
                post=post.format(name),
                leads=side is Side.ORGANISATION,
            )
            for side, post in posts.items()
        ]
        officers.append(Officer(team=team, name=f"{officers[0].name[0]}文", side=Side.TOWNSHIP, post=f"{name}组织委员"))
        teams[code] = (team, Officer.objects.bulk_create(officers))
    return teams


def _step_aside(inspections: Sequence[Inspection], teams: dict[str, tuple[Team, list[Officer]]]) -> dict[int, set[int]]:
    """One officer a township is a near relative of somebody; another bears the name of one, which nobody has looked into."""
    aside: dict[int, set[int]] = defaultdict(set)
    by_township: dict[str, list[Inspection]] = defaultdict(list)
    for inspection in inspections:
        by_township[inspection.village_id[:9]].append(inspection)
    family = near_relatives_of(inspection.person_id for inspection in inspections)
    for code, own in by_township.items():
        officers = teams[code][1]
        Recusal.objects.create(
            inspection=own[0], officer=officers[3], source=RecusalSource.DECLARED, relation="本人申报：系其堂弟"
        )
        aside[own[0].pk].add(officers[3].pk)
        relative = next((r for r in family[own[-1].person_id] if r.person is None), None)
        if relative and len(own) > 1:
            Officer.objects.filter(pk=officers[3].pk).update(name=relative.name)
    return aside


def _hear(inspections: Sequence[Inspection], random: Random) -> None:
    posts = ("村民代表", "老党员", "村民小组长", "村监委会主任")
    inhabitants = Inhabitants(random)
    Hearing.objects.bulk_create(
        Hearing(
            inspection=inspection,
            name=inhabitants.draw(code="", age=55, woman=random.random() < 0.3, in_party=True).name,
            post=post,
            held_on=inspection.begun_on + datetime.timedelta(days=1),
            opinion=random.choices(Opinion.values, (8, 2, 1))[0],
            points="为人公道，能办实事；建议多听群众意见。",
        )
        for inspection in inspections
        for post in random.sample(posts, random.choice((0, 3, 3, 4)))
    )


def _conclude(
    inspections: Sequence[Inspection],
    teams: dict[str, tuple[Team, list[Officer]]],
    aside: dict[int, set[int]],
    random: Random,
) -> None:
    heard = set(Hearing.objects.values_list("inspection", flat=True))
    named = set(Officer.objects.values_list("name", flat=True))
    family = near_relatives_of(inspection.person_id for inspection in inspections)
    sheets, concluded = [], []
    for inspection in inspections:
        alike = any(relative.name in named for relative in family[inspection.person_id])
        if inspection.pk not in heard or alike or random.random() < 0.2:
            continue
        sheets.append(_sheet(inspection, random))
        inspection.strong, inspection.weak = random.choice(_STRONG), random.choice(_WEAK)
        inspection.records_checked_on = inspection.begun_on
        agree = random.random() < 0.96
        inspection.conclusion = Conclusion.AGREE if agree else Conclusion.DISAGREE
        inspection.reason = "" if agree else "民主测评不称职票较多，群众反映问题尚未查清。"
        inspection.concluded_on = inspection.begun_on + datetime.timedelta(days=5)
        acting = [o for o in teams[inspection.village_id[:9]][1] if o.pk not in aside[inspection.pk]]
        inspection.first_officer, inspection.second_officer = acting[0], acting[1]
        concluded.append(inspection)
    AppraisalSheet.objects.bulk_create(sheets)
    fields = ["strong", "weak", "records_checked_on", "conclusion", "reason", "concluded_on"]
    Inspection.objects.bulk_update(concluded, [*fields, "first_officer", "second_officer"], batch_size=500)


def _sheet(inspection: Inspection, random: Random) -> AppraisalSheet:
    due = random.randint(24, 46)
    present = due - random.randint(0, 5)
    returned = present - random.randint(0, 1)
    incompetent, abstained, spoiled = random.randint(0, 2), random.randint(0, 1), random.randint(0, 1)
    basic, competent = random.randint(1, 4), random.randint(5, 9)
    return AppraisalSheet(
        inspection=inspection,
        held_on=inspection.begun_on + datetime.timedelta(days=2),
        due=due,
        present=present,
        issued=present,
        returned=returned,
        excellent=returned - competent - basic - incompetent - abstained - spoiled,
        competent=competent,
        basic=basic,
        incompetent=incompetent,
        abstained=abstained,
        spoiled=spoiled,
    )


def make_talks(cycle: Cycle, random: Random) -> None:
    """Three in five of those who must be talked to have been; what was to follow is done, open or overdue."""
    today, talks = timezone.localdate(), []
    for person in due(SCOPE, cycle).order_by("pk"):
        for kind in TalkClass:
            if not getattr(person, f"due_{kind.value}") or random.random() < 0.4:
                continue
            held = today - datetime.timedelta(days=random.randint(5, 60))
            follow = random.random() < 0.3
            done = follow and random.random() < 0.5
            talks.append(
                Talk(
                    cycle=cycle,
                    person=person,
                    kind=kind,
                    division_id=person.division_code,
                    held_on=held,
                    place="乡镇会议室",
                    talker="李明",
                    talker_post="县委组织部",
                    recorder="王芳",
                    points="了解班子运行、个人意愿和群众反映，讲明换届纪律。",
                    attitude=random.choices(Attitude.values, (5, 2, 2, 3, 1))[0],
                    follow_up="协调解决村集体欠款问题" if follow else "",
                    follow_up_by=held + datetime.timedelta(days=random.choice((10, 90))) if follow else None,
                    follow_up_done_on=held + datetime.timedelta(days=3) if done else None,
                    signed=random.random() < 0.9,
                )
            )
    Talk.objects.bulk_create(talks)


def make_commitments(cycle: Cycle, random: Random) -> None:
    """Texts of every kind, one of them in its second version; two in three of those who stand have signed, some refuse."""
    first, today = cycle.starts_on, timezone.localdate()
    texts = {
        kind: CommitmentText.objects.create(cycle=cycle, kind=kind, number=1, body=body, valid_from=first)
        for kind, body in _TEXTS.items()
    }
    CommitmentText.objects.create(
        cycle=cycle,
        kind=CommitmentKind.OFFICE,
        number=2,
        body=f"{_TEXTS[CommitmentKind.OFFICE]}承诺事项张榜公布。",
        valid_from=first + datetime.timedelta(days=30),
    )
    rows = []
    for person, village in _standing(cycle):
        share = random.random()
        for text in texts.values():
            if share < 0.25 and random.random() < 0.6:
                continue
            refused = random.random() < 0.004
            answered = today - datetime.timedelta(days=random.randint(1, 20))
            rows.append(_answer(text, person=person, village=village, answered=answered, refused=refused))
    if rows:
        one = rows[0]
        rows.append(
            _answer(one.text, person=one.person, village=one.village_id, answered=first, refused=True, until=today)
        )
    Commitment.objects.bulk_create(rows)


def _answer(
    text: CommitmentText,
    *,
    person: Person,
    village: str,
    answered: datetime.date,
    refused: bool,
    until: datetime.date | None = None,
) -> Commitment:
    return Commitment(
        cycle_id=text.cycle_id,
        person=person,
        village_id=village,
        text=text,
        kind=text.kind,
        answer=Answer.REFUSED if refused else Answer.SIGNED,
        answered_on=answered,
        witness="王芳",
        witness_post="乡镇联络员",
        reason="认为辞职条款过严" if refused else "",
        superseded_on=until,
    )
