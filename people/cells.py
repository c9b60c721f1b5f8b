"""Cells of spreadsheets that hold persons' data: names, ID numbers, telephones and words.

ID numbers and telephones leave the parser encrypted, so that no table of an import ever holds them in plain.
A masked one, as exports hold it, stays as it is: it means "what is on record".
"""

import datetime
import re
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, Self

from django.utils import timezone
from django.utils.translation import gettext

from people import cv, id_numbers, names, rules, vocabulary
from people.models import ADDRESS, ID_NUMBER, TELEPHONE
from people.models.persons import ADDRESS_LENGTH
from protect.crypto import encrypt
from protect.masking import SIGN
from sheets.cells import as_text, narrow
from sheets.dates import date
from sheets.problems import Refused

# The words that templates offer and exports hold; `people.vocabulary` knows their other spellings.
SEX_WORDS: Final = {"M": "男", "F": "女"}
EDUCATION_WORDS: Final = {level: word for word, level in reversed(vocabulary.EDUCATIONS.items())}


ADULT: Final = 18
# Between two periods of a CV whose line ends are lost.
_NEXT_PERIOD: Final = re.compile(r"[;；\s]\s*(?=[0-9０-９]{4}\s*[.．年/-]\s*[0-9０-９]{1,2}\s*月?\s*[—–―~～至到起-])")


def name(cell: Any) -> str:
    """A person's name in normal form."""
    checked = names.check(as_text(cell))
    if isinstance(checked, names.Problem):
        raise Refused(str(names.MESSAGES[checked.code]), **checked.values)
    return checked.name


class Secret(str):
    """Cipher text that still knows what it hides, until it is written."""

    __slots__ = ("plain",)
    plain: str

    @classmethod
    def of(cls, plain: str, context: str) -> Self:
        """The cipher text of a plain one."""
        secret = cls(encrypt(plain, context=context))
        secret.plain = plain
        return secret


class SecretIdNumber(Secret):
    """The cipher text of an ID number, with what the number says."""

    __slots__ = ("known",)
    known: id_numbers.IdNumber


def id_number(cell: Any) -> str:
    """SecretIdNumber of a right ID number, or a masked one as it stands."""
    text = as_text(cell)
    if SIGN in text:
        return _masked(text)
    checked = id_numbers.check(text, on=today())
    if isinstance(checked, id_numbers.Problem):
        raise Refused(str(id_numbers.MESSAGES[checked.code]), **checked.values)
    secret = SecretIdNumber.of(checked.number, ID_NUMBER)
    secret.known = checked
    return secret


def telephone(cell: Any) -> str:
    """Secret of a telephone number, or a masked one as it stands."""
    text = as_text(cell)
    if SIGN in text:
        return _masked(text)
    number = rules.normalise_telephone(text)
    if not number:
        raise Refused(gettext("Type digits only, with a hyphen after an area code: 13812345678 or 0355-7831234."))
    return Secret.of(number, TELEPHONE)


def _masked(text: str) -> str:
    masked = narrow(text)
    if not masked.replace(SIGN, "").isalnum() and masked.strip(SIGN):
        raise Refused(gettext("Type the whole number, or leave the masked one as the export has written it."))
    return masked


def sex(cell: Any) -> str:
    """M or F."""
    found = vocabulary.parse_sex(as_text(cell))
    if found is None:
        raise Refused(gettext("Type 男 or 女."))
    return found


def education(cell: Any) -> int:
    """A level of education."""
    level = vocabulary.parse_education(as_text(cell))
    if level is None:
        known = "、".join(EDUCATION_WORDS[level] for level in sorted(EDUCATION_WORDS))
        raise Refused(gettext("This is no level of education. Type one of %(words)s."), words=known)
    return level


def ethnicity(cell: Any) -> str:
    """One of the 56 ethnic groups."""
    group = vocabulary.parse_ethnicity(as_text(cell))
    if group is None:
        raise Refused(gettext("This is none of the 56 ethnic groups. Type it as on the ID card, such as 汉族."))
    return group


def past_date() -> Callable[[Any], Any]:
    """A date that has come."""
    parse = date()

    def parse_past(cell: Any) -> Any:
        found = parse(cell)
        day: Any = getattr(found, "value", found)
        if day > today():
            raise Refused(gettext("This day is still to come. Give a day that has come."))
        return found

    return parse_past


def today() -> datetime.date:
    """The day, without asking for it at each of many cells."""
    return _today(int(time.time()) // 60)


@lru_cache(maxsize=1)
def _today(minute: int) -> datetime.date:
    return timezone.localdate()


class Address(Secret):
    """The cipher text of an address."""

    __slots__ = ()


def address(cell: Any) -> str:
    """Address of an address, or a masked one as it stands."""
    words = " ".join(as_text(cell).split())
    if SIGN in words:
        return words
    if len(words) > ADDRESS_LENGTH:
        raise Refused(gettext("The text has more than %(limit)s characters. Shorten it."), limit=ADDRESS_LENGTH)
    if not words.isprintable():
        raise Refused(gettext("The text holds an invisible control character. Type it anew."))
    return Address.of(words, ADDRESS)


def curriculum(cell: Any) -> str:
    """A CV, its lines in normal form; in a cell they may also be set apart by semicolons or blanks."""
    text = as_text(cell)
    lines = cv.parse(text if "\n" in text else _NEXT_PERIOD.sub("\n", text), on=today())
    faults = [line for line in lines if isinstance(line, cv.Fault)]
    if faults:
        details = {"number": faults[0].line, "what": faults[0].message}
        raise Refused(gettext("CV, line %(number)s: %(what)s"), **details)
    return cv.written(line for line in lines if isinstance(line, cv.Line))


def adult_date() -> Callable[[Any], Any]:
    """A date of birth of somebody who is of age today (18, Civil Code, art. 17)."""
    parse = past_date()

    def parse_birth(cell: Any) -> Any:
        found = parse(cell)
        check_age(getattr(found, "value", found))
        return found

    return parse_birth


def adult_id_number(cell: Any) -> str:
    """As `id_number`, of somebody who is of age today."""
    number = id_number(cell)
    if isinstance(number, SecretIdNumber):
        check_age(number.known.birth_date)
    return number


def check_age(born: datetime.date) -> None:
    """Raise Refused for a minor: neither elector nor candidate (OLVC-2025, art. 16)."""
    day = today()
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    if age < ADULT:
        message = gettext(
            "The person is %(age)s years old, a minor. Only adults are recorded; compare the digits, or delete the line."
        )
        raise Refused(message, age=age)
