"""Meetings as the counting engine wants them, without database or clock."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from candidates.nominations.rules import most_for_post
from elections.rulebooks import Rulebook
from elections.rules.comparisons import at_most, blocked, rulebook_finding, share_finding
from elections.rules.recommendation import judge_recommendation
from elections.rules.verdict import Verdict


class Figures(Protocol):
    """Figures of a meeting."""

    kind: str
    due: int
    present: int
    returned: int
    names_per_paper: int | None


class Named(Protocol):
    """Votes of one person."""

    person_id: int
    votes: int


def names_of(persons: Iterable[Any]) -> dict[int, str]:
    """A name for each person that tells him from all others: with the year of birth or his number where two are called alike."""
    persons = list(persons)
    alike = Counter(person.name for person in persons)
    years = Counter((person.name, _year(person)) for person in persons)
    found = {}
    for person in persons:
        if alike[person.name] == 1:
            found[person.pk] = person.name
        elif years[person.name, _year(person)] == 1 and _year(person):
            found[person.pk] = f"{person.name}（{_year(person)}）"
        else:
            found[person.pk] = f"{person.name}（{person.pk}）"
    return found


def _year(person: Any) -> int | None:
    return person.birth_date.year if person.birth_date else None


def recommendation_record(
    book: Rulebook, meetings: Sequence[tuple[Figures, Sequence[Named]]], names: Mapping[int, str]
) -> dict[str, object]:
    """The record of the two recommendations, as docs/count-record.md says."""
    return {
        "kind": "recommendation",
        "rulebook": book.id,
        "meetings": [
            {
                "meeting": str(meeting.kind),
                "due": meeting.due,
                "present": meeting.present,
                "returned": meeting.returned,
                "votes": [{"name": names[one.person_id], "for": one.votes} for one in votes],
                **({"names_per_paper": meeting.names_per_paper} if meeting.names_per_paper is not None else {}),
            }
            for meeting, votes in meetings
        ],
    }


def judge(record: dict[str, object], *, book: Rulebook, places: int | None = None) -> Verdict:
    """The verdict; `places` is how many go on at most."""
    return judge_recommendation({**record, **({"places": places} if places is not None else {})}, book=book)


def nomination_verdict(book: Rulebook, chapter: str, meeting: Figures) -> Verdict:
    """Whether a nomination meeting is valid: its quorum where the province sets one, and no more papers than voters."""
    basis = book.need(chapter, "candidates_extra_min").basis
    findings = [
        rulebook_finding(book),
        at_most(
            "papers.excess", ("papers.returned", meeting.returned), ("papers.voters", meeting.present), basis=basis
        ),
    ]
    quorum = book.get(chapter, "nomination_quorum")
    if quorum:
        part, whole = ("present", meeting.present), ("electors", meeting.due)
        findings.append(share_finding("nomination.quorum", quorum.value, part, whole, quorum.basis))
    return Verdict("void" if blocked(findings) else "complete", findings=tuple(findings))


def most_standing(book: Rulebook, chapter: str, post: str, seats: int | None, places: int | None) -> int | None:
    """How many go on for a post: as the rulebook limits it, or `places` beyond the seats; None for all."""
    if seats is None:
        return None
    limit = most_for_post(book, chapter, post, seats)
    asked = seats + places if places is not None else None
    limits = [number for number in (limit, asked) if number is not None]
    return min(limits) if limits else None
