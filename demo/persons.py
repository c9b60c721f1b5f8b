"""What belongs to the demonstration persons: CVs, families, capacities, courses, photographs, duplicates and a merger."""

import datetime
import io
from collections.abc import Iterable, Sequence
from random import Random
from typing import Final

from django.db.models import F
from PIL import Image, ImageDraw

from accounts.models import User
from accounts.roles import Role
from accounts.scope import Grant, Scope
from demo.geography import COUNTY, TOWNSHIPS
from demo.inhabitants import Inhabitants
from people.bulk import prepare
from people.models import AttachmentKind, Capacity, CapacityKind, CvEntry, Education, Kin, Kinship, Person, Training
from people.rules import CleanPerson
from people.services import add_attachment, merge
from villages.models import Body, BodyKind, Division, Member, Post

SCOPE: Final = Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, "沁源县"),))
_PHOTOGRAPHS: Final = 40
_FIRST_JOBS: Final = ("本村务农", "太原市建筑公司工人", "县煤矿工人", "个体运输", "部队服役", "乡卫生院护士")
_LATER: Final = ("村会计", "村民小组长", "村妇联主席", "村文书", "经营种植合作社", "村委委员")
_COURSES: Final = (
    ("村党组织书记任职培训", "县委组织部", 40),
    ("基层治理专题培训", "县委社会工作部", 16),
    ("农村集体资产管理培训", "县农业农村局", 24),
)


def make_records(random: Random) -> None:
    """Fill the records of everybody who sits on a body, and those of the townships' secretaries."""
    _complete()
    people = list(Person.objects.order_by("pk"))
    _make_cvs(people, random)
    _make_families(people, random)
    _make_capacities(people, random)
    _make_courses(people, random)
    _seat_the_merged()
    _make_duplicates(people, random)
    _photograph(people)


def _complete() -> None:
    """What forms ask besides what the bodies' lists hold: native place, school, full member a year after joining."""
    Person.objects.update(native_place="山西沁源", occupation="本村村民")
    Person.objects.filter(education__gte=Education.COLLEGE).update(school="长治学院")
    Person.objects.filter(party_joined__isnull=False).update(
        party_confirmed=F("party_joined") + datetime.timedelta(days=365), occupation="村“两委”成员"
    )


def _make_cvs(people: Sequence[Person], random: Random) -> None:
    """Three or four periods; one in eight leaves months of which nothing is said, one in ten has no CV yet."""
    entries = []
    for person in people:
        if person.birth_date is None or random.random() < 0.1:
            continue
        year = person.birth_date.year
        school, work = datetime.date(year + 16, 9, 1), datetime.date(year + 19, 7, 1)
        gap = random.random() < 0.12
        steps = [
            (school, work, "沁源县第一中学学生"),
            (
                work if not gap else work.replace(year=work.year + 2),
                datetime.date(year + 27, 3, 1),
                random.choice(_FIRST_JOBS),
            ),
            (datetime.date(year + 27, 3, 1), datetime.date(2021, 1, 1), random.choice(_LATER)),
            (datetime.date(2021, 1, 1), None, "村“两委”任职"),
        ]
        entries += [
            CvEntry(person=person, starts_on=start, ends_on=end, text=text)
            for start, end, text in steps
            if start < datetime.date(2026, 1, 1) and (end is None or end >= start)
        ]
    CvEntry.objects.bulk_create(entries)


def _make_families(people: Sequence[Person], random: Random) -> None:
    """A spouse for most, named; in some villages two who serve there are near relatives of each other."""
    inhabitants, links = Inhabitants(random), []
    for person in people:
        if person.birth_date is None or random.random() < 0.25:
            continue
        spouse = inhabitants.draw(code=person.village_code, age=45, woman=person.sex == "M", in_party=False)
        links.append(
            Kinship(
                person=person,
                kind=Kin.SPOUSE,
                name=spouse.name,
                sex=spouse.sex,
                birth_date=person.birth_date.replace(day=1),
                in_party=random.random() < 0.2,
                occupation=random.choice(("本村务农", "太原务工", "乡中心小学教师")),
            )
        )
    links += _relatives_on_record(people, random)
    Kinship.objects.bulk_create(links)


def _relatives_on_record(people: Sequence[Person], random: Random) -> list[Kinship]:
    by_village: dict[str, list[Person]] = {}
    for person in people:
        by_village.setdefault(person.village_code, []).append(person)
    links = []
    for neighbours in by_village.values():
        if len(neighbours) > 5 and random.random() < 0.2:
            one, other, third = random.sample(neighbours, 3)
            links.append(Kinship(person=one, relative=other, kind=Kin.SIBLING))
            if random.random() < 0.4:
                links.append(Kinship(person=one, relative=third, kind=Kin.CHILD))
    return links


