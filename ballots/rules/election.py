"""The verdict on an election or by-election: contradictions, excess papers, turnout or quorum, then the seats."""

from collections.abc import Iterator
from typing import cast

from ballots.rules.figures import contradictions, excess, turnout
from ballots.rules.record import Record
from ballots.rules.seats import Seats
from ballots.rules.terms import kinship, terms_of
from ballots.rules.women import women_finding
from electionadmin.findings import Finding
from elections.rules.comparisons import blocked, rulebook_finding
from elections.rules.verdict import Status, Verdict


def judge_election(record: Record) -> Verdict:
    """Count one vote."""
    findings = [rulebook_finding(record.rulebook), *contradictions(record)]
    if blocked(findings):
        return Verdict("refused", findings=tuple(findings))
    findings += excess(record)
    findings += turnout(record)
    if blocked(findings):
        return Verdict("void", findings=tuple(findings))
    return _seats(record, findings)


def _seats(record: Record, findings: list[Finding]) -> Verdict:
    seats = Seats(record, terms_of(record))
    seats.fill()
    following = tuple(seats.next_votes())
    findings += seats.findings
    findings += _after(record, seats, left=bool(following) or bool(seats.held))
    status: Status = "further_vote" if following or seats.held else "complete"
    order = {post.name: place for place, post in enumerate(record.posts)}
    elected = sorted(seats.elected, key=lambda one: (order[one.post], -one.votes, one.name))
    return Verdict(status, tuple(elected), following, tuple(findings))


def _after(record: Record, seats: Seats, *, left: bool) -> Iterator[Finding]:
    """What the committee as elected must still be looked at for."""
    book, body = record.rulebook, record.body
    names = {one.name for one in seats.elected} | {one.name for one in record.seated}
    women = book.get(body, "women_min")
    if women:
        finding = women_finding(names=names, sexes=record.sexes, least=cast("int", women.value), basis=women.basis)
        if finding:
            yield finding
    yield from _women_post(record, seats)
    yield from _relatives(record, names)
    least = book.get(body, "vacancy_min_elected")
    if left and least:
        number = cast("int", least.value)
        sign = ">=" if len(names) >= number else "<"
        yield Finding(
            "seat.vacancy", len(names) >= number, "info", least.basis, f"elected {len(names)} {sign} {number}"
        )


def _women_post(record: Record, seats: Seats) -> Iterator[Finding]:
    rule = seats.terms.women_rule
    if rule in ("column", "reserved_post") and not any(post.women for post in record.posts):
        yield Finding("women.post", False, "warn", seats.terms.women_basis, "posts kept for women 0 < 1")


def _relatives(record: Record, names: set[str]) -> Iterator[Finding]:
    """Relatives who sit together although the rules only ask to report it, or leave their relation out."""
    together = record.rulebook.need(record.body, "relatives_rule")
    apart = {} if together.value == "report" else kinship(record, record.rulebook.chosen(record.body, "relatives"))
    for one, other, relation in record.relatives:
        if one in names and other in names and other not in apart.get(one, ()):
            yield Finding("relatives.together", False, "warn", together.basis, f"{one}, {other}: {relation}")
