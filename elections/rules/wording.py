"""A finding's integers in the words of the office: `papers.returned 501 × 2 > electors 1000`."""

import re
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from villages.models import Post

_WORDS: Final[dict[str, str | Promise]] = {
    "papers.returned": _("papers returned"),
    "papers.printed": _("papers printed"),
    "papers.issued": _("papers issued"),
    "papers.voters": _("voters signed in"),
    "papers.valid": _("valid papers"),
    "papers.spoiled": _("spoiled papers"),
    "papers.blank": _("blank papers"),
    "motion.voters.signed": _("voters who signed"),
    "motion.voters.of": _("voters on the roll"),
    "motion.representatives.signed": _("representatives who signed"),
    "motion.representatives.of": _("representatives"),
    "electors": _("electors"),
    "present": _("members present"),
    "choices": pgettext_lazy("finding", "choices"),
    "candidates": pgettext_lazy("finding", "candidates"),
    "seats left": _("seats left"),
    "seats given before": _("seats given before"),
    "seats": _("seats"),
    "stations": pgettext_lazy("finding", "sum of the stations"),
    "spoiled": _("spoiled papers"),
    "blank": _("blank papers"),
    "papers": pgettext_lazy("finding", "papers"),
    "women": _("women"),
    "elected": pgettext_lazy("finding", "elected"),
    "sex not recorded": _("sex not recorded"),
    "higher post kept": _("keeps the higher post"),
    "with": pgettext_lazy("finding", "with"),
    "votes": _("votes"),
    "for": pgettext_lazy("finding", "for"),
    "against": pgettext_lazy("finding", "against"),
    "version": pgettext_lazy("finding", "version"),
    "stays": pgettext_lazy("finding", "stays"),
    "held": pgettext_lazy("finding", "held"),
    "seat": pgettext_lazy("finding", "seat"),
    "committee": pgettext_lazy("finding", "committee"),
    "members present": _("Party members present"),
    "members due": _("Party members due"),
    "members choices": _("choices of the Party members"),
    "members returned": _("papers of the Party members"),
    "villagers present": _("villagers present"),
    "villagers due": _("villagers due"),
    "villagers choices": _("choices of the villagers"),
    "villagers returned": _("papers of the villagers"),
    "names_per_paper": _("names a paper may hold"),
    **{f"{post.value}_women": post.label for post in Post},
    **{post.value: post.label for post in Post},
}
_PATTERN = re.compile(
    r"(?<![\w.])(" + "|".join(re.escape(word) for word in sorted(_WORDS, key=len, reverse=True)) + r")(?![\w.])"
)


def in_words(detail: str) -> str:
    """The same in the reader's language; names and numbers stay as they are."""
    return _PATTERN.sub(lambda match: str(_WORDS[match[1]]), detail).replace("<=", "≤").replace(">=", "≥")
