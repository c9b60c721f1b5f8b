"""The candidates must be more than the seats (差额); how many more differs by body, post and province."""

from typing import cast

from electionadmin.findings import Finding
from elections.rulebooks import Rulebook, Share


def differential(*, book: Rulebook, body: str, post: str, seats: int, candidates: int) -> list[Finding]:
    """Findings on the number of candidates for a post.

    Party: beyond the seats by a fifth of them at least (PEW 2020 art. 13). Village: more than the seats (OLVC 2025
    art. 18, 2018 art. 15), within what the province sets for director, deputy or member.
    """
    extra = candidates - seats
    share = book.get(body, "candidates_extra_share")
    if share:
        wanted = cast("Share", share.value)
        ok = extra >= 0 and wanted.reached(extra, seats)
        detail = wanted.compared(f"{post} candidates {candidates} − seats {seats} =", extra, "seats", seats)
        return [Finding("candidates.extra", ok, "block", share.basis, detail)]
    findings = []
    least = book.get(body, f"candidates_extra_min_{post}") or book.get(body, "candidates_extra_min")
    if least:
        findings.append(_compared(post, seats, candidates, cast("int", least.value), least.basis, at_least=True))
    most = book.get(body, f"candidates_extra_max_{post}")
    if most:
        findings.append(_compared(post, seats, candidates, cast("int", most.value), most.basis, at_least=False))
    return findings


def _compared(post: str, seats: int, candidates: int, limit: int, basis: str, *, at_least: bool) -> Finding:
    extra = candidates - seats
    ok = extra >= limit if at_least else extra <= limit
    sign = (
        ">=" if extra >= limit and at_least else "<=" if extra <= limit and not at_least else "<" if at_least else ">"
    )
    detail = f"{post} candidates {candidates} − seats {seats} = {extra} {sign} {limit}"
    return Finding("candidates.extra", ok, "block", basis, detail)
