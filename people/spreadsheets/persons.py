"""Spreadsheet of persons: all that is known of the people of a village, township or county.

An empty cell leaves what is on record as it is. A person is found in the county by ID number; without one, or with a
masked one as exports hold it, by name in the village.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.trail import because
from people import cells as personal
from people import cv, queries
from people.bulk import address_index, id_index, prepare, telephone_index
from people.models import Person
from people.places import with_village_names
from people.rules import CleanPerson
from people.spreadsheets import person_checks, person_load
from people.spreadsheets.places import village_code_field, village_name_field
from protect.masking import SIGN
from sheets import cells
from sheets.registry import register
from sheets.spec import Counts, Extra, Field, SheetSpec
from sheets.stage import Stage

_WORDS: Final = 100


@register
class PersonSheet(SheetSpec):
    """Persons."""

    name = "persons"
    title = _("Persons")
    about = _(
        "One line for each person. An empty cell leaves what is on record as it is; a masked number too. "
        "Only what differs is changed."
    )
    act = Act.CHANGE_PERSONS
    view_act = Act.VIEW_PERSONS
    exports = True
    fields = (
        village_code_field(),
        village_name_field(),
        Field(
            key="person",
            header=_("Name"),
            names=("姓名", "name"),
            parse=personal.name,
            required=True,
        ),
        Field(
            key="id_number",
            header=_("ID number"),
            names=("身份证号", "身份证号码", "公民身份号码", "公民身份证号码", "身份证"),
            parse=personal.adult_id_number,
            private=True,
            width=22,
        ),
        Field(
            key="sex", header=_("Sex"), names=("性别",), parse=personal.sex, choices=tuple(personal.SEX_WORDS.values())
        ),
        Field(
            key="birth_date",
            header=_("Date of birth"),
            names=("出生日期", "出生年月", "出生年月日", "出生"),
            parse=personal.adult_date(),
            sql="date",
        ),
        Field(key="ethnicity", header=_("Ethnic group"), names=("民族",), parse=personal.ethnicity),
        Field(
            key="native_place",
            header=_("Native place"),
            names=("籍贯",),
            parse=cells.text(longest=50),
            sql="varchar(50)",
        ),
        Field(
            key="education",
            header=_("Education"),
            names=("学历", "文化程度"),
            parse=personal.education,
            sql="smallint",
            choices=tuple(personal.EDUCATION_WORDS[level] for level in sorted(personal.EDUCATION_WORDS)),
        ),
        Field(
            key="school",
            header=_("Graduated from"),
            names=("毕业院校", "毕业院校及专业", "毕业学校"),
            parse=cells.text(longest=_WORDS),
            sql="varchar(100)",
            width=24,
        ),
        Field(
            key="work_started",
            header=_("At work since"),
            names=("参加工作时间", "参加工作年月", "工作时间"),
            parse=personal.past_date(),
            sql="date",
        ),
        Field(
            key="party_joined",
            header=_("Joined the Party"),
            names=("入党时间", "入党日期", "入党年月"),
            parse=personal.past_date(),
            sql="date",
        ),
        Field(
            key="party_confirmed",
            header=_("Full member since"),
            names=("转正时间", "转正日期", "转正年月"),
            parse=personal.past_date(),
            sql="date",
        ),
        Field(
            key="occupation",
            header=_("Work unit and post"),
            names=("工作单位及职务", "现任职务", "职业", "单位及职务"),
            parse=cells.text(longest=_WORDS),
            sql="varchar(100)",
            width=24,
        ),
        Field(
            key="telephone",
            header=_("Telephone"),
            names=("电话", "联系电话", "手机", "手机号", "手机号码"),
            parse=personal.telephone,
            private=True,
            width=16,
        ),
        Field(
            key="address",
            header=_("Address"),
            names=("住址", "家庭住址", "地址", "户籍地址"),
            parse=personal.address,
            private=True,
            width=30,
        ),
        Field(
            key="cv",
            header=_("CV"),
            names=("简历", "个人简历", "主要简历"),
            parse=personal.curriculum,
            hint=_("A line for each period: 1990.09—1993.07 place and post"),
            width=40,
        ),
    )
    extras = (
        Extra("id_index", 'varchar(64) COLLATE "C"'),
        Extra("id_last4", "varchar(4)"),
        Extra("id_sex"),
        Extra("id_birth", "date"),
        Extra("telephone_index", 'varchar(64) COLLATE "C"'),
        Extra("address_index", 'varchar(64) COLLATE "C"'),
        Extra("name_key", 'text COLLATE "C"'),
        Extra("pinyin"),
        Extra("initials"),
        Extra("person_id", "bigint"),
    )

    def prepare(self, columns: Mapping[str, Sequence[Any]]) -> Sequence[Sequence[Any]]:
        """Indexes of the numbers, what an ID number says, sort and search keys of the names."""
        names = prepare(CleanPerson(name=name or "", name_original="") for name in columns["person"])
        return (
            *map(list, zip(*map(_said, columns["id_number"]), strict=True)),
            [
                telephone_index(value.plain) if isinstance(value, personal.Secret) else None
                for value in columns["telephone"]
            ],
            [
                address_index(value.plain) if isinstance(value, personal.Secret) else None
                for value in columns["address"]
            ],
            [name.name_key for name in names],
            [name.pinyin for name in names],
            [name.initials for name in names],
            [None] * len(names),
        )

    def check(self, stage: Stage) -> None:
        """Villages, personal data, who is who."""
        person_checks.check(stage, self.act)

    def load(self, stage: Stage) -> Counts:
        """Persons and the lines of their CVs."""
        with because(gettext("Import of %(file)s") % {"file": stage.order.file_name}):
            return person_load.load(stage)

    def export(self, scope: Scope) -> Iterator[Sequence[Any]]:
        """The persons within the scope by village and strokes; numbers and addresses masked."""
        people = with_village_names(queries.persons(scope).exclude(village_code="")).prefetch_related("cv")
        return map(_row, people.order_by("village_code", "name_key", "pk").iterator(chunk_size=2000))


def _said(value: str | None) -> tuple[str | None, str | None, str | None, Any]:
    """Index, last four characters, sex and date of birth of an ID number; of a masked one the last four alone."""
    if isinstance(value, personal.SecretIdNumber):
        known = value.known
        return id_index(known.number), known.last4, known.sex, known.birth_date
    return None, value[-4:] if value and not value.endswith(SIGN) else None, None, None


def _row(person: Person) -> Sequence[Any]:
    lines = (cv.Line(entry.starts_on, entry.ends_on, entry.text) for entry in person.cv.all())
    return (
        person.village_code,
        person.village_name,  # type: ignore[attr-defined]  # annotated
        person.name,
        person.masked_id_number or None,
        personal.SEX_WORDS.get(person.sex),
        person.birth_date,
        person.ethnicity or None,
        person.native_place or None,
        None if person.education is None else personal.EDUCATION_WORDS[person.education],
        person.school or None,
        person.work_started,
        person.party_joined,
        person.party_confirmed,
        person.occupation or None,
        person.masked_telephone or None,
        person.masked_address or None,
        cv.written(lines) or None,
    )
