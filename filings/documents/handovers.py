"""The list of what the old committee hands over to the new one (documents.md 6.2)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ballots.models import Handover, HandoverItem, ItemKind
from elections.models import Election
from filings import organs
from filings.documents.votes import body_of, presiding
from filings.facts import Facts, fact
from filings.kinds import Kind, Layout, Subject, register


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line of the handover list."""

    kind: str = fact("类别")
    name: str = fact("项目")
    quantity: int = fact("数量")
    condition: str = fact("状况", optional=True, default="")
    giver: str = fact("移交人", optional=True, default="")
    receiver: str = fact("接收人", optional=True, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverList(Facts):
    """Handover list, within ten days from the new committee's formation (OLVC-2025, art. 24)."""

    heading: str = fact("标题")
    body: str = fact("组织名称")
    formed_on: datetime.date = fact("新一届组织产生日期", source="工作移交")
    due_on: datetime.date = fact("移交期限", source="规则库")
    held_on: datetime.date | None = fact("移交日期", optional=True, source="工作移交", default=None)
    chair: str = fact("主持人", optional=True, default="")
    supervisor: str = fact("监交人", optional=True, default="")
    items: tuple[Item, ...] = fact("移交事项", source="工作移交")


_ITEM_WORDS: Final = {
    ItemKind.SEALS: "印章",
    ItemKind.ACCOUNTS: "账目、资金",
    ItemKind.ASSETS: "资产",
    ItemKind.CONTRACTS: "合同",
    ItemKind.ARCHIVES: "档案、选票",
    ItemKind.DEBTS: "债权债务",
    ItemKind.UNFINISHED: "未了事项",
}


def handover_list(handover: Handover, words: Mapping[str, str]) -> HandoverList:
    """Facts of the handover list."""
    election = handover.election
    return HandoverList(
        issuer=presiding(election),
        place=organs.place_of(election.village, words["county"]),
        heading=f"{body_of(election)}工作移交清单",
        body=body_of(election),
        formed_on=handover.formed_on,
        due_on=handover.due_on,
        held_on=handover.held_on,
        dated=handover.held_on,
        chair=handover.chair,
        supervisor=handover.supervisor,
        items=tuple(_item(item) for item in handover.items.all()),
    )


def _item(item: HandoverItem) -> Item:
    return Item(
        kind=_ITEM_WORDS[ItemKind(item.kind)],
        name=item.name,
        quantity=item.quantity,
        condition=item.condition,
        giver=item.giver,
        receiver=item.receiver,
    )


HANDOVER: Final = Subject(
    "ballots.Handover",
    "election__village__code",
    lambda rows: rows.select_related("election__village__parent", "election__village__profile").prefetch_related(
        "items"
    ),
)


def _village(election: Election) -> str:
    return organs.village_name(election.village)


register(
    Kind(
        code="handover-list",
        title="工作移交清单",
        layout=Layout.FORM,
        subject=HANDOVER,
        facts=handover_list,
        facts_type=HandoverList,
        template="kinds/handover_list.html",
        basis="村民委员会组织法第二十四条",
        folder="移交",
        file_name=lambda handover: f"{_village(handover.election)}工作移交清单",
    ),
)
