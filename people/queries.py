"""Reading persons."""

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Replace

from accounts.roles import Act
from accounts.scope import Scope
from people import id_numbers, names, rules
from people.bulk import id_index, telephone_index
from people.models import Person

SHORTEST_TELEPHONE = 7


def persons(scope: Scope) -> QuerySet[Person]:
    """The persons whom a user may see: those of his villages; those of no village only where he has the whole county."""
    return Person.objects.filter(
        scope.within(Act.VIEW_PERSONS, "county_code") | scope.within(Act.VIEW_PERSONS, "village_code")
    )


def search(queryset: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Persons by part of the name, by pinyin or its initials (`wxm`, `wangxiao`), by whole ID number or telephone."""
    condition = Q()
    for word in [text] if _number(text) else text.split():
        condition &= _condition(word)
    return queryset.alias(letters=Replace("pinyin", Value(" "), Value(""))).filter(condition)


def find_by_id_number(queryset: QuerySet[Person], text: str) -> QuerySet[Person]:
    """The person with an ID number, in each county where he is recorded."""
    return queryset.filter(id_index=id_index(id_numbers.normalise(text)))


def _condition(word: str) -> Q:
    number = _number(word)
    if number:
        return Q(id_index=id_index(number)) | Q(telephone_index=telephone_index(number))
    name = names.normalise(word)
    if name.isascii():
        letters = name.lower().replace("ü", "v")
        return Q(initials__startswith=letters) | Q(letters__startswith=letters)
    return Q(name__contains=name)


def _number(text: str) -> str | None:
    """An ID number or telephone number in its normal form; None for any other text."""
    number = id_numbers.normalise(text)
    if len(number) == id_numbers.LENGTH and number[:-1].isdigit():
        return number
    telephone = rules.normalise_telephone(text)
    return telephone if telephone and len(telephone) >= SHORTEST_TELEPHONE else None
