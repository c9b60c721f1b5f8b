"""A finding explains itself: which rule was applied, whether it holds, on what it rests and what was compared."""

from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["block", "warn", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule applied once.

    `rule` is a code such as `turnout`; `severity` says what a failure does: `block` stops the step, `warn` asks for a
    look, `info` only tells. `basis` is instrument and article, `detail` the integers compared, as written in the record.
    """

    rule: str
    ok: bool
    severity: Severity
    basis: str
    detail: str

    def as_dict(self) -> dict[str, object]:
        """For JSON, keys in the order of the fields."""
        return asdict(self)
