"""What each rule's code means, for screens; the table of the counting rules' codes is in docs/count-record.md."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TITLES: dict[str, Promise] = {
    "rulebook": _("Rulebook"),
    "figures.roll": _("Papers and electors"),
    "figures.present": _("Members present and due"),
    "figures.voters": _("Voters signed in and electors"),
    "figures.printed": _("Papers issued and printed"),
    "figures.spoiled": _("Spoiled papers and papers"),
    "figures.blank": _("Blank papers and papers"),
    "figures.valid": _("Valid, spoiled and returned papers"),
    "figures.station": _("Figures within a station"),
    "figures.stations": _("Sum of the stations"),
    "figures.votes": _("Votes for a name and papers"),
    "figures.choices": _("Choices for a post and papers × seats"),
    "figures.choices_spoiled": _("Choices and spoiled papers together"),
    "figures.spoiled_blank": _("Spoiled and blank papers together"),
    "figures.issued": _("Voters signed in and papers issued"),
    "figures.motion": _("Signatures and those who may sign"),
    "papers.excess": _("No more papers than there may be"),
    "turnout": _("Turnout"),
    "quorum": _("Quorum"),
    "seat.votes": _("Votes needed"),
    "seat.two_posts": _("Elected for a higher post"),
    "seat.carried_down": _("Votes carried down"),
    "seat.majority_first": _("Those over half come first"),
    "seat.surplus": _("Enough votes, no seat left"),
    "seat.tie": _("Equal votes at the last seat"),
    "seat.left": _("Seats left for a second round"),
    "seat.held": _("Seat that waits for a vote still open"),
    "seat.vacancy": _("Seats may stay empty"),
    "relatives.apart": _("Kept out by a near relative"),
    "relatives.tie": _("Near relatives with equal votes"),
    "relatives.together": _("Near relatives sit together"),
    "women.first": _("Women first"),
    "women.post": _("Post kept for women"),
    "women.elected": _("Women elected"),
    "candidates.extra": _("More candidates than seats"),
    "recall.motion": _("Motion of recall"),
    "recall.votes": _("Votes for the recall"),
    "recommendation.attendance": _("Attendance"),
    "recommendation.votes": _("Recommendation votes needed"),
    "recommendation.surplus": _("Enough votes, no place left"),
    "recommendation.tie": _("Equal votes at the last place"),
}
_of_rooms: dict[str, str | Promise] = {}


def tell(titles: Mapping[str, str | Promise]) -> None:
    """Register the titles of a room's own rules, where its `gates.py` registers the checks."""
    _of_rooms.update(titles)


def title_of(rule: str) -> str:
    """What a rule is called on a screen; its code where nobody has given it a title."""
    return str(TITLES.get(rule) or _of_rooms.get(rule) or rule)
