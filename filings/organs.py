"""What organs are called on paper, from the names of divisions; a community's are not called as a village's."""

from typing import Final

from elections.models import Body
from villages.labels import guess_kind
from villages.models import BodyKind, Division, VillageKind

_TAILS = ("村民委员会", "居民委员会", "村委会", "居委会")
# What is elected, as papers on many villages call it.
BODIES: Final[dict[str, str]] = {
    Body.PARTY: "党组织",
    Body.COMMITTEE: "村（居）民委员会",
    Body.SUPERVISORY: "村（居）务监督委员会",
}


def is_community(village: Division) -> bool:
    """Whether a residents' committee is elected there: by the profile, or by the name where it has none yet."""
    profile = getattr(village, "profile", None)
    kind = profile.kind if profile else guess_kind(village.name)
    return bool(kind == VillageKind.COMMUNITY)


def people(village: Division) -> str:
    """村民 or 居民."""
    return "居民" if is_community(village) else "村民"


def group_name(village: Division, group: str) -> str:
    """第1村民小组 for a group that has a number, else its own name."""
    return f"第{group}{people(village)}小组" if group.isdecimal() else group


def village_name(village: Division) -> str:
    """城西村, 河滨社区: without the committee that statistical lists put into the name."""
    name: str = village.name
    for tail in _TAILS:
        if name.endswith(tail) and name != tail:
            name = name.removesuffix(tail)
            return name if name.endswith(("村", "社区")) else f"{name}村"
    return name


def law(village: Division) -> str:
    """The law a committee is elected under, in full."""
    return f"《中华人民共和国{'城市居民' if is_community(village) else '村民'}委员会组织法》"


def committee(village: Division) -> str:
    """城西村村民委员会, 河滨社区居民委员会."""
    return f"{village_name(village)}{'居民' if is_community(village) else '村民'}委员会"


def election_committee(village: Division) -> str:
    """城西村村民选举委员会, 河滨社区居民选举委员会."""
    return f"{village_name(village)}{'居民' if is_community(village) else '村民'}选举委员会"


def supervisory_committee(village: Division) -> str:
    """城西村村务监督委员会, 河滨社区居务监督委员会."""
    return f"{village_name(village)}{'居务' if is_community(village) else '村务'}监督委员会"


def body_word(village: Division, kind: str) -> str:
    """A body in short, as in lists of members: 党组织, 村委会, 居委会."""
    community = is_community(village)
    return {
        BodyKind.PARTY: "党组织",
        BodyKind.COMMITTEE: "居委会" if community else "村委会",
        BodyKind.SUPERVISORY: "居务监委会" if community else "村务监委会",
        BodyKind.COUNCIL: "集体经济组织",
        BodyKind.REPRESENTATIVES: f"{people(village)}代表会议",
        BodyKind.GROUPS: f"{people(village)}小组",
    }[BodyKind(kind)]


def party_organisation(village: Division, form: str = "") -> str:
    """中共沁河镇城西村支部委员会; `form` is that of `villages.PartyForm`."""
    body = {"general_branch": "总支部委员会", "committee": "委员会"}.get(form, "支部委员会")
    return f"中共{township_name(village)}{village_name(village)}{body}"


def township_name(division: Division) -> str:
    """沁河镇, for a township or a village in it; 街道 without its office."""
    township = division if len(division.code) <= 9 else division.parent  # noqa: PLR2004  # digits of a township
    return str(township.name if township else "").removesuffix("办事处")


def township_committee(division: Division) -> str:
    """中共沁河镇委员会, 中共××街道工作委员会."""
    name = township_name(division)
    return f"中共{name}{'工作委员会' if name.endswith('街道') else '委员会'}"


def guidance_group(division: Division) -> str:
    """The township's body that guides the elections of committees (OLVC-2025, art. 5; REG-2013)."""
    return f"{township_name(division)}村（居）民委员会换届选举工作指导组"


def place_of(village: Division, county: str = "") -> str:
    """沁源县沁河镇城西村."""
    return f"{county}{township_name(village)}{village_name(village)}"
