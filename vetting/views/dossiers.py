"""What a page shows of a person under review."""

from collections.abc import Collection
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import Person
from people.tables import age_on
from vetting.models import PersonField, Question


def dossier(question: Question, fields: Collection[str]) -> list[tuple[str, Any]]:
    """Label and value of what a department may see of a person, in the order of a form."""
    person = question.entry.review.person
    return facts_of(person, fields)


def facts_of(person: Person, fields: Collection[str]) -> list[tuple[str, Any]]:
    """Label and value of the fields, numbers masked."""
    values: dict[str, Any] = {
        PersonField.BIRTH_DATE: _born(person),
        PersonField.ETHNICITY: person.ethnicity,
        PersonField.EDUCATION: person.get_education_display(),
        PersonField.PARTY: person.party_joined,
        PersonField.TELEPHONE: person.masked_telephone,
        PersonField.ID_NUMBER: person.masked_id_number,
    }
    rows = [(_("Sex"), person.get_sex_display())]
    rows += [(str(PersonField(name).label), values[name]) for name in values if name in fields]
    if PersonField.SEATS in fields:
        rows.append((str(PersonField.SEATS.label), _seats(person)))
    return rows


def _born(person: Person) -> str:
    if person.birth_date is None:
        return ""
    age = age_on(person.birth_date, timezone.localdate())
    return _("%(date)s (aged %(age)s)") % {"date": person.birth_date.isoformat(), "age": age}


def _seats(person: Person) -> str:
    seats = person.seats.filter(ends_on=None).select_related("body__village")
    return "、".join(
        f"{seat.body.village.name} {seat.body.get_kind_display()} {seat.get_post_display()}" for seat in seats
    )
