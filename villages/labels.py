"""Names of bodies: a community's are not called as a village's."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from villages.models import BY_GROUP, BodyKind, VillageKind

COMMUNITY_ENDINGS: Final = ("社区", "居委会", "居民委员会")
_LABELS: dict[tuple[str, str], str | Promise] = {
    (BodyKind.COMMITTEE, VillageKind.VILLAGE): _("Villagers' committee"),
    (BodyKind.COMMITTEE, VillageKind.COMMUNITY): _("Residents' committee"),
    (BodyKind.SUPERVISORY, VillageKind.VILLAGE): _("Village supervisory committee"),
    (BodyKind.SUPERVISORY, VillageKind.COMMUNITY): _("Community supervisory committee"),
    (BodyKind.REPRESENTATIVES, VillageKind.COMMUNITY): _("Residents' representatives"),
    (BodyKind.GROUPS, VillageKind.COMMUNITY): pgettext_lazy("body", "Residents' groups"),
}


def body_label(kind: BodyKind, village_kind: str | None) -> str | Promise:
    """Name of a body in a village, in a community, or where it is not known which of the two it is."""
    return _LABELS.get((kind, village_kind or ""), kind.label)


def seat_label(kind: BodyKind, village_kind: str | None, post: str) -> str:
    """A post with its body; who represents or heads a group is called by the post alone."""
    return post if kind in BY_GROUP else f"{body_label(kind, village_kind)}{post}"


def guess_kind(name: str) -> VillageKind:
    """Kind by the name of a division of the lowest level, for a profile not yet entered."""
    return VillageKind.COMMUNITY if name.endswith(COMMUNITY_ENDINGS) else VillageKind.VILLAGE
