"""Benchmarks: each measures ours beside a baseline in the same run; only the ratio means anything."""

import statistics
import time
from collections.abc import Callable, Mapping
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
    times = interleaved({"ours": ours, "base": base}, runs=runs)
    return Line(name, times["ours"], times["base"], note)


def interleaved(
    functions: Mapping[str, Callable[[], object]], *, runs: int, before: Callable[[], object] | None = None
) -> dict[str, float]:
    """Median seconds of each function, all run in turn `runs` times; what `before` does first is not counted."""
    times: dict[str, list[float]] = {name: [] for name in functions}
    for _ in range(runs):
        for name, function in functions.items():
            if before:
                before()
            started = time.perf_counter()
            function()
            times[name].append(time.perf_counter() - started)
    return {name: statistics.median(seconds) for name, seconds in times.items()}
