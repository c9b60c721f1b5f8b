"""Persons for the benchmark: synthesised lists, and the table that imports them by the engine."""

import datetime
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext

from accounts.roles import Act
from people import cells as personal
from people.bulk import id_index, prepare, telephone_index
from people.rules import CleanPerson
from sheets.spec import Counts, Extra, Field, SheetSpec
from sheets.stage import Stage, upsert

COUNTY: Final = "140431"
HEADINGS: Final = ("姓名", "身份证号", "性别", "出生日期", "民族", "学历", "入党时间", "联系电话")
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
_GIVEN: Final = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红国建文志海云飞鹏宇浩然子涵"
_EDUCATIONS: Final = ("小学", "初中", "高中", "中专", "大专", "本科")


def persons(number: int, *, seed: int = 1) -> Iterator[tuple[str, ...]]:
    """So many persons, each with another valid ID number, in the order of HEADINGS."""
    chance = random.Random(seed)
    first = datetime.date(1950, 1, 1)
    for index in range(number):
        born = first + datetime.timedelta(days=index // 999 * 7 % 18_000)
        digits = f"{COUNTY}{born:%Y%m%d}{1 + index % 999:03d}"
        check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11]
        yield (
            chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=chance.choice((1, 2, 2)))),
            digits + check,
            "男" if int(digits[16]) % 2 else "女",
            born.isoformat(),
            "汉族",
            chance.choice(_EDUCATIONS),
            f"{born.year + 25}.{chance.randint(10, 12)}" if index % 4 == 0 else "",
            f"13{chance.randrange(10**9):09d}",
        )


class PersonSheet(SheetSpec):
    """Persons of a county by ID number: every check of a person, encryption, indexes, sort and search keys."""

    name = "bench-persons"
    title = "Persons"
    act = Act.CHANGE_PERSONS
    view_act = Act.VIEW_PERSONS
    key = ("id_index",)
    fields = (
        Field(key="name", header="姓名", parse=personal.name, required=True),
        Field(key="id_number", header="身份证号", parse=personal.id_number, required=True, private=True),
        Field(key="sex", header="性别", parse=personal.sex),
        Field(key="birth_date", header="出生日期", parse=personal.past_date(), sql="date"),
        Field(key="ethnicity", header="民族", parse=personal.ethnicity),
        Field(key="education", header="学历", parse=personal.education, sql="smallint"),
        Field(key="party_joined", header="入党时间", parse=personal.past_date(), sql="date"),
        Field(key="telephone", header="联系电话", parse=personal.telephone, private=True),
    )
    extras = (
        Extra("id_index", 'varchar(64) COLLATE "C"'),
        Extra("id_last4", "varchar(4)"),
        Extra("id_sex"),
        Extra("id_birth", "date"),
        Extra("telephone_index", 'varchar(64) COLLATE "C"'),
        Extra("name_key", 'text COLLATE "C"'),
        Extra("pinyin"),
        Extra("initials"),
    )

    def prepare(self, columns: Mapping[str, Sequence[Any]]) -> Sequence[Sequence[Any]]:
        """Indexes of the numbers, what they say, keys of the names."""
        names = prepare(CleanPerson(name=name or "", name_original="") for name in columns["name"])
        return (
            *map(list, zip(*map(_said, columns["id_number"]), strict=True)),
            [
                telephone_index(value.plain) if isinstance(value, personal.Secret) else ""
                for value in columns["telephone"]
            ],
            [name.name_key for name in names],
            [name.pinyin for name in names],
            [name.initials for name in names],
        )

    def check(self, stage: Stage) -> None:
        """Numbers that come twice, and data that contradict their number."""
        stage.refuse_repeated(gettext("The person stands on line %(first)s already."))
        select = "SELECT line, NULL AS value FROM sheet_rows WHERE"
        stage.refuse("sex", "differs from the ID number", f"{select} sex <> id_sex")
        stage.refuse("birth_date", "differs from the ID number", f"{select} birth_date <> id_birth")
        stage.refuse("party_joined", "lies before the birth", f"{select} party_joined <= id_birth")

    def load(self, stage: Stage) -> Counts:
        """One INSERT … ON CONFLICT; cipher texts differ each time, so that the indexes decide what has changed."""
        plain = (
            "name",
            "name_key",
            "pinyin",
            "initials",
            "sex",
            "birth_date",
            "ethnicity",
            "education",
            "party_joined",
        )
        values = {
            name: f"s.{name}" for name in (*plain, "id_number", "id_index", "id_last4", "telephone", "telephone_index")
        }
        now = timezone.now()
        return upsert(
            stage,
            table="people_person",
            key=("county_code", "id_index"),
            values={"county_code": "%(county)s", **values, "updated_at": "%(now)s::timestamptz"},
            only_new={
                "name_original": "s.name",
                "created_at": "%(now)s::timestamptz",
                **dict.fromkeys(_NOT_IN_THE_FILE, "''"),
            },
            compare=(*plain, "telephone_index"),
            params={"county": COUNTY, "now": now},
        )


_NOT_IN_THE_FILE = ("village_code", "native_place", "school", "occupation", "address", "address_index")


def _said(value: str | None) -> tuple[Any, ...]:
    if not isinstance(value, personal.SecretIdNumber):
        return None, None, None, None
    known = value.known
    return id_index(known.number), known.last4, known.sex, known.birth_date
