"""Recommendation meetings (两推): who goes on, by attendance, base and weights that are all parameters.

The source is the handbook of 2020, not law; counties differ in quorum, base and weights.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from django.utils.translation import gettext_lazy as _

from electionadmin.findings import Finding
from elections.rulebooks import Rulebook, Share
from elections.rules.allocation import Standing, allocate, in_order
from elections.rules.comparisons import at_most, blocked, rulebook_finding, share_finding
from elections.rules.fields import RecordError, choice, integer, listing, parse_rulebook, table, text, under
from elections.rules.verdict import NextVote, Status, Verdict

_BODY = "party_committee"
_PARAMETERS = {
    "attendance": "recommendation_attendance",
    "win": "recommendation_win",
    "base": "recommendation_base",
}


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting: those due and present, the papers returned, the votes of each name, its weight in the sum."""

    name: str
    due: int
    present: int
    returned: int
    votes: dict[str, int]
    weight: int | None
    names_per_paper: int | None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The meetings and how they are put together."""

    book: Rulebook
    meetings: tuple[Meeting, ...]
    attendance: Share
    attendance_basis: str
    win: Share
    win_basis: str
    base: str
    majority_of: tuple[str, ...]
    by_share: bool
    places: int | None

    def base_of(self, meeting: Meeting) -> int:
        """Number a majority in this meeting is taken of."""
        return cast("int", getattr(meeting, self.base))

    def score(self, name: str) -> int:
        """Weighted sum of a name's votes, or of their shares on a common denominator; without weights the deciding votes."""
        total = 0
        for meeting in self.meetings:
            weight = meeting.weight
            if weight is None:
                weight = int(meeting.name in self.majority_of)
            part = weight * meeting.votes.get(name, 0)
            if self.by_share:
                for other in self.meetings:
                    part *= self.base_of(other) if other is not meeting else 1
            total += part
        return total


def judge_recommendation(raw: object, *, book: Rulebook | None = None) -> Verdict:
    """Who goes on from the meetings. Raises RecordError."""
    asked = _parse(raw, book)
    findings = [rulebook_finding(asked.book), *_contradictions(asked)]
    nobody: dict[str, object] = {"recommended": []}
    if blocked(findings):
        return Verdict("refused", findings=tuple(findings), extra=nobody)
    findings += _validity(asked)
    if blocked(findings):
        return Verdict("void", findings=tuple(findings), extra=nobody)
    names = sorted({name for meeting in asked.meetings for name in meeting.votes})
    able: list[Standing] = []
    for name in names:
        majorities = list(_majorities(asked, name))
        findings += majorities
        if all(finding.ok for finding in majorities):
            able.append(Standing(name, asked.score(name), 0))
    return _placed(asked, able, findings)


def _placed(asked: Recommendation, able: list[Standing], findings: list[Finding]) -> Verdict:
    places = len(able) if asked.places is None else asked.places
    result = allocate(able, places, kin={}, sitting=(), waiting=())
    following = tuple(NextVote("tie_vote", "recommendation", tie.seats, tie.names) for tie in result.ties)
    for tie in result.ties:
        detail = f"{', '.join(tie.names)}: {len(tie.names)} with {tie.votes} > places {tie.seats}"
        findings.append(Finding("recommendation.tie", False, "warn", asked.win_basis, detail))
    for one in result.surplus:
        detail = f"{one.name} {one.votes}: places {places} taken by more votes"
        findings.append(Finding("recommendation.surplus", True, "info", asked.win_basis, detail))
    recommended = [
        {
            "name": one.name,
            "score": one.votes,
            "votes": {meeting.name: meeting.votes.get(one.name, 0) for meeting in asked.meetings},
        }
        for one in in_order(result.seated)
    ]
    status: Status = "further_vote" if following else "complete"
    return Verdict(status, next=following, findings=tuple(findings), extra={"recommended": recommended})


def _contradictions(asked: Recommendation) -> Iterator[Finding]:
    for meeting in asked.meetings:
        at = meeting.name
        yield at_most(
            "figures.present",
            (f"{at} present", meeting.present),
            (f"{at} due", meeting.due),
            basis=asked.attendance_basis,
        )
        returned = (f"{at} returned", meeting.returned)
        for name, votes in sorted(meeting.votes.items()):
            if votes > meeting.returned:
                yield at_most("figures.votes", (f"{at} {name}", votes), returned, basis=asked.win_basis)
        if meeting.names_per_paper is not None:
            room = meeting.returned * meeting.names_per_paper
            label = f"{at} returned {meeting.returned} × names_per_paper {meeting.names_per_paper} ="
            chosen = (f"{at} choices", sum(meeting.votes.values()))
            yield at_most("figures.choices", chosen, (label, room), basis=asked.win_basis)


