"""Near relatives of the Civil Code, art. 1045: spouse, parents, children, siblings, grandparents and grandchildren of both lines."""

from typing import Final

from django.utils.translation import gettext_lazy as _

SPOUSE: Final = "spouse"
PARENT: Final = "parent"
CHILD: Final = "child"
SIBLING: Final = "sibling"
PATERNAL_GRANDPARENT: Final = "paternal_grandparent"
MATERNAL_GRANDPARENT: Final = "maternal_grandparent"
SONS_CHILD: Final = "sons_child"
DAUGHTERS_CHILD: Final = "daughters_child"

LABELS: Final = {
    SPOUSE: _("spouse"),
    PARENT: _("parent"),
    CHILD: _("child"),
    SIBLING: _("sibling"),
    PATERNAL_GRANDPARENT: _("grandparent on the father's side"),
    MATERNAL_GRANDPARENT: _("grandparent on the mother's side"),
    SONS_CHILD: _("son's child"),
    DAUGHTERS_CHILD: _("daughter's child"),
}
# What one is called whose sex is known.
TITLES: Final = {
    (SPOUSE, "M"): _("husband"),
    (SPOUSE, "F"): _("wife"),
    (PARENT, "M"): _("father"),
    (PARENT, "F"): _("mother"),
    (CHILD, "M"): _("son"),
    (CHILD, "F"): _("daughter"),
    (SIBLING, "M"): _("brother"),
    (SIBLING, "F"): _("sister"),
    (PATERNAL_GRANDPARENT, "M"): _("grandfather, father's father"),
    (PATERNAL_GRANDPARENT, "F"): _("grandmother, father's mother"),
    (MATERNAL_GRANDPARENT, "M"): _("grandfather, mother's father"),
    (MATERNAL_GRANDPARENT, "F"): _("grandmother, mother's mother"),
    (SONS_CHILD, "M"): _("grandson, son's son"),
    (SONS_CHILD, "F"): _("granddaughter, son's daughter"),
    (DAUGHTERS_CHILD, "M"): _("grandson, daughter's son"),
    (DAUGHTERS_CHILD, "F"): _("granddaughter, daughter's daughter"),
}
# The word by which a rulebook names the relation (`elections.rulebooks.parameters.RELATIONS`).
RELATION: Final = {
    SPOUSE: "spouse",
    PARENT: "parent",
    CHILD: "child",
    SIBLING: "sibling",
    PATERNAL_GRANDPARENT: "grandparent",
    MATERNAL_GRANDPARENT: "grandparent",
    SONS_CHILD: "grandchild",
    DAUGHTERS_CHILD: "grandchild",
}


def turned(kind: str) -> str:
    """What I am to one who is `kind` to me. Grandparents and grandchildren are named by the parent between the two."""
    return {
        PARENT: CHILD,
        CHILD: PARENT,
        PATERNAL_GRANDPARENT: SONS_CHILD,
        MATERNAL_GRANDPARENT: DAUGHTERS_CHILD,
        SONS_CHILD: PATERNAL_GRANDPARENT,
        DAUGHTERS_CHILD: MATERNAL_GRANDPARENT,
    }.get(kind, kind)


def through(first: str, second: str, *, sex: str) -> str | None:
    """What somebody is to me who is `second` to one of `sex` who is `first` to me; None where nothing certain follows.

    A parent's child is a sibling, also of the half blood; nothing follows from marriage.
    """
    if (first, second) == (PARENT, PARENT):
        return MATERNAL_GRANDPARENT if sex == "F" else PATERNAL_GRANDPARENT
    if (first, second) == (CHILD, CHILD):
        return DAUGHTERS_CHILD if sex == "F" else SONS_CHILD
    if (first, second) == (PARENT, CHILD):
        return SIBLING
    return None
