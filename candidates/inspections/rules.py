"""What must hold of an inspection before two officers conclude it: pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from electionadmin.findings import Finding, Severity
from elections.rulebooks import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What has been done in an inspection: who may act in it by side, and what is on file.

    `sides` names the offices of the officers who have not stepped aside, one entry an officer; `likenesses` those whose
    name is a relative's and of whom nobody has said whether they are the same.
    """

    sides: tuple[str, ...]
    likenesses: tuple[str, ...]
    hearings: int
    appraised: bool
    records_checked: bool
    strong: bool
    weak: bool


def findings(work: Work, *, book: Rulebook, chapter: str, labels: dict[str, str]) -> list[Finding]:
    """All that is asked of the work of an inspection by the rulebook, whether it holds or not."""
    found = [
        _team(work.sides, book, chapter, labels),
        _least(work.hearings, book, chapter),
        *_papers(work, book, chapter),
    ]
    if work.likenesses:
        names = "、".join(work.likenesses)
        detail = _("same name as a near relative, not yet looked into: %(names)s") % {"names": names}
        found.append(
            Finding("inspection_likeness", False, "block", book.need(chapter, "inspection_sides").basis, detail)
        )
    return found


def _team(sides: Collection[str], book: Rulebook, chapter: str, labels: dict[str, str]) -> Finding:
    least, wanted = book.need(chapter, "inspection_officers_min"), book.need(chapter, "inspection_sides")
    number = len(sides)
    missing = [labels.get(side, side) for side in _words(wanted.value) if side not in sides]
    detail = _("%(number)d officers who have not stepped aside, %(least)s needed") % {
        "number": number,
        "least": least.value,
    }
    if missing:
        detail += _("; nobody from: %(sides)s") % {"sides": "、".join(missing)}
    enough = isinstance(least.value, int) and number >= least.value and not missing
    return Finding("inspection_team", enough, "block", least.basis, detail)


def _least(hearings: int, book: Rulebook, chapter: str) -> Finding:
    least = book.need(chapter, "inspection_hearings_min")
    detail = _("%(number)d talks held, %(least)s needed") % {"number": hearings, "least": least.value}
    enough = isinstance(least.value, int) and hearings >= least.value
    return Finding("inspection_hearings", enough, "block", least.basis, detail)


def _papers(work: Work, book: Rulebook, chapter: str) -> Iterable[Finding]:
    appraisal = book.need(chapter, "inspection_appraisal")
    severity: Severity = "block" if appraisal.value else "info"
    word = _("on file") if work.appraised else _("missing")
    yield Finding(
        "inspection_appraisal",
        work.appraised,
        severity,
        appraisal.basis,
        _("democratic appraisal: %(word)s") % {"word": word},
    )
    basis = book.need(chapter, "inspection_sides").basis
    word = _("checked") if work.records_checked else _("not checked")
    yield Finding(
        "inspection_records", work.records_checked, "warn", basis, _("files of the person: %(word)s") % {"word": word}
    )
    missing = [name for name, there in ((_("strong points"), work.strong), (_("weak points"), work.weak)) if not there]
    detail = (
        _("missing: %(parts)s") % {"parts": "、".join(missing)} if missing else _("strong and weak points are written")
    )
    yield Finding("inspection_material", not missing, "block", basis, detail)


def _words(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()
