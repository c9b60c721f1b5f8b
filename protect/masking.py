"""What is shown of a value to those who have not asked to see it."""

from typing import Final

SIGN: Final = "*"


def mask(value: str, *, head: int, tail: int) -> str:
    """The first `head` and last `tail` characters, a star for each between; a value too short for that is all stars."""
    hidden = len(value) - head - tail
    if hidden <= 0:
        return SIGN * len(value)
    return value[:head] + SIGN * hidden + value[len(value) - tail :]


def mask_id_number(value: str) -> str:
    """`110***********002X`: province and part of the prefecture, and the last four; never the date of birth."""
    return mask(value, head=3, tail=4)


def mask_telephone(value: str) -> str:
    """`138****5678`; of a short number the last two digits."""
    return mask(value, head=3, tail=4) if len(value) > 8 else mask(value, head=0, tail=2)  # noqa: PLR2004


def mask_address(value: str) -> str:
    """`山西省沁源县***`: the first six characters, which name no house."""
    return mask(value, head=6, tail=0)
