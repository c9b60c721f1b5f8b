"""More candidates than seats."""

import pytest

from ballots.rules import differential
from elections.rulebooks import rulebook


@pytest.mark.parametrize(
    ("seats", "candidates", "ok"),
    [(3, 4, True), (3, 3, False), (5, 6, True), (6, 7, False), (6, 8, True), (9, 11, True), (10, 12, True), (11, 13, False), (3, 2, False)],
)  # fmt: skip
def test_party_candidates_exceed_the_seats_by_a_fifth(seats: int, candidates: int, ok: bool):
    """PEW-2020 art. 13: one more for 1-5 seats, two more for 6-10, three for 11."""
    [finding] = differential(
        book=rulebook("cn-2026"), body="party_committee", post="committee_member", seats=seats, candidates=candidates
    )

    assert (finding.ok, finding.severity) == (ok, "block")
    assert "第十三条" in finding.basis


@pytest.mark.parametrize(
    ("book", "post", "candidates", "ok"),
    [
        ("cn-2026", "member", 3, False),
        ("cn-2026", "member", 4, True),
        ("cn-2026", "member", 9, True),
        ("cn-2026-shanghai", "member", 6, True),
        ("cn-2026-shanghai", "member", 7, False),
        ("cn-2026-shanghai", "deputy", 5, False),
        ("cn-2026-beijing", "deputy", 5, True),
        ("cn-2026-henan", "director", 5, False),
        ("cn-2026-henan", "member", 5, True),
        ("cn-2026-henan", "member", 6, False),
    ],
)
def test_village_candidates_stay_within_what_the_province_sets(book: str, post: str, candidates: int, ok: bool):
    findings = differential(book=rulebook(book), body="village_committee", post=post, seats=3, candidates=candidates)

    assert all(finding.ok for finding in findings) == ok
