"""Voter cards (选民证) of a roll, to be cut (documents.md 6.2)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet

from filings import organs
from filings.documents.announcements import election_page
from filings.facts import Facts, fact
from filings.kinds import Kind, Layout, Subject, register
from rolls.models import Entry, Roll


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One voter card."""

    number: int = fact("选民证号")
    name: str = fact("姓名")
    sex: str = fact("性别")
    group: str = fact("村民小组", optional=True, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class VoterCards(Facts):
    """Voter cards (选民证) of a roll, eight to a sheet, to be cut."""

    heading: str = fact("标题")
    election_day: datetime.date | None = fact("选举日", source="选举安排")
    cards: tuple[Card, ...] = fact("选民证", source="选民名单")


_SEXES: Final = {"M": "男", "F": "女"}


def voter_cards(roll: Roll, words: Mapping[str, str]) -> VoterCards:
    """Facts of the voter cards."""
    village = roll.election.village
    return VoterCards(
        issuer=organs.election_committee(village),
        place=organs.place_of(village, words["county"]),
        heading=f"{organs.village_name(village)}选民证",
        election_day=roll.election.election_day,
        cards=tuple(
            Card(
                number=one.number or 0, name=one.name, sex=_SEXES[one.sex], group=organs.group_name(village, one.group)
            )
            for one in roll.carded  # type: ignore[attr-defined]  # from the prefetch
        ),
    )


def _with_cards(rows: QuerySet[Any]) -> QuerySet[Any]:
    entries = Entry.objects.filter(unlisted="", removed_in=None, number__isnull=False).defer("id_number", "id_index")
    return rows.select_related("election__village__parent", "election__village__profile").prefetch_related(
        Prefetch("entries", entries.order_by("number"), to_attr="carded")
    )


def _page(roll: Roll) -> str:
    return election_page(roll.election)


def _named(roll: Roll, what: str) -> str:
    return f"{organs.village_name(roll.election.village)}{what}"


register(
    Kind(
        code="voter-cards",
        title="选民证",
        layout=Layout.BALLOT,
        subject=Subject("rolls.Roll", "election__village__code", _with_cards),
        among=Q(published_on__isnull=False),
        facts=voter_cards,
        facts_type=VoterCards,
        template="kinds/voter_cards.html",
        basis="村民委员会选举规程（民发〔2013〕76号）",
        folder="选民证",
        packaged=False,
        mend=_page,
        file_name=lambda roll: _named(roll, "选民证"),
    ),
)
