"""The words that stand for choices in the rulebooks, as people read them."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# By word; where one word means different things, by parameter and word.
WORDS: Final[dict[str | tuple[str, str], Promise]] = {
    "spouse": _("spouse"),
    "parent": _("parents"),
    "child": _("children"),
    "sibling": _("brothers and sisters"),
    "grandparent": _("grandparents"),
    "grandchild": _("grandchildren"),
    ("women_rule", "none"): _("nobody is seated differently; a warning if no woman is elected"),
    "column": _("a column of its own for the women's seat"),
    "reserved_post": _("a post reserved for a woman"),
    "women_first": _("women first for one seat"),
    "report": _("reported only"),
    "higher_post_then_votes": _("the higher post stays, then the more votes"),
    "party": _("the village Party organisation"),
    ("nominators", "voters"): _("registered voters"),
    "voters_jointly": _("several registered voters together"),
    "committee": _("the outgoing committee"),
    "recommendation": _("recommendation meetings"),
    "states_one": _("states in writing for which of the two posts to stand"),
    "moved": _("moved to the next working day, and said"),
    "refused": _("refused"),
    "members": _("the members' meeting"),
    ("recommendation_majority", "villagers"): _("the villagers' meeting"),
    ("recommendation_sum", "votes"): _("the votes"),
    "shares": _("the shares of the votes"),
    "votes": _("by votes"),
    "strokes": _("by strokes of the surname"),
    ("proxy_scope", "none"): _("no proxies"),
    "near_relatives": _("near relatives"),
    "villagers": _("near relatives or other villagers"),
    "voters_else_issued": _("papers against voters signed in, else papers issued"),
    ("excess_comparator", "voters"): _("papers against voters signed in"),
    "issued": _("papers against papers issued"),
    ("excess_comparator", "present"): _("papers against members present"),
    ("carry_down", "none"): _("votes for a higher post do not count for a lower one"),
    "nomination_only": _("in the nomination only"),
    ("carry_down", "count"): _("votes for a higher post count for a lower one"),
    ("same_name_rule", "count"): _("both choices count"),
    "paper_invalid": _("the paper is invalid"),
    "vote_again": _("a vote again among them"),
    "nobody": pgettext_lazy("vacancy", "nobody: the seat stays open"),
    "meeting": _("the village meeting"),
    "representatives": _("the representatives' meeting"),
    "deputy_then_chosen": _("the deputy director, else one chosen"),
    "most_votes": _("the member with the most votes"),
    "due": _("members due"),
    ("recommendation_base", "present"): _("members present"),
    ("recommendation_base", "returned"): _("papers returned"),
    ("inspection_sides", "organisation"): _("organisation department"),
    ("inspection_sides", "discipline"): _("discipline commission"),
    ("inspection_sides", "township"): _("township Party committee"),
    ("talks", "township_secretaries"): _("Party secretaries of the townships"),
    ("talks", "merged"): _("members of merged villages' committees"),
    ("talks", "posted"): _("secretaries posted from above"),
    ("talks", "heads"): _("the two heads of each village"),
    ("talks", "returned"): _("talent returned home"),
    ("commitments", "conduct"): _("conduct in the election"),
    ("commitments", "office"): _("work in office"),
    ("commitments", "resignation"): _("resignation if the promise is broken"),
    ("commitments", "integrity"): _("integrity"),
    ("commitments", "avoidance"): _("avoidance of relatives"),
    ("candidate_bars", "expelled"): _("expelled from the Party"),
    ("candidate_bars", "crime"): _("punished for a crime"),
    ("candidate_bars", "forces"): _("clan or black and evil forces used for unlawful acts"),
    ("candidate_bars", "religion"): _("illegal religious activity or cult"),
    "accepted": _("accepted, with a remark"),
    ("late_objections", "refused"): pgettext_lazy("objection", "refused"),
    "married_in": _("married in, household elsewhere"),
    "former": _("former villagers with collective rights"),
    "converted": _("converted to non-agricultural, living or working here"),
    "returning": _("qualified outsiders who have come to live here"),
    "undeclared": _("lives elsewhere, has not declared to take part"),
    "pending": _("application not yet decided"),
    ("unlisted_reasons", "refused"): _("the meeting did not agree"),
    "elsewhere": _("registered in another village"),
    "under_age": _("under age on the election day"),
    "deprived": _("deprived of political rights"),
    "incapable": _("without capacity"),
    "unreachable": _("cannot be reached after notice"),
    "left": _("dead or moved away"),
}


def word_for(parameter: str, word: str) -> str:
    """What a word of a parameter means to a reader; the word itself where it needs no telling (a share, a number)."""
    return str(WORDS.get((parameter, word)) or WORDS.get(word) or word)


def written(parameter: str, value: object) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return _now("yes") if value else _now("no")
    words = value if isinstance(value, tuple) else (value,)
    return "、".join(word_for(parameter, str(word)) for word in words) or "—"
