"""Cells of spreadsheets that hold persons' data: names, ID numbers, telephones and words.

ID numbers and telephones leave the parser encrypted, so that no table of an import ever holds them in plain.
A masked one, as exports hold it, stays as it is: it means "what is on record".
"""

from collections.abc import Callable
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext

from people import id_numbers, names, rules, vocabulary
from people.models import ID_NUMBER, TELEPHONE
from protect.crypto import decrypt, encrypt
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


def id_number(cell: Any) -> str:
    """Cipher text of a right ID number, or a masked one."""
    text = as_text(cell)
    if SIGN in text:
        return _masked(text)
    checked = id_numbers.check(text, on=timezone.localdate())
    if isinstance(checked, id_numbers.Problem):
        raise Refused(str(id_numbers.MESSAGES[checked.code]), **checked.values)
    return encrypt(checked.number, context=ID_NUMBER)


def telephone(cell: Any) -> str:
    """Cipher text of a telephone number, or a masked one."""
    text = as_text(cell)
    if SIGN in text:
        return _masked(text)
    number = rules.normalise_telephone(text)
    if not number:
        raise Refused(gettext("Type digits only, with a hyphen after an area code: 13812345678 or 0355-7831234."))
    return encrypt(number, context=TELEPHONE)


def _masked(text: str) -> str:
    masked = narrow(text)
    if not masked.replace(SIGN, "").isalnum() and masked.strip(SIGN):
        raise Refused(gettext("Type the whole number, or leave the masked one as the export has written it."))
    return masked


def is_masked(value: str | None) -> bool:
    """Whether a value from one of these parsers stands for what is on record."""
    return bool(value) and SIGN in str(value)


def plain_id_number(value: str | None) -> str:
    """The ID number behind what the parser returned; empty for none and for a masked one."""
    return decrypt(value, context=ID_NUMBER) if value and not is_masked(value) else ""


def plain_telephone(value: str | None) -> str:
    """The telephone number behind what the parser returned; empty for none and for a masked one."""
    return decrypt(value, context=TELEPHONE) if value and not is_masked(value) else ""


def sex(cell: Any) -> str:
    """M or F."""
    word: str = _word(vocabulary.parse_sex(as_text(cell)), gettext("Type 男 or 女."))
    return word


def education(cell: Any) -> int:
    """A level of education."""
    known = "、".join(EDUCATION_WORDS[level] for level in sorted(EDUCATION_WORDS))
    level: int = _word(
        vocabulary.parse_education(as_text(cell)),
        gettext("This is no level of education. Type one of %(words)s."),
        words=known,
    )
    return level


def ethnicity(cell: Any) -> str:
    """One of the 56 ethnic groups."""
    message = gettext("This is none of the 56 ethnic groups. Type it as on the ID card, such as 汉族.")
    group: str = _word(vocabulary.parse_ethnicity(as_text(cell)), message)
    return group


def past_date() -> Callable[[Any], Any]:
    """A date that has come."""
    parse = date()

    def parse_past(cell: Any) -> Any:
        found = parse(cell)
        day: Any = getattr(found, "value", found)
        if day > timezone.localdate():
            raise Refused(gettext("This day is still to come. Give a day that has come."))
        return found

    return parse_past


def _word(value: Any, message: str, **details: object) -> Any:
    if value is None:
        raise Refused(message, **details)
    return value
