"""Shares and means, for the eye alone: nothing is ever judged by them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share in per cent, or a mean, with one decimal, rounded half up in whole numbers; a stroke where there is no whole."""

    part: int
    whole: int
    percent: bool = True

    def __str__(self) -> str:
        if not self.whole:
            return "—"
        scale = 100 if self.percent else 1
        tenths = (20 * scale * self.part + self.whole) // (2 * self.whole)
        return f"{tenths // 10}.{tenths % 10}{'%' if self.percent else ''}"
