"""Nomination forms (documents.md 6.2, 提名表, 自荐表): blank ones to be filled in by hand, and those of a nomination on record."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from candidates.models import Nomination, Nominator
from candidates.nominations.states import STANDING
from elections.models import Election
from filings import organs
from filings.documents.announcements import OF_COMMITTEE
from filings.documents.candidates import SOURCES
from filings.documents.committee import WITH_SEATS, seat_words
from filings.documents.votes import body_of, post_word, presiding
from filings.facts import Facts, fact
from filings.kinds import Kind, Layout, Subject, register
from filings.persons import Profile, profile_of
from people.cv import period
from people.models import CvEntry

_LAW: Final = "村民委员会组织法第十八条"
_FOLDER: Final = "提名"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankForm(Facts):
    """A form that is filled in by hand: it states the body, the seats and the people, the rest are ruled fields."""

    heading: str = fact("标题")
    body: str = fact("组织名称")
    term: str = fact("届次")
    voters: str = fact("对选民的称呼")
    seats: tuple[str, ...] = fact("职务和名额", source="应选名额")


def blank_nomination(election: Election, words: Mapping[str, str]) -> BlankForm:
    """Facts of a blank 提名表."""
    return _blank(election, words, "提名表")


def blank_own_nomination(election: Election, words: Mapping[str, str]) -> BlankForm:
    """Facts of a blank 自荐表."""
    return _blank(election, words, "自荐表")


def _blank(election: Election, words: Mapping[str, str], what: str) -> BlankForm:
    village = election.village
    return BlankForm(
        issuer=organs.election_committee(village),
        place=organs.place_of(village, words["county"]),
        heading=f"{organs.committee(village)}成员候选人{what}",
        body=organs.committee(village),
        term=words["term"],
        voters=organs.people(village),
        seats=seat_words(election),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationForm(Facts):
    """A nomination on record, printed to be signed and kept; the person himself or whoever nominated signs."""

    heading: str = fact("标题")
    body: str = fact("组织名称")
    person: Profile = fact("被提名人")
    post: str = fact("提名职务", source="提名")
    own: bool = fact("是否自荐", source="提名")
    way: str = fact("提名方式", source="提名")
    nominators: str = fact("提名人", optional=True, source="提名", default="")
    nominated_on: datetime.date = fact("提名日期", source="提名")
    votes: int | None = fact("推荐（提名）票", optional=True, source="提名", default=None)
    cv: tuple[str, ...] = fact("简历", source="人员")
    township: str = fact("乡镇党委")


def nomination_form(row: Nomination, words: Mapping[str, str]) -> NominationForm:
    """Facts of the form of one nomination."""
    election, own = row.election, row.source == Nominator.SELF
    return NominationForm(
        issuer=presiding(election),
        place=organs.place_of(election.village, words["county"]),
        heading=f"{body_of(election)}成员候选人{'自荐表' if own else '提名表'}",
        body=body_of(election),
        person=profile_of(row.person),
        post=post_word(row.post),
        own=own,
        way=SOURCES[row.source],
        nominators=row.nominators,
        nominated_on=row.nominated_on,
        votes=row.votes,
        cv=tuple(f"{period(line.starts_on, line.ends_on)}　{line.text}" for line in row.person.cv.all()),
        township=organs.township_committee(election.village),
    )


def _with_person(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("person", "election__village__parent", "election__village__profile").prefetch_related(
        Prefetch("person__cv", CvEntry.objects.order_by("starts_on", "pk"))
    )


def _page(election: Election) -> str:
    return reverse("elections:election", args=[election.pk])


def _blank_kind(code: str, title: str, facts: Any) -> Kind:
    return Kind(
        code=code,
        title=title,
        layout=Layout.FORM,
        subject=WITH_SEATS,
        among=OF_COMMITTEE,
        facts=facts,
        facts_type=BlankForm,
        template=f"kinds/{code.replace('-', '_')}.html",
        basis=_LAW,
        folder=_FOLDER,
        mend=_page,
        file_name=lambda election: f"{organs.village_name(election.village)}{title}",
    )


register(
    _blank_kind("nomination-blank", "候选人提名表（空白）", blank_nomination),
    _blank_kind("own-nomination-blank", "自荐表（空白）", blank_own_nomination),
    Kind(
        code="nomination-form",
        title="候选人提名表（自荐表）",
        layout=Layout.FORM,
        subject=Subject("candidates.Nomination", "election__village__code", _with_person),
        among=Q(state__in=STANDING),
        facts=nomination_form,
        facts_type=NominationForm,
        template="kinds/nomination_form.html",
        basis=_LAW,
        folder=_FOLDER,
        mend=lambda row: _page(row.election),
        file_name=lambda row: (
            f"{organs.village_name(row.election.village)}提名表 {row.person.name} {post_word(row.post)}"
        ),
    ),
)
