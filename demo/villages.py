"""Profiles, bodies and members of the demonstration villages."""

import datetime
from collections.abc import Iterable
from random import Random

from demo.geography import COUNTY, Village
from demo.inhabitants import Inhabitant, Inhabitants
from people.bulk import prepare
from people.models import Person
from people.rules import CleanPerson
from villages.models import BY_GROUP, Body, BodyKind, Member, PartyForm, Post, VillageKind, VillageProfile

_TERM_BEGAN = datetime.date(2021, 1, 8)
_AS_OF = datetime.date(2026, 9, 30)
_WEAK_NOTES = ("班子不团结，乡镇已派驻指导组整顿", "后进村，正在整顿，尚未验收", "长期无人主事，由下派干部代理")


def make_profiles(*, villages: Iterable[Village], random: Random) -> None:
    """A profile for every village; some lack figures, some have a weak organisation."""
    VillageProfile.objects.bulk_create([_profile(village, random) for village in villages])


def _profile(village: Village, random: Random) -> VillageProfile:
    # Median electorate about 900 in north China, from 200 to 2,500 (figures.md).
    population = min(max(int(random.lognormvariate(6.9, 0.5)), 260), 3200) * (3 if village.is_community else 1)
    weak = not village.is_community and random.random() < 0.06
    known = random.random() > 0.07
    return VillageProfile(
        village_id=village.code,
        kind=VillageKind.COMMUNITY if village.is_community else VillageKind.VILLAGE,
        population=population,
        households=int(population / random.uniform(2.5, 3.2)),
        adults=int(population * random.uniform(0.79, 0.86)),
        party_members=max(int(population * random.uniform(0.03, 0.06)), 9) if known else None,
        groups=max(population // 180, 1),
        collective_income=random.randint(4, 60) * 10_000 if known else None,
        collective_debt=random.choice((0, 0, 0, 5, 12, 38)) * 10_000 if known else None,
        weak_organisation=weak,
        weak_note=random.choice(_WEAK_NOTES) if weak else "",
        as_of=_AS_OF,
    )


_HEADED = [kind for kind in BodyKind if kind not in BY_GROUP]


def make_bodies(*, villages: Iterable[Village], random: Random) -> None:
    """Four bodies in every village, with their present members; the same people serve in several of them."""
    villages = list(villages)
    inhabitants = Inhabitants(random)
    bodies = Body.objects.bulk_create(
        Body(
            village_id=village.code,
            kind=kind,
            party_form=PartyForm.BRANCH if kind == BodyKind.PARTY else "",
            term_starts_on=_TERM_BEGAN,
        )
        for village in villages
        for kind in _HEADED
    )
    seats: list[tuple[Body, Inhabitant, Post]] = []
    for place, village in enumerate(villages):
        seats += _seats(bodies[4 * place : 4 * place + 4], inhabitants, random, village)
    _save(seats)


def _seats(
    bodies: list[Body], inhabitants: Inhabitants, random: Random, village: Village
) -> list[tuple[Body, Inhabitant, Post]]:
    """About nine people a village; the secretary heads committee and council in nine villages of ten (一肩挑)."""

    def draw(age: float, women: float, in_party: float) -> Inhabitant:
        return inhabitants.draw(
            code=village.code, age=age, woman=random.random() < women, in_party=random.random() < in_party
        )

    party, committee, supervisory, council = bodies
    secretary = draw(47, 0.07, 1)
    party_members = [draw(46, 0.25, 1) for _ in range(random.choice((2, 2, 4)))]
    director = secretary if random.random() < 0.9 else draw(48, 0.05, 0.7)
    woman = inhabitants.draw(code=village.code, age=42, woman=True, in_party=random.random() < 0.5)
    committee_members = [woman, party_members[0], *(draw(44, 0.2, 0.5) for _ in range(random.choice((0, 1, 2))))]
    overseers = [party_members[1], *(draw(50, 0.3, 0.4) for _ in range(2))]
    return [
        (party, secretary, Post.SECRETARY),
        *((party, person, Post.MEMBER) for person in party_members),
        (committee, director, Post.DIRECTOR),
        *((committee, person, Post.MEMBER) for person in committee_members),
        (supervisory, overseers[0], Post.DIRECTOR),
        *((supervisory, person, Post.MEMBER) for person in overseers[1:]),
        (council, secretary, Post.CHAIR),
        *((council, person, Post.COUNCILLOR) for person in (party_members[0], woman)),
    ]


def _save(seats: list[tuple[Body, Inhabitant, Post]]) -> None:
    people = {inhabitant.id_number: inhabitant for _body, inhabitant, _post in seats}
    by_number = dict(zip(people, save_people(people.values()), strict=True))
    Member.objects.bulk_create(
        Member(body=body, person=by_number[inhabitant.id_number], post=post, starts_on=_TERM_BEGAN)
        for body, inhabitant, post in seats
    )


def save_people(people: Iterable[Inhabitant]) -> list[Person]:
    """Put inhabitants on record, in order."""
    clean = [
        CleanPerson(
            name=person.name,
            name_original=person.name,
            sex="F" if person.sex == "F" else "M",
            birth_date=person.birth_date,
            ethnicity="汉族",
            education=person.education,
            party_joined=person.party_joined,
            telephone=person.telephone,
            id_number=person.id_number,
            village_code=person.village_code,
        )
        for person in people
    ]
    return Person.objects.bulk_create(
        Person(
            county_code=COUNTY,
            village_code=person.village_code,
            sex=person.sex or "",
            birth_date=person.birth_date,
            ethnicity=person.ethnicity,
            education=person.education,
            party_joined=person.party_joined,
            # The model encrypts what `prepare` has encrypted for COPY.
            **columns._replace(id_number=person.id_number, telephone=person.telephone)._asdict(),
        )
        for person, columns in zip(clean, prepare(clean), strict=True)
    )
