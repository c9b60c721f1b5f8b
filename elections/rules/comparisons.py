"""Findings that compare figures: one not above another, a part that reaches its share of a whole."""

from collections.abc import Iterable

from electionadmin.findings import Finding, Severity
from elections.rulebooks import Rulebook, Share


def at_most(
    rule: str, left: tuple[str, int], right: tuple[str, int], *, basis: str, severity: Severity = "block"
) -> Finding:
    """A finding that holds when the left figure is not above the right one; each is a label and a number."""
    sign = "<=" if left[1] <= right[1] else ">"
    return Finding(rule, left[1] <= right[1], severity, basis, f"{left[0]} {left[1]} {sign} {right[0]} {right[1]}")


def share_finding(rule: str, share: object, part: tuple[str, int], whole: tuple[str, int], basis: str) -> Finding:
    """A finding on a part that must reach a share of a whole; no part at all never does."""
    if not isinstance(share, Share):
        raise TypeError(share)
    ok = part[1] > 0 and share.reached(part[1], whole[1])
    return Finding(rule, ok, "block", basis, share.compared(*part, *whole))


def blocked(findings: Iterable[Finding]) -> bool:
    """Whether a finding stands in the way."""
    return any(not finding.ok and finding.severity == "block" for finding in findings)


def rulebook_finding(book: Rulebook) -> Finding:
    """Which dated law, in which version, the rest was judged by."""
    return Finding("rulebook", True, "info", "；".join(book.instruments), f"{book.id} version {book.version}")