def _make_capacities(people: Sequence[Person], random: Random) -> None:
    since = datetime.date(2021, 8, 1)
    rows = [
        Capacity(person=person, kind=CapacityKind.TOWNSHIP_SECRETARY, division_code=code, starts_on=since)
        for person, (code, _name, _villages, _communities) in zip(_secretaries(random), TOWNSHIPS, strict=True)
    ]
    local = [person for person in people if person.village_code]
    for kind, number in (
        (CapacityKind.POSTED_SECRETARY, 18),
        (CapacityKind.RETURNED_TALENT, 36),
        (CapacityKind.VILLAGE_CLERK, 24),
        (CapacityKind.VETERAN, 40),
    ):
        rows += [
            Capacity(person=person, kind=kind, division_code=person.village_code, starts_on=since)
            for person in random.sample(local, number)
        ]
    Capacity.objects.bulk_create(rows)


def _secretaries(random: Random) -> list[Person]:
    """The Party secretaries of the townships, who belong to no village."""
    inhabitants = Inhabitants(random)
    drawn = [inhabitants.draw(code="", age=44, woman=random.random() < 0.2, in_party=True) for _township in TOWNSHIPS]
    clean = [
        CleanPerson(
            name=one.name,
            name_original=one.name,
            sex="F" if one.sex == "F" else "M",
            birth_date=one.birth_date,
            ethnicity="汉族",
            education=50,
            party_joined=one.party_joined,
            occupation=f"{name}党委书记",
        )
        for one, (_code, name, _villages, _communities) in zip(drawn, TOWNSHIPS, strict=True)
    ]
    return Person.objects.bulk_create(
        Person(
            county_code=COUNTY,
            sex=person.sex or "",
            birth_date=person.birth_date,
            ethnicity=person.ethnicity,
            education=person.education,
            party_joined=person.party_joined,
            occupation=person.occupation,
            **columns._asdict(),
        )
        for person, columns in zip(clean, prepare(clean), strict=True)
    )


def _make_courses(people: Sequence[Person], random: Random) -> None:
    Training.objects.bulk_create(
        Training(
            person=person,
            title=title,
            organiser=organiser,
            starts_on=datetime.date(random.choice((2021, 2023, 2025)), random.randint(3, 6), 10),
            hours=hours,
            result="合格",
        )
        for person in random.sample(list(people), 320)
        for title, organiser, hours in random.sample(_COURSES, 1)
    )


def _seat_the_merged() -> None:
    """Secretary and director of the villages that were taken in, to their last day: the talks ask for them."""
    merged = Division.objects.filter(successor__isnull=False)
    for village in merged:
        party, committee = (
            Body.objects.get_or_create(
                village=village, kind=kind, defaults={"term_starts_on": datetime.date(2021, 1, 8)}
            )[0]
            for kind in (BodyKind.PARTY, BodyKind.COMMITTEE)
        )
        serving = Member.objects.filter(body__village=village.successor, ends_on=None).order_by("pk")
        people = list({member.person_id: member.person for member in serving}.values())[-2:]
        for body, person, post in zip((party, committee), people, (Post.SECRETARY, Post.DIRECTOR), strict=False):
            start, end = datetime.date(2021, 1, 8), village.abolished_on
            Member.objects.create(body=body, person=person, post=post, starts_on=start, ends_on=end)


def _make_duplicates(people: Sequence[Person], random: Random) -> None:
    """Three who were entered a second time without their number, and one whose two records have been made one."""
    clerk = User.objects.get(username="county")
    for number, person in enumerate(random.sample([person for person in people if person.village_code], 4)):
        [columns] = prepare([CleanPerson(name=person.name, name_original=person.name)])
        twin = Person.objects.create(
            county_code=COUNTY, village_code=person.village_code, occupation="摸底时录入", **columns._asdict()
        )
        if number == 3:
            merge(
                scope=SCOPE,
                user=clerk,
                kept=person,
                lost=twin,
                chosen={"occupation": "kept"},
                reason="核对身份证，为同一人，摸底时重复录入",
            )


def _photograph(people: Iterable[Person]) -> None:
    """A neutral outline in grey instead of a face."""
    clerk = User.objects.get(username="county")
    secretaries = Person.objects.filter(seats__post=Post.SECRETARY, seats__ends_on=None).order_by("pk").distinct()
    for number, person in enumerate(secretaries[:_PHOTOGRAPHS]):
        add_attachment(
            scope=SCOPE,
            user=clerk,
            person=person,
            kind=AttachmentKind.PHOTOGRAPH,
            title="近期免冠照片",
            content=_outline(number),
        )
    for person in secretaries[:6]:
        content = _outline(200)
        add_attachment(
            scope=SCOPE,
            user=clerk,
            person=person,
            kind=AttachmentKind.CERTIFICATE,
            title="学历证书扫描件",
            content=content,
        )


def _outline(number: int) -> bytes:
    shade = 196 + number % 24
    picture = Image.new("RGB", (240, 320), (shade, shade, shade + 6))
    drawing = ImageDraw.Draw(picture)
    grey = (132, 138, 146)
    drawing.ellipse((80, 60, 160, 160), fill=grey)
    drawing.ellipse((30, 185, 210, 420), fill=grey)
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=80)
    return target.getvalue()
