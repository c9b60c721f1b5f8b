"""What follows from the answers about a person; who may not answer. No database, no clock."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Literal

from electionadmin.findings import Finding

QUALIFIED: Final = "qualified"
NOT_QUALIFIED: Final = "not_qualified"
PENDING: Final = "pending"

CLEAR: Final = "clear"
PROBLEM: Final = "problem"
UNKNOWN: Final = "unknown"

Decision = Literal["", "proven", "unfounded", "accepted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """What the rulebook of an election says of the reviews: instrument and article of each rule (`vetting.law`).

    `bars` holds the bars that the law itself sets, by their word; `valid_days` how long an answer holds, on what is
    said in `age`.
    """

    review: str
    age: str
    bars: Mapping[str, str]
    valid_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What one department has answered; `answer` is empty where it has not.

    `bar` is the code of the bar of a problem, `basis` what the bar rests on. `documented`: the department names a
    document. `decision` is what a consultation has found: the problem `proven`, `unfounded`, or proven and `accepted`
    with reasons, which the law allows for no bar of its own; for what a department does not know, `unfounded` says that
    it was found out otherwise.
    """

    department: str
    answer: str = ""
    signed_on: date | None = None
    bar: str = ""
    basis: str = ""
    statutory: bool = False
    normally_not: bool = False
    documented: bool = False
    decision: Decision = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Township:
    """The township's opinion (`agree`, `refuse`, empty), the code of a refusal, the day of its signature."""

    opinion: str = ""
    refused_for: str = ""
    signed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that is known of a person's review; `sent` is whether it has gone to the departments."""

    township: Township = field(default_factory=Township)
    sent: bool = False
    answers: Sequence[Answered] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The conclusion with its findings.

    `code` is what a refused person is told. `as_of` is the day up to which the oldest answer it rests on holds true,
    None while nothing is signed. `consult`: a problem or something unknown waits for a consultation.
    """

    outcome: str
    code: str = ""
    findings: tuple[Finding, ...] = ()
    as_of: date | None = None
    consult: bool = False
    stale: bool = False


def conclude(case: Case, *, on: date, law: Law) -> Verdict:
    """The conclusion that the answers allow on a day; they hold for `law.valid_days` days after the oldest signature."""
    findings = tuple(_findings(case, law.review))
    as_of = _oldest(case)
    stale = as_of is not None and on > as_of + timedelta(days=law.valid_days)
    if as_of is not None:
        age = f"{(on - as_of).days}/{law.valid_days}"
        findings = (*findings, Finding("review_age", not stale, "warn", law.age, age))
    code = _refused_for(case)
    if code:
        return Verdict(outcome=NOT_QUALIFIED, code=code, findings=findings, as_of=as_of, stale=stale)
    consult = any(needs_consultation(answer) for answer in case.answers)
    whole = case.sent and all(finding.ok for finding in findings if finding.severity == "block")
    outcome = QUALIFIED if whole and not consult else PENDING
    return Verdict(outcome=outcome, findings=findings, as_of=as_of, consult=consult, stale=stale)


def needs_consultation(answer: Answered) -> bool:
    """Whether a signed problem, or something a department does not know, is still to be decided."""
    if answer.answer not in (PROBLEM, UNKNOWN) or answer.signed_on is None:
        return False
    return not answer.decision and not _bars(answer)


def cannot_find(answer: Answered, found: Decision) -> Literal["", "unknown", "statutory", "documented"]:
    """Why a consultation cannot find this about an answer; empty when it can.

    What a department does not know can only be found out otherwise. A proven bar of the law is never accepted, and one
    that a document proves falls only when the department corrects its answer (OLVC-2025, art. 18).
    """
    if answer.answer == UNKNOWN:
        return "" if found == "unfounded" else "unknown"
    if answer.statutory and found == "accepted":
        return "statutory"
    if answer.statutory and answer.documented and found == "unfounded":
        return "documented"
    return ""


def _bars(answer: Answered) -> bool:
    """Whether a signed problem keeps the person out.

    A bar of the law that a document proves does so at once and whatever a consultation would like; any other when the
    consultation finds it proven.
    """
    if answer.answer != PROBLEM or answer.signed_on is None:
        return False
    if answer.statutory:
        proven = answer.documented or answer.decision in ("proven", "accepted")
        return proven and answer.decision != "unfounded"
    return answer.decision == "proven"


def _refused_for(case: Case) -> str:
    """Code of the refusal: the township's, else the first bar that holds, one of the law before the others."""
    if case.township.opinion == "refuse":
        return case.township.refused_for
    bars = [answer for answer in case.answers if _bars(answer)]
    return min(bars, key=lambda answer: (not answer.statutory, answer.bar)).bar if bars else ""


def _findings(case: Case, basis: str) -> Iterator[Finding]:
    yield Finding("township_opinion", case.township.opinion == "agree", "block", basis, case.township.refused_for)
    if case.township.opinion == "refuse":
        return
    given = sum(bool(answer.answer) for answer in case.answers)
    signed = sum(answer.signed_on is not None for answer in case.answers)
    asked = len(case.answers)
    yield Finding("departments_answered", case.sent and given == asked, "block", basis, f"{given}/{asked}")
    yield Finding("answers_signed", case.sent and signed == asked, "block", basis, f"{signed}/{asked}")
    for answer in case.answers:
        if answer.answer == PROBLEM:
            settled = answer.decision in ("unfounded", "accepted") and not _bars(answer)
            yield Finding("problem", settled, "block", answer.basis, f"{answer.department} {answer.bar}")
        elif answer.answer == UNKNOWN:
            yield Finding("not_known", answer.decision == "unfounded", "block", basis, answer.department)


def _oldest(case: Case) -> date | None:
    """The oldest signature the conclusion rests on."""
    if case.township.opinion == "refuse":
        return case.township.signed_on
    days = [answer.signed_on for answer in case.answers if answer.signed_on]
    return min(days, default=None)


Recusal = Literal["", "undeclared", "self", "relative", "village"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """Who answers: his own record, his near relatives, his home village; `declared` is whether he has said so."""

    declared: bool
    person: int | None = None
    village: str = ""
    relatives: Collection[int] = frozenset()


def recused(reviewer: Reviewer, *, person: int, villages: Collection[str]) -> Recusal:
    """Why a reviewer does not answer for a person (XF-2022, art. 28, applied to reviewers); empty when he may.

    Args:
        reviewer: Who would answer.
        person: Key of the person reviewed.
        villages: Codes of the village he stands in and of the one he lives in.

    """
    if not reviewer.declared:
        return "undeclared"
    if reviewer.person == person:
        return "self"
    if person in reviewer.relatives:
        return "relative"
    if reviewer.village and reviewer.village in villages:
        return "village"
    return ""
