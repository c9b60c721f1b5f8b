"""A share of a whole, compared by cross-multiplication: integers only, never a percentage."""

import re
from dataclasses import dataclass
from typing import Self

_WRITTEN = re.compile(r"(>=|>) ([1-9][0-9]{0,3})/([1-9][0-9]{0,3})")


@dataclass(frozen=True, slots=True)
class Share:
    """`> 1/2` (more than half) or `>= 4/5` (four fifths at least)."""

    numerator: int
    denominator: int
    strict: bool

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `> 1/2` or `>= 4/5`. Raises ValueError."""
        match = _WRITTEN.fullmatch(text)
        if not match or int(match[2]) > int(match[3]):
            raise ValueError(f"{text!r} is no share; write it as “> 1/2” or “>= 4/5”")
        return cls(int(match[2]), int(match[3]), match[1] == ">")

    def reached(self, part: int, whole: int) -> bool:
        """Whether `part` of `whole` is enough."""
        left, right = part * self.denominator, whole * self.numerator
        return left > right if self.strict else left >= right

    def compared(self, part_key: str, part: int, whole_key: str, whole: int) -> str:
        """The two products as they were compared: `papers.returned 501 × 2 > electors 1000`."""
        left, right = part * self.denominator, whole * self.numerator
        sign = ">" if left > right else "=" if left == right else "<"
        return f"{_product(part_key, part, self.denominator)} {sign} {_product(whole_key, whole, self.numerator)}"

    def demands_as_much_as(self, other: "Share") -> bool:
        """Whether whatever reaches this share reaches the other one too."""
        here, there = self.numerator * other.denominator, other.numerator * self.denominator
        return here > there or (here == there and (self.strict or not other.strict))

    def __str__(self) -> str:
        return f"{'>' if self.strict else '>='} {self.numerator}/{self.denominator}"


def _product(key: str, number: int, factor: int) -> str:
    return f"{key} {number}" if factor == 1 else f"{key} {number} × {factor}"
