"""What a count comes to."""

from dataclasses import dataclass, field
from typing import Any, Literal

from electionadmin.findings import Finding

Status = Literal["refused", "void", "further_vote", "complete"]


@dataclass(frozen=True, slots=True)
class Elected:
    """Someone who holds a seat by this vote."""

    name: str
    post: str
    votes: int


@dataclass(frozen=True, slots=True)
class NextVote:
    """A vote that must follow."""

    kind: Literal["second_round", "tie_vote"]
    post: str
    seats: int
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one record; `extra` holds the keys of kinds that elect nobody (recall, recommendation)."""

    status: Status
    elected: tuple[Elected, ...] = ()
    next: tuple[NextVote, ...] = ()
    findings: tuple[Finding, ...] = ()
    extra: dict[str, object] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """For JSON, as docs/count-record.md says."""
        return {
            "status": self.status,
            "elected": [{"name": one.name, "post": one.post, "votes": one.votes} for one in self.elected],
            "next": [
                {"kind": one.kind, "post": one.post, "seats": one.seats, "candidates": list(one.candidates)}
                for one in self.next
            ],
            **self.extra,
            "findings": [
                {"rule": f.rule, "ok": f.ok, "severity": f.severity, "basis": f.basis, "detail": f.detail}
                for f in self.findings
            ],
        }
