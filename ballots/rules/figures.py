"""Whether the figures can be true, and whether the vote is valid: contradictions, excess papers, turnout or quorum."""

from collections.abc import Iterator
from dataclasses import replace

from ballots.rules.record import Record
from ballots.rules.stations import station_findings
from ballots.rules.terms import setting, turnout_of
from electionadmin.findings import Finding
from elections.rules.comparisons import at_most, share_finding


def contradictions(record: Record) -> Iterator[Finding]:
    """Figures that cannot both be true, ballot by ballot; each failing one with severity `block` refuses the record."""
    for part in record.ballots():
        yield from _of_ballot(part, _contradictions(part))


def _of_ballot(part: Record, findings: Iterator[Finding]) -> Iterator[Finding]:
    """Findings on a ballot of its own say whose it is."""
    own = part.posts[0].papers
    for finding in findings:
        yield replace(finding, detail=f"{part.posts[0].name}: {finding.detail}") if own else finding


def _contradictions(record: Record) -> Iterator[Finding]:
    basis = record.rulebook.need(record.body, "win").basis
    electors, papers = ("electors", record.electors), record.papers
    returned = ("papers.returned", papers.returned)
    yield at_most("figures.roll", returned, electors, basis=basis)
    if record.present is not None:
        yield at_most("figures.present", ("present", record.present), electors, basis=basis)
    if papers.voters is not None:
        yield at_most("figures.voters", ("papers.voters", papers.voters), electors, basis=basis)
    if papers.printed is not None and papers.issued is not None:
        yield at_most(
            "figures.printed", ("papers.issued", papers.issued), ("papers.printed", papers.printed), basis=basis
        )
    if papers.spoiled is not None:
        yield at_most("figures.spoiled", ("papers.spoiled", papers.spoiled), returned, basis=basis)
    if papers.blank is not None:
        yield at_most("figures.blank", ("papers.blank", papers.blank), returned, basis=basis)
    yield from _votes(record, basis)
    yield from _choices(record, basis)
    if record.stations:
        yield from station_findings(record, basis)
    yield from _oddities(record, basis)


def _votes(record: Record, basis: str) -> Iterator[Finding]:
    """More votes for a name than papers; when all is well only the highest is told."""
    returned = ("papers.returned", record.papers.returned)
    ordered = sorted(record.tallies, key=lambda tally: (-tally.votes, tally.post, tally.name))
    for place, tally in enumerate(ordered):
        if place == 0 or tally.votes > returned[1]:
            yield at_most("figures.votes", (f"{tally.post} {tally.name}", tally.votes), returned, basis=basis)


def _choices(record: Record, basis: str) -> Iterator[Finding]:
    """More choices for a post than its papers have room for."""
    chosen = dict.fromkeys((post.name for post in record.posts), 0)
    for tally in record.tallies:
        chosen[tally.post] += tally.votes
    returned, spoiled = record.papers.returned, record.papers.spoiled or 0
    for post in record.posts:
        left = (f"{post.name} choices", chosen[post.name])
        yield at_most(
            "figures.choices",
            left,
            (f"papers.returned {returned} × seats {post.seats} =", returned * post.seats),
            basis=basis,
        )
        if post.seats == 1 and spoiled:
            yield at_most(
                "figures.choices_spoiled",
                (f"{post.name} choices {left[1]} + papers.spoiled {spoiled} =", left[1] + spoiled),
                ("papers.returned", returned),
                basis=basis,
            )


def _oddities(record: Record, basis: str) -> Iterator[Finding]:
    """Figures worth a second look that a local way of labelling papers may explain."""
    papers = record.papers
    if papers.spoiled is not None and papers.blank is not None:
        yield at_most(
            "figures.spoiled_blank",
            (f"papers.spoiled {papers.spoiled} + papers.blank {papers.blank} =", papers.spoiled + papers.blank),
            ("papers.returned", papers.returned),
            basis=basis,
            severity="warn",
        )
    if papers.voters is not None and papers.issued is not None:
        yield at_most(
            "figures.issued",
            ("papers.voters", papers.voters),
            ("papers.issued", papers.issued),
            basis=basis,
            severity="warn",
        )


def excess(record: Record) -> Iterator[Finding]:
    """More papers of a ballot than there may be; each failing one with severity `block` makes the vote void."""
    for part in record.ballots():
        yield from _of_ballot(part, _excess(part))


def _excess(record: Record) -> Iterator[Finding]:
    value = setting(record, "excess_comparator")
    papers, basis = record.papers, value.basis
    returned = ("papers.returned", papers.returned)
    deciding = str(value.value)
    if deciding == "voters_else_issued":
        deciding = "voters" if papers.voters is not None else "issued"
    limits = {"voters": papers.voters, "issued": papers.issued, "present": record.present}
    for name, limit in limits.items():
        if limit is None:
            continue
        decides = name == deciding or record.party
        key = name if name == "present" else f"papers.{name}"
        yield at_most("papers.excess", returned, (key, limit), basis=basis, severity="block" if decides else "warn")
    if limits[deciding] is None:
        yield Finding("papers.excess", False, "warn", basis, "papers.voters —, papers.issued —")


def turnout(record: Record) -> Iterator[Finding]:
    """Whether enough took part, with each ballot; nothing when the rules demand nothing of this round."""
    for part in [record] if record.party else record.ballots():
        yield from _of_ballot(part, _turnout(part))


def _turnout(record: Record) -> Iterator[Finding]:
    value = turnout_of(record)
    if value is None:
        return
    part = ("present", record.present or 0) if record.party else ("papers.returned", record.papers.returned)
    yield share_finding(
        "quorum" if record.party else "turnout", value.value, part, ("electors", record.electors), value.basis
    )
