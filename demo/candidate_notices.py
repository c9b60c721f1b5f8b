"""Public notices of the demonstration county in every state, and objections to some of the persons on them."""

import datetime
from collections import defaultdict
from random import Random

from candidates.models import (
    Nomination,
    Notice,
    NoticeLine,
    NoticeState,
    Objection,
    ObjectionState,
    State,
    Upheld,
)
from candidates.notices import rules
from candidates.notices.facts import facts_of
from candidates.notices.services import wanted_length
from demo.geography import TOWNSHIPS
from electionadmin.codes import Level
from elections.models import Body, Cycle
from elections.workdays import NOTICES

_MATTERS = (
    "反映该人在村集体土地发包中优亲厚友，未经村民代表会议讨论。",
    "反映该人长期不在村居住，群众办事找不到人。",
    "反映该人拖欠村集体承包费两年未交。",
    "反映该人在低保评定中为亲属打招呼。",
)
_CONCLUSIONS = {
    Upheld.UNFOUNDED: "经核查，反映问题不属实。",
    Upheld.HARMLESS: "经核查，反映情况部分属实，已当场说明并整改，不影响任职。",
    Upheld.AFFECTS: "经核查，反映问题属实，影响任职，已取消人选资格。",
}
_NAMES = ("王建设", "李保国", "张秀兰", "郭满仓", "任海生")


def make_notices(*, cycle: Cycle, random: Random) -> None:
    """The first batch of each township is concluded, the second hangs, is over or is a draft; one draft was dropped."""
    today = cycle.starts_on + datetime.timedelta(days=84)
    by_township: dict[str, list[Nomination]] = defaultdict(list)
    rows = Nomination.objects.filter(election__cycle=cycle, election__body=Body.PARTY)
    rows = rows.filter(state__in=[State.NOMINEE, State.FORMAL])
    for row in rows.select_related("person", "election__village__parent").order_by("election__village_id", "position"):
        by_township[row.election.village_id[: Level.TOWNSHIP]].append(row)
    for place, (code, name, _villages, _communities) in enumerate(TOWNSHIPS):
        formal = [row for row in by_township[code] if row.state == State.FORMAL]
        nominees = [row for row in by_township[code] if row.state == State.NOMINEE]
        _batch(cycle, code, name, "第一批", rows=formal, asked=today - datetime.timedelta(days=40), state="concluded")
        state, started = (("posted", 4), ("posted", 12), ("draft", -2))[place % 3]
        _batch(cycle, code, name, "第二批", rows=nominees, asked=today - datetime.timedelta(days=started), state=state)
        if place == 0:
            _batch(cycle, code, name, "第三批（作废）", rows=nominees[:2], asked=today, state="dropped")
    _make_objections(random, today)


def _batch(
    cycle: Cycle, code: str, name: str, batch: str, *, rows: list[Nomination], asked: datetime.date, state: str
) -> None:
    if not rows:
        return
    wanted, book = wanted_length(cycle, Body.PARTY), cycle.law()
    found = rules.period(asked, wanted, NOTICES)
    notice = Notice.objects.create(
        cycle=cycle,
        division_id=code,
        body=Body.PARTY,
        batch=batch,
        issuer=f"中共{name}委员会",
        days=wanted.days,
        working_days=wanted.working,
        asked_start=asked,
        starts_on=found.first,
        ends_on=found.last,
        telephone="0355-7831234、12380",
        address=f"{name}人民政府党建办公室",
        rulebook=book.id,
        rulebook_version=book.version,
    )
    facts = facts_of(rows)
    hangs = state in (NoticeState.POSTED, NoticeState.CONCLUDED)
    NoticeLine.objects.bulk_create(
        NoticeLine(notice=notice, nomination=row, shown=rules.shown(facts[row.pk]) if hangs else {}) for row in rows
    )
    if hangs:
        Notice.objects.filter(pk=notice.pk).update(state=NoticeState.POSTED, posted_on=found.first)
    if state == NoticeState.CONCLUDED:
        Notice.objects.filter(pk=notice.pk).update(
            state=state,
            concluded_on=found.last + datetime.timedelta(days=1),
            conclusion="公示期间受理的反映均已核查办结，其余未收到异议。",
        )
    if state == NoticeState.DROPPED:
        Notice.objects.filter(pk=notice.pk).update(state=state)


def _make_objections(random: Random, today: datetime.date) -> None:
    """Those of the first batch are concluded; of the second some are open. Whom one keeps out is removed from the list."""
    lines = NoticeLine.objects.select_related("notice", "nomination").order_by("pk")
    posted = [line for line in lines if line.notice.state in (NoticeState.POSTED, NoticeState.CONCLUDED)]
    rows: list[Objection] = []
    for line in posted[5::48]:
        received = min(line.notice.starts_on + datetime.timedelta(days=random.randint(0, 4)), today)
        named = random.random() < 0.7
        rows.append(
            Objection(
                line=line,
                received_on=received,
                channel=random.choice(("visit", "letter", "telephone")),
                named=named,
                accuser=random.choice(_NAMES) if named else "",
                contact=f"138{random.randint(0, 10**8 - 1):08}" if named else "",
                matter=random.choice(_MATTERS),
            )
        )
    Objection.objects.bulk_create(rows)
    over = [row for row in rows if row.line.notice.state == NoticeState.CONCLUDED]
    hanging = [row for row in rows if row.line.notice.state == NoticeState.POSTED]
    checked = [*over, *hanging[1:]]
    for row in checked:
        row.state, row.checked_by = ObjectionState.CHECKING, "县委组织部、县纪委监委"
        row.checking_since = min(row.received_on + datetime.timedelta(days=1), today)
    Objection.objects.bulk_update(checked, ["state", "checked_by", "checking_since"])
    outcomes = (Upheld.UNFOUNDED, Upheld.HARMLESS, Upheld.AFFECTS)
    concluded = [*over, *hanging[2:]]
    for place, row in enumerate(concluded):
        row.state, row.upheld = ObjectionState.CONCLUDED, outcomes[place % 3]
        row.conclusion = _CONCLUSIONS[Upheld(row.upheld)]
        row.concluded_on = min(row.received_on + datetime.timedelta(days=3), today)
    Objection.objects.bulk_update(concluded, ["state", "upheld", "conclusion", "concluded_on"])
    kept_out = [row.line.nomination_id for row in concluded if row.upheld == Upheld.AFFECTS]
    Nomination.objects.filter(pk__in=kept_out).update(
        state=State.REMOVED, state_on=today, end_reason="公示反映问题查实，取消人选资格"
    )
