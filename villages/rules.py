"""What a village still lacks, and in what form its Party organisation stands. Pure: values in, findings out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GENERAL_BRANCH_ABOVE: Final = 50
COMMITTEE_FROM: Final = 100
BRANCH_FROM: Final = 3


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing, and the part of the village's page on which it is entered: `profile`, or a body's kind."""

    subject: str
    text: str | Promise


@dataclass(frozen=True, slots=True)
class Seats:
    """A body's present members: how many, whether one heads it, how many women and persons without an ID number."""

    kind: str
    members: int
    has_head: bool
    women: int
    unknown_sex: int
    without_id_number: int


def usual_party_form(members: int | None) -> str:
    """Form of a Party organisation by its number of members: more than 50 a general branch, 100 and more a committee.

    The empty text where the number is unknown, or below the three that a branch needs (BRANCH-2018, arts. 4 and 5;
    RGO-2019, art. 4).
    """
    if members is None or members < BRANCH_FROM:
        return ""
    if members >= COMMITTEE_FROM:
        return "committee"
    return "general_branch" if members > GENERAL_BRANCH_ABOVE else "branch"


def gaps(*, missing_figures: Iterable[str | Promise], bodies: Iterable[Seats]) -> list[Gap]:
    """All that a village lacks before its elections can be prepared.

    Args:
        missing_figures: Labels of the profile's empty fields.
        bodies: All bodies a village has, empty ones too.

    """
    found = [Gap("profile", label) for label in missing_figures]
    for body in bodies:
        found += _gaps_of_body(body)
    return found


def _gaps_of_body(body: Seats) -> list[Gap]:
    if not body.members:
        return [Gap(body.kind, _("no members entered"))]
    found = []
    if not body.has_head:
        found.append(Gap(body.kind, _("nobody heads it")))
    # OLVC-2025, art. 8: a villagers' committee includes a woman.
    if body.kind == "committee" and not body.women and not body.unknown_sex:
        found.append(Gap(body.kind, _("no woman among the members")))
    if body.without_id_number:
        found.append(Gap(body.kind, _("members without an ID number")))
    return found
