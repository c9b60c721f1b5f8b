"""The sums of a paper form, told while it is typed: by the script in the browser, and here by the server."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ballots.models import Ballot, Station

State = Literal["ok", "block", "warn", "wait"]


@dataclass(frozen=True, slots=True)
class Check:
    """The sum of cells `left` must equal or not exceed the sum of `right` × `times`.

    `apart` is a cell that may be added on the left where the local form counts it apart.
    """

    label: str | Promise
    left: tuple[str, ...]
    sign: Literal["=", "≤"]
    right: tuple[str, ...]
    times: int = 1
    apart: str = ""
    warns: bool = False

    def told(self, figures: Mapping[str, int | None]) -> tuple[State, str]:
        """State, and the figures compared; nothing is said of sums with an empty cell."""
        left, right = [figures.get(key) for key in self.left], [figures.get(key) for key in self.right]
        if None in left or None in right:
            return "wait", ""
        whole, limit = sum(filter(None, left)), sum(filter(None, right)) * self.times
        apart = figures.get(self.apart) or 0 if self.apart else 0
        holds = whole in (limit, limit - apart) if self.sign == "=" else whole <= limit
        sign = self.sign if holds else ("≠" if self.sign == "=" else ">")
        terms = " + ".join(str(figure) for figure in left) if len(left) > 1 else str(whole)
        text = f"{terms}{f' = {whole}' if len(left) > 1 else ''} {sign} {limit}"
        return ("ok" if holds else "warn" if self.warns else "block"), text


def checks_of(station: Station, ballot: Ballot, *, lines: bool = True) -> Iterator[Check]:
    """The checks of one paper form; `ballot` has its posts and lines loaded."""
    asked = station.papers()
    for check in _PAPERS:
        if set(check.left + check.right) <= set(asked):
            yield check
    if not lines or not station.counts:
        return
    for post in ballot.posts.all():
        names = list(post.lines.all())
        if station.vote.counts_against:
            for line in names:
                label = _("%(name)s: for and against ≤ valid papers") % {"name": line.name}
                yield Check(label, (f"for_{line.pk}", f"against_{line.pk}"), "≤", ("valid",))
        if names and station.vote.occasion != "recall":
            label = _("%(post)s: votes ≤ valid papers × %(seats)s") % {"post": post.label, "seats": post.seats}
            yield Check(label, tuple(f"for_{line.pk}" for line in names), "≤", ("valid",), post.seats)


_PAPERS: Sequence[Check] = (
    Check(_("Issued ≤ handed to the station"), ("issued",), "≤", ("printed",)),
    Check(_("Returned ≤ issued"), ("returned",), "≤", ("issued",), warns=True),
    Check(_("Returned ≤ voters signed in"), ("returned",), "≤", ("voters",), warns=True),
    Check(_("Valid + spoiled = returned"), ("valid", "spoiled"), "=", ("returned",), apart="blank"),
    Check(_("Blank ≤ returned"), ("blank",), "≤", ("returned",)),
)
