"""What must hold of a person's data, whether typed or read from a spreadsheet."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from people import id_numbers, names
from people.id_numbers import Sex
from people.vocabulary import ETHNICITIES

LONGEST_ORIGINAL: Final = 200
_TELEPHONE: Final = re.compile(r"\+?[0-9]{3,15}(-[0-9]{1,8}){0,2}")
_TELEPHONE_NOISE: Final = re.compile(r"[\s()（）.]")
_HYPHENS: Final = str.maketrans(dict.fromkeys("‐‑‒–—―－−", "-"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonData:
    """A person as typed; the empty text and None are "not known"."""

    name: str
    sex: Sex | None = None
    birth_date: date | None = None
    ethnicity: str = ""
    education: int | None = None
    native_place: str = ""
    school: str = ""
    party_joined: date | None = None
    party_confirmed: date | None = None
    work_started: date | None = None
    occupation: str = ""
    address: str = ""
    telephone: str = ""
    id_number: str = ""
    village_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanPerson(PersonData):
    """The same after the checks: normal spellings, sex and date of birth taken from the ID number."""

    name_original: str


def clean(data: PersonData, *, on: date) -> CleanPerson | dict[str, str]:
    """The person's data in normal form, or all that is wrong with them: field → message.

    Args:
        data: As typed; `education` and `village_code` are known to be valid.
        on: The day of the check.

    """
    errors: dict[str, str] = {}
    name = names.check(data.name)
    if isinstance(name, names.Problem):
        errors["name"] = name.message
    number = id_numbers.check(data.id_number, on=on, sex=data.sex) if data.id_number.strip() else None
    if isinstance(number, id_numbers.Problem):
        errors["id_number"] = number.message
    telephone = normalise_telephone(data.telephone)
    if telephone is None:
        errors["telephone"] = _("Type digits only, with a hyphen after an area code: 13812345678 or 0355-7831234.")
    if data.ethnicity and data.ethnicity not in ETHNICITIES:
        errors["ethnicity"] = _("This is none of the 56 ethnic groups. Type it as on the ID card, such as 汉族.")
    errors |= _dates(data, number if isinstance(number, id_numbers.IdNumber) else None, on)
    if errors or isinstance(name, names.Problem) or isinstance(number, id_numbers.Problem):
        return errors
    return CleanPerson(
        name=name.name,
        name_original=name.original[:LONGEST_ORIGINAL],
        sex=number.sex if number else data.sex,
        birth_date=number.birth_date if number else data.birth_date,
        ethnicity=data.ethnicity,
        education=data.education,
        native_place=_spaced(data.native_place),
        school=_spaced(data.school),
        party_joined=data.party_joined,
        party_confirmed=data.party_confirmed,
        work_started=data.work_started,
        occupation=_spaced(data.occupation),
        address=_spaced(data.address),
        telephone=telephone or "",
        id_number=number.number if number else "",
        village_code=data.village_code,
    )


def normalise_telephone(text: str) -> str | None:
    """A telephone number without spaces and brackets; the empty text for none, None for what is no number."""
    plain = _TELEPHONE_NOISE.sub("", unicodedata.normalize("NFKC", text)).translate(_HYPHENS)
    return plain if not plain or _TELEPHONE.fullmatch(plain) else None


def _spaced(text: str) -> str:
    """Text without blanks around it, and single ones within."""
    return " ".join(text.split())


def _dates(data: PersonData, number: id_numbers.IdNumber | None, on: date) -> dict[str, str]:
    born = number.birth_date if number else data.birth_date
    errors = {}
    if number and data.birth_date and data.birth_date != number.birth_date:
        errors["birth_date"] = _(
            "The date of birth differs from the one in the ID number. Correct the one that is wrong."
        )
    elif data.birth_date and data.birth_date > on:
        errors["birth_date"] = _("The date of birth lies in the future.")
    if data.party_joined and data.party_joined > on:
        errors["party_joined"] = _("The date of joining the Party lies in the future.")
    elif data.party_joined and born and data.party_joined <= born:
        errors["party_joined"] = _("The date of joining the Party must be later than the date of birth.")
    if data.party_confirmed and data.party_confirmed > on:
        errors["party_confirmed"] = _("This day is still to come. Give a day that has come.")
    elif data.party_confirmed and not data.party_joined:
        errors["party_joined"] = _("The person is a full member: give the date of joining the Party as well.")
    elif data.party_confirmed and data.party_joined and data.party_confirmed < data.party_joined:
        errors["party_confirmed"] = _("Nobody is a full member before joining the Party. Correct one of the dates.")
    if data.work_started and (data.work_started > on or (born and data.work_started <= born)):
        errors["work_started"] = _("Give a day that has come, later than the date of birth.")
    return errors
