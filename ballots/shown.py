"""What pages show of a result: findings in words, those elected with what became of them, the next action."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ballots import progress
from ballots.forms.arranging import relation_word
from ballots.models import DoubtfulPaper, Elected, Result, Status, Vote
from ballots.queries import elected
from ballots.services.following import KINDS
from ballots.services.results import is_genuine
from ballots.sums import VoteData, ballot_papers, votes_for
from elections.rules.titles import TITLES
from elections.rules.wording import in_words
from villages.models import Post


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding for a reader: badge, title, the integers in words, instrument and article."""

    state: str
    word: Any
    title: Any
    detail: str
    basis: str
    decides: bool


def finding(raw: dict[str, Any]) -> Shown:
    """A finding of a stored verdict."""
    state, word = badge_of(raw)
    decides = not raw["ok"] or not raw["rule"].startswith(("figures.", "rulebook"))
    return Shown(state, word, TITLES.get(raw["rule"], raw["rule"]), in_words(raw["detail"]), raw["basis"], decides)


def badge_of(raw: dict[str, Any]) -> tuple[str, Any]:
    """State and word of a finding."""
    if raw["severity"] == "info":
        reached = raw["rule"] in ("seat.votes", "recall.votes", "recall.motion")
        words = (
            {True: _("reached"), False: _("not reached")}
            if reached
            else {True: pgettext_lazy("finding", "note"), False: pgettext_lazy("finding", "note")}
        )
        return ("ok" if raw["ok"] and reached else "info"), words[raw["ok"]]
    if raw["ok"]:
        return "ok", _("holds")
    return ("block", _("stops")) if raw["severity"] == "block" else ("warn", _("look"))


@dataclass(frozen=True, slots=True)
class ResultShown:
    """A result for a page. `winners` are Elected with `standing`; `following` what the verdict asks for."""

    result: Result
    genuine: bool
    findings: list[Shown]
    winners: list[Elected]
    following: list[dict[str, Any]]
    open_kinds: list[str]
    recalled: list[dict[str, Any]]
    standing: str

    @property
    def telling(self) -> list[Shown]:
        """What decided the result, and what fails."""
        return [one for one in self.findings if one.decides]

    @property
    def routine(self) -> list[Shown]:
        """Comparisons that hold and decide nothing."""
        return [one for one in self.findings if not one.decides]

    @property
    def uncertified(self) -> bool:
        """Whether somebody elected has no certificate yet."""
        return any(one.certificate_number is None for one in self.winners)  # type: ignore[attr-defined]  # annotated

    @property
    def is_void(self) -> bool:
        """Whether a re-run takes its place: by its figures, or by a ruling."""
        return self.result.status == Status.VOID or self.standing == "void"


def result_of(vote: Vote) -> ResultShown | None:
    """The newest result of a vote."""
    result = vote.results.select_related("by").order_by("-number").first()
    if result is None:
        return None
    winners = elected().filter(result=result).select_related("post", "person")
    winners = winners.annotate(certificate_number=F("certificate__number"))
    ruling = vote.rulings.filter(elected=None).order_by("-pk").first()
    return ResultShown(
        result=result,
        genuine=is_genuine(result),
        findings=[finding(raw) for raw in result.verdict["findings"]],
        winners=list(winners.order_by("post__position", "-votes", "pk")),
        following=[{**one, "label": label_of(one["post"])} for one in result.verdict["next"]],
        open_kinds=_open_kinds(vote, result),
        recalled=[{**one, "label": label_of(one["post"])} for one in result.verdict.get("recalled", [])],
        standing=ruling.standing if ruling else "",
    )


def _open_kinds(vote: Vote, result: Result) -> list[str]:
    """Kinds of votes that the verdict asks for and nobody has arranged yet."""
    arranged = set(vote.following.values_list("round", flat=True))
    kinds = dict.fromkeys(one["kind"] for one in result.verdict["next"])
    return [kind for kind in kinds if KINDS[kind] not in arranged]


def label_of(key: str) -> str:
    """A post of a record in words."""
    return in_words(key) if key.removesuffix("_women") in Post.values else key


def state_of(vote: Vote, result: ResultShown | None) -> tuple[str, Any]:
    """Badge of the vote."""
    return progress.state_of(vote, result.result.status if result else None, result.standing if result else None)


def kinships(vote: Vote) -> list[Any]:
    """Near relatives, those on record first, with their relation as `word`."""
    pairs = list(vote.kinships.order_by("-on_record", "pk"))
    for pair in pairs:
        pair.word = relation_word(pair.relation)  # type: ignore[attr-defined]
    return pairs


def doubtful(vote: Vote) -> list[DoubtfulPaper]:
    """Decisions on doubtful papers."""
    return list(DoubtfulPaper.objects.filter(station__vote=vote).select_related("station", "ballot"))


@dataclass(frozen=True, slots=True)
class Total:
    """A ballot's sums: papers, and the votes of each line, so far as figures are accepted."""

    ballot: Any
    papers: dict[str, int]
    posts: list[tuple[Any, list[tuple[Any, int, int]]]]

    @property
    def base(self) -> int:
        """Papers returned, for bars."""
        return self.papers.get("returned") or 1


def totals(data: VoteData) -> Iterator[Total]:
    """Sums of the accepted figures by ballot; lines by votes."""
    sums = votes_for(data)
    for ballot in data.ballots if data.accepted else ():
        posts = []
        for post in ballot.posts.all():
            lines = [(line, *sums[line.pk]) for line in post.lines.all() if line.pk in sums]
            posts.append((post, sorted(lines, key=lambda one: -one[1])))
        yield Total(ballot, ballot_papers(data, ballot), posts)