def _validity(asked: Recommendation) -> Iterator[Finding]:
    for meeting in asked.meetings:
        at = meeting.name
        yield at_most(
            "papers.excess",
            (f"{at} returned", meeting.returned),
            (f"{at} present", meeting.present),
            basis=asked.win_basis,
        )
        present, due = (f"{at} present", meeting.present), (f"{at} due", meeting.due)
        yield share_finding("recommendation.attendance", asked.attendance, present, due, asked.attendance_basis)


def _majorities(asked: Recommendation, name: str) -> Iterator[Finding]:
    for meeting in asked.meetings:
        if meeting.name in asked.majority_of:
            votes, base = meeting.votes.get(name, 0), asked.base_of(meeting)
            ok = votes > 0 and asked.win.reached(votes, base)
            detail = asked.win.compared(f"{meeting.name} {name}", votes, f"{meeting.name} {asked.base}", base)
            yield Finding("recommendation.votes", ok, "info", asked.win_basis, detail)


def _parse(raw: object, book: Rulebook | None) -> Recommendation:
    read = table(
        raw,
        "",
        required=("kind", "rulebook", "meetings"),
        optional=("overrides", "majority_of", "sum", "places"),
    )
    book = book or parse_rulebook(read["rulebook"])
    own = table(read.get("overrides", {}), "overrides", required=(), optional=_PARAMETERS)
    meetings = _meetings(read["meetings"], book)
    names = [meeting.name for meeting in meetings]
    attendance, attendance_basis = _share(book, own, "attendance")
    win, win_basis = _share(book, own, "win")
    base = choice(
        own.get("base", book.choice(_BODY, "recommendation_base")), "overrides.base", ("due", "present", "returned")
    )
    wanted = book.chosen(_BODY, "recommendation_majority")
    default = [name for name in names if name in wanted] or list(names)
    majority_of = [
        choice(item, f"majority_of[{index}]", names)
        for index, item in enumerate(listing(read.get("majority_of", default), "majority_of"))
    ]
    return Recommendation(
        book=book,
        meetings=meetings,
        attendance=attendance,
        attendance_basis=attendance_basis,
        win=win,
        win_basis=win_basis,
        base=base,
        majority_of=tuple(majority_of),
        by_share=choice(read.get("sum", book.choice(_BODY, "recommendation_sum")), "sum", ("votes", "shares"))
        == "shares",
        places=integer(read["places"], "places") if "places" in read else None,
    )


def _share(book: Rulebook, own: dict[str, object], key: str) -> tuple[Share, str]:
    value = book.need(_BODY, _PARAMETERS[key])
    if key not in own:
        return cast("Share", value.value), value.basis
    at = under("overrides", key)
    try:
        return Share.parse(text(own[key], at)), f"记录所载参数 {at}（{value.basis}）"
    except RecordError:
        raise
    except ValueError:
        raise RecordError(at, _("must be a share such as “> 1/2” or “>= 2/3”")) from None


def _meetings(value: object, book: Rulebook) -> tuple[Meeting, ...]:
    meetings: dict[str, Meeting] = {}
    for index, item in enumerate(listing(value, "meetings")):
        meeting = _meeting(item, f"meetings[{index}]", book)
        if meeting.name in meetings:
            raise RecordError(f"meetings[{index}].meeting", _("the meeting stands here twice"))
        meetings[meeting.name] = meeting
    if not meetings:
        raise RecordError("meetings", _("must hold at least one meeting"))
    weighted = [meeting.weight is not None for meeting in meetings.values()]
    if any(weighted) and not all(weighted):
        raise RecordError(f"meetings[{weighted.index(False)}].weight", _("missing; another meeting has a weight"))
    return tuple(meetings.values())


def _meeting(item: object, at: str, book: Rulebook) -> Meeting:
    read = table(
        item,
        at,
        required=("meeting", "due", "present", "returned", "votes"),
        optional=("weight", "names_per_paper"),
    )
    votes: dict[str, int] = {}
    for index, entry in enumerate(listing(read["votes"], f"{at}.votes")):
        here = f"{at}.votes[{index}]"
        vote = table(entry, here, required=("name", "for"))
        name = text(vote["name"], f"{here}.name")
        if name in votes:
            raise RecordError(f"{here}.name", _("the name stands here twice"))
        votes[name] = integer(vote["for"], f"{here}.for")
    numbers = {key: integer(read[key], f"{at}.{key}") for key in ("due", "present", "returned")}
    weight, names = (
        integer(read[key], f"{at}.{key}") if key in read else None for key in ("weight", "names_per_paper")
    )
    name = text(read["meeting"], f"{at}.meeting")
    if weight is None:
        usual = book.get(_BODY, f"recommendation_weight_{name}")
        weight = cast("int", usual.value) if usual else None
    return Meeting(name=name, votes=votes, weight=weight, names_per_paper=names, **numbers)
