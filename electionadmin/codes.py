"""The statistical code of a division (统计用区划代码) is its path: a prefix names all that lies below it.

Digits: 2 province, 4 prefecture, 6 county, 9 township, 12 village. The country, above all, is written `0`.
"""

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.models import Q

COUNTRY = "0"
_COUNTRY_IN_FULL = "0" * 12


class Level(IntEnum):
    """Level of a division; the value is the number of digits of its code (the country has none of its own)."""

    COUNTRY = 1
    PROVINCE = 2
    PREFECTURE = 4
    COUNTY = 6
    TOWNSHIP = 9
    VILLAGE = 12


_LENGTHS = tuple(level.value for level in Level if level is not Level.COUNTRY)
_ABOVE = dict(zip(_LENGTHS[1:], _LENGTHS, strict=False))
# Digits up to the last that is not zero → length of the code that they are part of.
_SHORTEST = [0, *(next(length for length in _LENGTHS if length >= digits) for digits in range(1, _LENGTHS[-1] + 1))]


class MalformedCode(ValueError):
    """The text is not a statistical code."""


def parse_code(text: str) -> str:
    """Shortest form of a code: `140431000000` is the county `140431`. Raises MalformedCode.

    Zeros at the end name an upper level, as in the national list, where all codes have twelve digits; twelve zeros name
    the country. Townships of a prefecture without counties have `00` for the county (东莞市: `441900003`).
    """
    code = text.strip()
    if code in (COUNTRY, _COUNTRY_IN_FULL):
        return COUNTRY
    if len(code) not in _LENGTHS or not (code.isascii() and code.isdigit()):
        raise MalformedCode(text)
    code = code[: _SHORTEST[len(code.rstrip("0"))]]
    if code[:2] in ("", "00") or code[2:4] == "00" or code[6:9] == "000":
        raise MalformedCode(text)
    return code


def level_of(code: str) -> Level:
    """Level of a well-formed short code."""
    return Level(len(code))


def parent_of(code: str) -> str | None:
    """Code of the division above; None for the country."""
    length = len(code)
    if length <= Level.PROVINCE:
        return None if code == COUNTRY else COUNTRY
    above = code[: _ABOVE[length]]
    return above[: Level.PREFECTURE] if length == Level.TOWNSHIP and above.endswith("00") else above


def ancestors_of(code: str) -> list[str]:
    """Codes above, from the country down, without the division itself."""
    chain: list[str] = []
    above = parent_of(code)
    while above is not None:
        chain.insert(0, above)
        above = parent_of(above)
    return chain


def prefix_of(code: str) -> str:
    """What every code below begins with; the empty text for the country."""
    return "" if code == COUNTRY else code


def covers(code: str, other: str) -> bool:
    """Whether `other` is the division `code` or lies below it."""
    return other.startswith(prefix_of(code))


def under(codes: tuple[str, ...], field: str = "code") -> "Q":
    """Condition that `field` lies in one of the divisions; nothing at all when there is none."""
    from django.db.models import Q

    condition = Q(pk__in=())
    for code in codes:
        condition |= Q(**{f"{field}__startswith": prefix_of(code)})
    return condition
