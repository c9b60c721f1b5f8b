"""Reading persons."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Replace

from accounts.roles import Act
from accounts.scope import Scope
from people import id_numbers, kinship, names, rules
from people.bulk import id_index, telephone_index
from people.models import Kinship, Person

SHORTEST_TELEPHONE = 7


def persons(scope: Scope, act: Act = Act.VIEW_PERSONS) -> QuerySet[Person]:
    """The persons whom a user may see: those of his villages; those of no village only where he has the whole county."""
    return Person.objects.filter(scope.within(act, "county_code") | scope.within(act, "village_code"))


def search(queryset: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Persons by part of the name, by pinyin or its initials (`wxm`, `wangxiao`), by whole ID number or telephone."""
    condition = Q()
    for word in [text] if _number(text) else text.split():
        condition &= _condition(word)
    return queryset.alias(letters=Replace("pinyin", Value(" "), Value(""))).filter(condition)


def find_by_id_number(queryset: QuerySet[Person], text: str) -> QuerySet[Person]:
    """The person with an ID number, in each county where he is recorded."""
    return queryset.filter(id_index=id_index(id_numbers.normalise(text)))


def possible_duplicates(queryset: QuerySet[Person]) -> QuerySet[Person]:
    """Those of them of whose name there is another in the county whom neither ID number nor birth tells apart for certain."""
    same = Person.objects.filter(county_code=OuterRef("county_code"), name=OuterRef("name")).exclude(pk=OuterRef("pk"))
    of_one_birth = same.filter(Q(birth_date=None) | Q(birth_date=OuterRef("birth_date")))
    unborn = Q(birth_date=None)
    return queryset.filter(
        Q(id_index=None) & (Exists(of_one_birth) | unborn & Exists(same))
        | Exists(of_one_birth.filter(id_index=None))
        | unborn & Exists(same.filter(id_index=None))
    )


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


@dataclass(frozen=True, slots=True)
class NearRelative:
    """A near relative of a person: what he is to him, and either his record or the name of an outsider.

    `through` is the person by whom the relation follows where nobody has entered it, `link` the entry itself.
    """

    kind: str
    name: str
    person: Person | None = None
    link: Kinship | None = None
    through: Person | None = None

    @property
    def relation(self) -> str:
        """The word by which rulebooks name it: spouse, parent, child, sibling, grandparent, grandchild."""
        return kinship.RELATION[self.kind]

    @property
    def title(self) -> str:
        """What he is called: father, mother, or parent where the sex is not known."""
        sex = self.person.sex if self.person else self.link.sex if self.link else ""
        return str(kinship.TITLES.get((self.kind, sex), kinship.LABELS[self.kind]))


def near_relatives_of(persons: Iterable[Person | int]) -> dict[int, list[NearRelative]]:
    """Near relatives (Civil Code, art. 1045) of each person by his key, in two queries; every person has an entry.

    Links count from both sides. What follows from two links counts as well: a parent's parent, a child's child, a
    parent's other child.
    """
    keys = [person if isinstance(person, int) else person.pk for person in persons]
    first = _links(keys)
    near = [relative.person.pk for links in first.values() for relative in links if relative.person]
    second = _links(near)
    return {key: [*first.get(key, ()), *_following(key, first.get(key, ()), second)] for key in keys}


def _links(keys: Collection[int]) -> dict[int, list[NearRelative]]:
    """What has been entered, seen from each of the persons."""
    found: dict[int, list[NearRelative]] = defaultdict(list)
    wanted = set(keys)
    rows = Kinship.objects.filter(Q(person__in=wanted) | Q(relative__in=wanted))
    for link in rows.select_related("person", "relative").order_by("pk"):
        if link.person_id in wanted:
            name = link.relative.name if link.relative else link.name
            found[link.person_id].append(NearRelative(link.kind, name, link.relative, link))
        if link.relative_id in wanted:
            found[link.relative_id].append(NearRelative(kinship.turned(link.kind), link.person.name, link.person, link))
    return found


def _following(
    key: int, links: Iterable[NearRelative], second: Mapping[int, list[NearRelative]]
) -> Iterator[NearRelative]:
    """What follows from the links of a person's relatives, each person once and only where no link says it already."""
    known = {key, *(relative.person.pk for relative in links if relative.person)}
    for relative in links:
        for further in second.get(relative.person.pk, ()) if relative.person else ():
            kind = kinship.through(relative.kind, further.kind, sex=relative.person.sex if relative.person else "")
            if kind is None or (further.person and further.person.pk in known):
                continue
            if further.person:
                known.add(further.person.pk)
            yield NearRelative(kind, further.name, further.person, further.link, relative.person)


def related_pairs(persons: Iterable[Person | int]) -> list[tuple[int, int, NearRelative]]:
    """Pairs among the persons who are near relatives: two keys, and what the second is to the first; in two queries."""
    family = near_relatives_of(persons)
    return [
        (key, relative.person.pk, relative)
        for key, relatives in family.items()
        for relative in relatives
        if relative.person and relative.person.pk in family and key < relative.person.pk
    ]
