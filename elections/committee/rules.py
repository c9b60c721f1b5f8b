"""What is found of an election committee. Pure: figures and names in, findings out."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, cast

from django.utils.translation import gettext as _

from electionadmin.findings import Finding, Severity
from elections.rulebooks import Rulebook, Value

LAW: Final = {
    "cn-2026": "《村民委员会组织法》（2025年修正）第十五条",
    "cn-2018": "《村民委员会组织法》（2018年修正）第十二条",
}


@dataclass(frozen=True, slots=True)
class Seats:
    """A committee in figures. `due` and `present` are those of the meeting that chose it, None where not entered."""

    decided: int
    sitting: int
    chairs: int
    deputies: int
    alternates: int
    filed_on: datetime.date | None = None
    announced_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A finding and the sentence for a reader: what was found, and where it fails what to do."""

    finding: Finding
    sentence: str


def law_of(book: Rulebook) -> str:
    """Article on the election committee, in the wording of the dated law."""
    root = list(book.levels())[-1]
    return LAW.get(root.id, root.title)


def composition(seats: Seats | None, *, book: Rulebook, body: str) -> Iterator[Told]:
    """Whether the committee is formed, complete and known to township and village. `body` as rulebooks name it."""
    if seats is None:
        yield _told(
            "ec_formed", ok=False, basis=law_of(book), detail="0", sentence=_("No election committee is entered.")
        )
        return
    yield _told("ec_formed", ok=True, basis=law_of(book), detail="1", sentence=_("The committee is chosen."))
    yield _counted(
        "ec_complete", seats.sitting, seats.decided, law_of(book), _("%(shown)s of %(wanted)s members decided on sit.")
    )
    yield from _size(seats, book, body)
    yield _counted("ec_chair", seats.chairs, 1, law_of(book), _("Chairs: %(shown)s."))
    deputy = book.get(body, "ec_deputy_chair")
    if deputy is not None and deputy.value:
        ok, sentence = seats.deputies >= 1, _("Deputy chairs: %(count)s.") % {"count": seats.deputies}
        yield _told(
            "ec_deputy",
            ok=ok,
            basis=deputy.basis,
            detail=f"{seats.deputies} >= 1",
            sentence=sentence,
            severity=_severity(deputy),
        )
    yield from _known(seats, book)


def _size(seats: Seats, book: Rulebook, body: str) -> Iterator[Told]:
    least, most, odd = (book.get(body, name) for name in ("ec_size_min", "ec_size_max", "ec_size_odd"))
    values = {"decided": seats.decided}
    if least is not None:
        ok = seats.decided >= cast("int", least.value)
        sentence = _("%(decided)s members were decided on; at least %(least)s are needed.") % {
            **values,
            "least": least.value,
        }
        yield _told(
            "ec_size_min",
            ok=ok,
            basis=least.basis,
            detail=f"{seats.decided} >= {least.value}",
            sentence=sentence,
            severity=_severity(least),
        )
    if most is not None:
        ok = seats.decided <= cast("int", most.value)
        sentence = _("%(decided)s members were decided on; at most %(most)s are allowed.") % {
            **values,
            "most": most.value,
        }
        yield _told(
            "ec_size_max",
            ok=ok,
            basis=most.basis,
            detail=f"{seats.decided} <= {most.value}",
            sentence=sentence,
            severity=_severity(most),
        )
    if odd is not None and odd.value:
        sentence = _("%(decided)s members were decided on; an odd number is preferred.") % values
        yield _told(
            "ec_size_odd",
            ok=seats.decided % 2 == 1,
            basis=odd.basis,
            detail=f"{seats.decided} % 2",
            sentence=sentence,
            severity="warn",
        )


def _known(seats: Seats, book: Rulebook) -> Iterator[Told]:
    none_needed = _("Alternates in order of votes: %(count)s.") % {"count": seats.alternates}
    yield _told(
        "ec_alternates",
        ok=seats.alternates > 0,
        basis=law_of(book),
        detail=f"{seats.alternates} >= 1",
        sentence=none_needed,
        severity="warn",
    )
    for rule, day, yes, no in (
        (
            "ec_announced",
            seats.announced_on,
            _("The list is published."),
            _("The list is not published yet. Publish it and enter the day."),
        ),
        (
            "ec_filed",
            seats.filed_on,
            _("The list is filed with the township."),
            _("The list is not filed with the township yet."),
        ),
    ):
        yield _told(
            rule,
            ok=day is not None,
            basis=law_of(book),
            detail=f"{day or '-'}",
            sentence=yes if day else no,
            severity="warn",
        )


def relatives(pairs: Iterable[tuple[str, str, str, str]], *, book: Rulebook, body: str) -> Iterator[Told]:
    """Near relatives who sit together: names of the two, relation as rulebooks name it, and as a reader does."""
    value = book.get(body, "ec_relatives")
    if value is None:
        return
    found = [pair for pair in pairs if pair[2] in cast("tuple[str, ...]", value.value)]
    if not found:
        yield _told(
            "ec_relatives", ok=True, basis=value.basis, detail="0", sentence=_("No near relatives sit together.")
        )
    for first, second, _relation, title in found:
        sentence = _("%(first)s and %(second)s are near relatives (%(title)s); they should not both sit.") % {
            "first": first,
            "second": second,
            "title": title,
        }
        yield _told(
            "ec_relatives",
            ok=False,
            basis=value.basis,
            detail=str(len(found)),
            sentence=sentence,
            severity=_severity(value),
        )


def recusal(leavers: Sequence[tuple[str, str, str]], *, book: Rulebook, body: str) -> Iterator[Told]:
    """Members who should have left: name, name of the nominee, and what that one is to him (empty: himself)."""
    value = book.get(body, "ec_exit_relatives")
    basis = value.basis if value else law_of(book)
    if not leavers:
        yield _told(
            "ec_recusal",
            ok=True,
            basis=basis,
            detail="0",
            sentence=_("No member, and no near relative of one, is nominated."),
        )
    for name, nominee, title in leavers:
        if title:
            sentence = _("%(name)s must leave the committee: %(nominee)s (%(title)s) is nominated.")
        else:
            sentence = _("%(name)s must leave the committee: nominated as a candidate.")
        words = {"name": name, "nominee": nominee, "title": title}
        yield _told("ec_recusal", ok=False, basis=basis, detail=str(len(leavers)), sentence=sentence % words)


def absences_in_row(meetings: Sequence[int], absent: set[int]) -> int:
    """How many of the last meetings in a row somebody missed; `meetings` are their keys in order of time."""
    run = 0
    for meeting in reversed(meetings):
        if meeting not in absent:
            break
        run += 1
    return run


def _severity(value: Value) -> Severity:
    return "block" if value.binding else "warn"


def _counted(rule: str, shown: int, wanted: int, basis: str, sentence: str) -> Told:
    words = {"shown": shown, "wanted": wanted}
    return _told(rule, ok=shown >= wanted, basis=basis, detail=f"{shown} >= {wanted}", sentence=sentence % words)


def _told(rule: str, *, ok: bool, basis: str, detail: str, sentence: str, severity: Severity = "block") -> Told:
    return Told(Finding(rule, ok=ok, severity=severity, basis=basis, detail=detail), sentence)
