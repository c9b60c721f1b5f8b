"""Benchmarks: each measures ours beside a baseline in the same run; only the ratio means anything."""

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One comparison: seconds of ours and of the baseline (medians of interleaved runs), and what was compared."""

    name: str
    ours: float
    base: float
    note: str

    def __str__(self) -> str:
        ratio = self.ours / self.base
        return f"{self.name} ours={self.ours:.4f} base={self.base:.4f} ratio={ratio:.2f} ({self.note})"

    def as_dict(self) -> dict[str, object]:
        """For the JSON lines."""
        return asdict(self) | {"ratio": self.ours / self.base}


def compare(*, name: str, ours: Callable[[], object], base: Callable[[], object], note: str, runs: int = 5) -> Line:
    """Run both in turn `runs` times and take the medians, so that a noisy neighbour hits both alike."""
    times: dict[str, list[float]] = {"ours": [], "base": []}
    for _ in range(runs):
        for key, function in (("ours", ours), ("base", base)):
            started = time.perf_counter()
            function()
            times[key].append(time.perf_counter() - started)
    return Line(name, statistics.median(times["ours"]), statistics.median(times["base"]), note)
