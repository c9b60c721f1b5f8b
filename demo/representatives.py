"""Villagers' representatives and the heads of their groups, in the villages whose committees' elections are under way."""

import datetime
from collections.abc import Iterable
from random import Random
from typing import Final

from demo.inhabitants import Inhabitant, Inhabitants
from demo.villages import save_people
from elections.models import Cycle
from people.models import Person
from villages.models import BY_GROUP, Body, BodyKind, Member, Post

_VILLAGES: Final = 24
_GROUPS: Final = 4
_EACH: Final = 4  # representatives of a group


def make_representatives(*, cycle: Cycle, random: Random) -> None:
    """Four groups a village with four representatives each, one of whom heads the group and one his deputy."""
    villages = list(dict.fromkeys(cycle.elections.order_by("village_id").values_list("village_id", flat=True)))
    bodies = {
        (body.village_id, body.kind): body
        for body in Body.objects.bulk_create(
            Body(village_id=code, kind=kind, term_starts_on=cycle.starts_on)
            for code in villages[:_VILLAGES]
            for kind in BY_GROUP
        )
    }
    people = Inhabitants(random, taken=set(Person.objects.values_list("id_index", flat=True)))
    drawn = [
        (code, str(group), place, _draw(people, random, code))
        for code in villages[:_VILLAGES]
        for group in range(1, _GROUPS + 1)
        for place in range(_EACH)
    ]
    since = cycle.starts_on + datetime.timedelta(days=70)
    Member.objects.bulk_create(_seats(bodies, drawn, since))


def _draw(people: Inhabitants, random: Random, code: str) -> Inhabitant:
    return people.draw(code=code, age=49, woman=random.random() < 0.36, in_party=random.random() < 0.3)


def _seats(
    bodies: dict[tuple[str, str], Body], drawn: list[tuple[str, str, int, Inhabitant]], since: datetime.date
) -> Iterable[Member]:
    persons = save_people(inhabitant for *_place, inhabitant in drawn)
    for (code, group, place, _inhabitant), person in zip(drawn, persons, strict=True):
        seat = {"person": person, "group": group, "starts_on": since}
        yield Member(body=bodies[code, BodyKind.REPRESENTATIVES], post=Post.REPRESENTATIVE, **seat)
        if place < len(_HEADS):
            yield Member(body=bodies[code, BodyKind.GROUPS], post=_HEADS[place], **seat)


_HEADS: Final = (Post.GROUP_HEAD, Post.DEPUTY_GROUP_HEAD)
