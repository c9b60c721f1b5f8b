"""Cells of spreadsheets that hold persons' data: names, ID numbers, telephones and words.

ID numbers and telephones leave the parser encrypted, so that no table of an import ever holds them in plain.
A masked one, as exports hold it, stays as it is: it means "what is on record".
"""

import datetime
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, Self

from django.utils import timezone
from django.utils.translation import gettext

from people import id_numbers, names, rules, vocabulary
from people.models import ID_NUMBER, TELEPHONE
from protect.crypto import encrypt
from protect.masking import SIGN
from sheets.cells import as_text, narrow
from sheets.dates import date
from sheets.problems import Refused

# The words that templates offer and exports hold; `people.vocabulary` knows their other spellings.
SEX_WORDS: Final = {"M": "男", "F": "女"}
EDUCATION_WORDS: Final = {level: word for word, level in reversed(vocabulary.EDUCATIONS.items())}


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
