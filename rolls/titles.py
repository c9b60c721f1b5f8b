"""What the codes of the findings mean that the rolls make, for screens."""

from typing import Final

from django.utils.translation import gettext_lazy as _

ROLL_TITLES: Final = {
    "roll.drawn_up": _("Voters are registered"),
    "roll.of_age": _("All registered voters are of age on the election day"),
    "roll.one_village": _("Every voter has an ID number to compare: one village only"),
    "roll.adults": _("No more registered voters than adults"),
    "roll.published": _("The roll is published"),
    "roll.days": _("Published long enough before the election day"),
    "roll.days_without_first": _("Long enough without counting the day of publication"),
    "roll.objections": _("Objections are decided and the decisions announced"),
    "roll.objections_in_time": _("Objections were decided in time"),
    "roll.decision_announced": _("No decision is waiting to be announced"),
    "roll.frozen": _("The roll is frozen"),
    "proxies.published": _("Proxies are published in time"),
    "proxies.number": _("No proxy votes for too many"),
    "proxies.on_roll": _("Voters and proxies stand on the roll"),
    "proxies.no_candidates": _("No candidate is a proxy"),
    "mobile_voters.published": _("Voters at mobile boxes are published in time"),
    "helpers.published": _("Helpers who write for voters are published in time"),
    "members.due": _("The register of members is settled"),
    "members.left_out": _("Members left out have the whole file"),
    "members.known": _("The register and the village's figures agree"),
}
