"""A person as papers list him: the columns that every county form has, in the words of the forms."""

import datetime
from dataclasses import dataclass

from filings.facts import fact
from people.cells import EDUCATION_WORDS, SEX_WORDS
from people.models import Person

_OF_PERSON = "人员"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a form says of a person; the ID number is never among it."""

    name: str = fact("姓名", source=_OF_PERSON)
    sex: str = fact("性别", optional=True, source=_OF_PERSON, default="")
    ethnicity: str = fact("民族", optional=True, source=_OF_PERSON, default="")
    birth: datetime.date | None = fact("出生年月", optional=True, source=_OF_PERSON, default=None)
    native_place: str = fact("籍贯", optional=True, source=_OF_PERSON, default="")
    education: str = fact("学历", optional=True, source=_OF_PERSON, default="")
    party_joined: datetime.date | None = fact("入党时间", optional=True, source=_OF_PERSON, default=None)


def profile_of(person: Person) -> Profile:
    """The columns of a person."""
    return Profile(
        name=person.name,
        sex=SEX_WORDS.get(person.sex, ""),
        ethnicity=person.ethnicity,
        birth=person.birth_date,
        native_place=person.native_place,
        education=EDUCATION_WORDS.get(person.education, "") if person.education else "",
        party_joined=person.party_joined,
    )
