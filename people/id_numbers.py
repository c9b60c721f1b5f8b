"""Numbers of the resident identity card (公民身份号码, GB 11643-1999): 6 digits area, 8 birth date, 3 sequence, 1 check.

The area is a hint only: cards carry the code of the issuing day, and a list of today's codes refuses most people
of a district founded later.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from operator import mul
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, TypeAlias

from django.utils.translation import gettext_lazy as _

Sex: TypeAlias = Literal["M", "F"]


class IdNumber(NamedTuple):
    """A well-formed number and what it says."""

    number: str
    birth_date: date
    sex: Sex

    @property
    def last4(self) -> str:
        """The last four characters, for display."""
        return self.number[-4:]

    @property
    def area(self) -> str:
        """Code of the county of first registration (six digits): a hint."""
        return self.number[:6]


class Problem(NamedTuple):
    """Why a number was refused: a code, and the values its message needs. It never holds the number itself."""

    code: str
    values: Mapping[str, object] = MappingProxyType({})

    @property
    def message(self) -> str:
        """What is wrong and what to type instead, in the language in use."""
        return str(MESSAGES[self.code]) % self.values


MESSAGES: Final = {
    "excel": _(
        "The spreadsheet has replaced the last digits with zeros. Format the column as text, then type the number "
        "again from the ID card."
    ),
    "scientific": _(
        "The spreadsheet has turned the ID number into a rounded figure. Format the column as text, then type the "
        "number again from the ID card."
    ),
    "fifteen": _("This is an old number of 15 digits. Type the 18-character number of the present ID card."),
    "length": _("An ID number has 18 characters; this one has %(count)d."),
    "characters": _("Type 17 digits, then a digit or the letter X."),
    "check": _("The last character does not fit the digits before it. Compare each digit with the ID card."),
    "date": _("Digits 7 to 14 are not a possible date of birth (year, month, day). Compare them with the ID card."),
    "future": _("Digits 7 to 14 give a date of birth in the future. Compare them with the ID card."),
    "female": _("The ID number is a woman's, but the sex given is male. Correct the one that is wrong."),
    "male": _("The ID number is a man's, but the sex given is female. Correct the one that is wrong."),
}

LENGTH: Final = 18
OLD_LENGTH: Final = 15
OLDEST: Final = 130  # years
_WELL_FORMED: Final = re.compile(r"[0-9]{17}[0-9X]")
_SCIENTIFIC: Final = re.compile(r"[0-9](\.[0-9]*)?E\+?[0-9]+")
_WHOLE_NUMBER: Final = re.compile(r"([0-9]+)\.0+")
# ISO 7064, MOD 11-2: weights of the 17 digits, and the check character for each remainder.
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_ZERO: Final = ord("0") * sum(_WEIGHTS)
# What is typed for X, and what comes along when a number is copied.
_LOOKALIKES: Final = str.maketrans({"×": "X", "Х": "X", "х": "X", "Χ": "X", "χ": "X", "'": "", "’": "", "‘": ""})


def normalise(text: str) -> str:
    """The number as meant: full width, spaces, hyphens, lower case and a spreadsheet's apostrophe put right."""
    if _WELL_FORMED.fullmatch(text):
        return text
    plain = unicodedata.normalize("NFKC", text).translate(_LOOKALIKES).upper()
    plain = "".join(
        character
        for character in plain
        if not character.isspace() and unicodedata.category(character) not in {"Cc", "Cf", "Pd"}
    )
    whole = _WHOLE_NUMBER.fullmatch(plain)
    return whole[1] if whole else plain


def check_character(digits: str) -> str:
    """The check character that belongs to 17 ASCII digits."""
    return _CHECKS[(sum(map(mul, digits.encode(), _WEIGHTS)) - _ZERO) % 11]


def check(text: str, *, on: date, sex: Sex | None = None) -> IdNumber | Problem:
    """The number, or the first thing wrong with it.

    Args:
        text: As typed or read from a cell.
        on: The day of the check; nobody is born after it.
        sex: What another field says, if anything.

    """
    number = normalise(text)
    if not _WELL_FORMED.fullmatch(number):
        return _malformed(number)
    if check_character(number[:17]) != number[17]:
        # Spreadsheets keep 15 digits of a figure.
        return Problem("excel" if number.endswith("000") else "check")
    birth_date = _birth_date(number, on)
    if isinstance(birth_date, Problem):
        return birth_date
    own_sex: Sex = "M" if number[16] in "13579" else "F"
    if sex is not None and sex != own_sex:
        return Problem("male" if own_sex == "M" else "female")
    return IdNumber(number, birth_date, own_sex)


def _birth_date(number: str, on: date) -> date | Problem:
    try:
        birth_date = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return Problem("date")
    if birth_date > on:
        return Problem("future")
    return birth_date if birth_date.year >= on.year - OLDEST else Problem("date")


def _malformed(number: str) -> Problem:
    if _SCIENTIFIC.fullmatch(number):
        return Problem("scientific")
    if len(number) == OLD_LENGTH and number.isdigit():
        return Problem("fifteen")
    if len(number) != LENGTH:
        return Problem("length", {"count": len(number)})
    return Problem("characters")
