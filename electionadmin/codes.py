"""The statistical code of a division (统计用区划代码) is its path: a prefix names all that lies below it.

Digits: 2 province, 4 prefecture, 6 county, 9 township, 12 village. The country, above all, is written `0`.
"""

import re
from enum import IntEnum

from django.db.models import Q

COUNTRY = "0"
_DIGITS = re.compile(r"[0-9]+")


class Level(IntEnum):
    """Level of a division; the value is the number of digits of its code (the country has none of its own)."""

    COUNTRY = 1
    PROVINCE = 2
    PREFECTURE = 4
    COUNTY = 6
    TOWNSHIP = 9
    VILLAGE = 12


_LENGTHS = tuple(level for level in Level if level is not Level.COUNTRY)


class MalformedCode(ValueError):
    """The text is not a statistical code."""


def parse_code(text: str) -> str:
    """Shortest form of a code: `140431000000` is the county `140431`. Raises MalformedCode.

    Twelve digits that end in the zeros of an upper level name that level, as in the national list.
    """
    code = text.strip()
    if code == COUNTRY:
        return code
    if not _DIGITS.fullmatch(code) or len(code) not in _LENGTHS:
        raise MalformedCode(text)
    for level in _LENGTHS:
        if level <= len(code) and not code[level:].strip("0"):
            code = code[:level]
            break
    if not code.strip("0") or "00" in (code[:2], code[2:4], code[4:6]) or code[6:9] == "000":
        raise MalformedCode(text)
    return code


def level_of(code: str) -> Level:
    """Level of a well-formed short code."""
    return Level(len(code))


def parent_of(code: str) -> str | None:
    """Code of the division above; None for the country."""
    level = level_of(code)
    if level is Level.COUNTRY:
        return None
    if level is Level.PROVINCE:
        return COUNTRY
    return code[: _LENGTHS[_LENGTHS.index(level) - 1]]


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


def under(codes: tuple[str, ...], field: str = "code") -> Q:
    """Condition that `field` lies in one of the divisions; nothing at all when there is none."""
    condition = Q(pk__in=())
    for code in codes:
        condition |= Q(**{f"{field}__startswith": prefix_of(code)})
    return condition
