"""Papers with invented facts, for what is printed rather than where it comes from."""

import datetime
from collections.abc import Mapping
from typing import Any

from filings.documents.announcements import ElectionDay
from filings.documents.notices import Poster, Shown
from filings.documents.requests import Point, StepLetter
from filings.documents.rolls import Elector, Group, PostedRoll
from filings.facts import Facts
from filings.kinds import kind_of
from filings.papers import Issue, Paper, filled

DAY = datetime.date(2026, 11, 10)
ISSUE = Issue("140431-P5CC2-R96H2", DAY, (12, "ab12cd34ef567890" * 4))
COMMON: dict[str, Any] = {"place": "沁源县沁河镇城西村"}


def paper(code: str, facts: Facts, **words: str) -> Paper:
    """A paper of a kind with facts of the test's own."""
    kind = kind_of(code)
    chosen = {**kind.wording, **words}
    return Paper(
        kind=kind,
        subject="tests:1",
        label="城西村",
        division_code="140431100201",
        facts=facts,
        words={name: filled(text, facts) for name, text in chosen.items()},
        file_name="文书",
    )


def request(*, points: int = 3, **changes: Any) -> Paper:
    """A 请示 that goes up to the county."""
    values = {
        **COMMON,
        "issuer": "中共沁河镇委员会",
        "reference": "沁河发〔2026〕15号",
        "heading": "中共沁河镇委员会关于城西村党组织换届选举候选人预备人选的请示",
        "letterhead": "中共沁河镇委员会",
        "addressee": "中共沁源县委组织部",
        "village": "城西村",
        "matter": "党组织换届选举候选人预备人选",
        "signer": "李卫国",
        "points": tuple(
            Point(
                name="推荐材料",
                basis="《中国共产党基层组织选举工作条例》第十三条",
                detail=f"第{number}项材料齐全",
                holds=True,
            )
            for number in range(1, points + 1)
        ),
        "printed_by": "中共沁河镇委员会办公室",
        "annotation": "联系人：王小明，电话：0355-7830000",
        "copies": "沁源县纪委监委，沁源县委社会工作部",
    }
    return paper("step-request", StepLetter(**{**values, **changes}))


def reply(words: Mapping[str, str] | None = None, **changes: Any) -> Paper:
    """A 批复 that answers it."""
    values = {
        **COMMON,
        "issuer": "中共沁源县委组织部",
        "reference": "沁组字〔2026〕42号",
        "heading": "中共沁源县委组织部关于同意城西村党组织换届选举候选人预备人选的批复",
        "letterhead": "中共沁源县委组织部",
        "addressee": "中共沁河镇委员会",
        "village": "城西村",
        "matter": "党组织换届选举候选人预备人选",
        "answered": "《关于城西村党组织换届选举候选人预备人选的请示》（沁河发〔2026〕15号）",
        "printed_by": "中共沁源县委组织部办公室",
    }
    return paper("step-reply", StepLetter(**{**values, **changes}), **(words or {}))


def short_reply() -> Paper:
    """One whose text ends on the first page."""
    words = {"opening": "你单位来文收悉。", "decision": "同意。"}
    return reply(words, heading="关于城西村换届选举的批复", answered="")


def announcement(**changes: Any) -> Paper:
    """Announcement 1."""
    values = {
        **COMMON,
        "issuer": "沁河镇换届选举工作指导组",
        "heading": "关于确定城西村村民委员会选举日的公告",
        "ordinal": "第1号",
        "term": "第十三届",
        "committee": "城西村村民委员会",
        "voters": "登记参加选举的村民",
        "starts_on": datetime.date(2026, 9, 3),
        "election_day": datetime.date(2026, 12, 14),
    }
    return paper("announcement-election-day", ElectionDay(**{**values, **changes}))


def poster(persons: int = 12) -> Paper:
    """A public notice of some persons, one with a rare name."""
    shown = Shown(
        name="王犇",
        sex="男",
        ethnicity="汉族",
        born="1976.03",
        party_joined="1999.07",
        education="大专",
        village="城西村",
        present_post="村民委员会主任",
        proposed_post="党组织书记",
    )
    facts = Poster(
        **COMMON,
        issuer="中共沁河镇委员会",
        heading="公示",
        body="党组织",
        batch="第一批",
        persons=(shown,) * persons,
        starts_on=datetime.date(2026, 11, 10),
        ends_on=datetime.date(2026, 11, 16),
        days=5,
        working_days=True,
        telephone="0355-7830000",
        address="沁源县沁河镇胜利路1号",
        email="",
    )
    return paper("notice-poster", facts)


def roll(groups: int = 3, size: int = 40, names: str = "") -> Paper:
    """An electorate roll."""
    given = (
        ["李玥", "王镕", "张昇", "赵喆", "刘垚", "陈旻", "杨㛃", "周䶮", "吴建国", "郑秀兰"]
        if not names
        else names.split()
    )
    electors = tuple(
        Elector(
            number=number,
            name=given[number % len(given)],
            sex="男" if number % 2 else "女",
            born=f"{1940 + number % 60}.{1 + number % 12:02d}",
            basis="户在人在",
            note="",
        )
        for number in range(size)
    )
    facts = PostedRoll(
        **COMMON,
        issuer="城西村村民选举委员会",
        heading="城西村登记参加选举的村民名单",
        term="第十三届",
        total=groups * size,
        groups=tuple(Group(name=f"第{number}村民小组", electors=electors) for number in range(1, groups + 1)),
        published_on=DAY,
        election_day=datetime.date(2026, 12, 14),
    )
    return paper("electorate-roll", facts)
