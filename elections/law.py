"""Under which chapter of the rulebook an election is held: a community's committee has another one than a village's."""

from collections.abc import Iterable
from typing import Final

from elections.models import Body, Election
from villages.labels import guess_kind
from villages.models import VillageKind, VillageProfile

_CHAPTERS: Final = {
    Body.PARTY: "party_committee",
    Body.COMMITTEE: "village_committee",
    Body.SUPERVISORY: "supervisory_committee",
}


def chapter_of(election: Election) -> str:
    """The rulebook's word for the body of one election (`elections.rulebooks.BODIES`)."""
    return chapters_of([election])[election.pk]


def chapters_of(elections: Iterable[Election]) -> dict[int, str]:
    """The same for many elections by their keys, in one query; `village` is loaded."""
    elections = list(elections)
    kinds = dict(
        VillageProfile.objects.filter(village__in={election.village_id for election in elections}).values_list(
            "village_id", "kind"
        )
    )
    return {
        election.pk: chapter(election.body, kinds.get(election.village_id) or guess_kind(election.village.name))
        for election in elections
    }


def chapter(body: str, village_kind: str) -> str:
    """The word for a body in a village or community."""
    if body == Body.COMMITTEE and village_kind == VillageKind.COMMUNITY:
        return "residents_committee"
    return _CHAPTERS[Body(body)]
