"""Invented people, plausible in age, sex, education and name; the same ones on every load."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from demo.geography import COUNTY
from people.bulk import id_index
from people.id_numbers import check_character
from people.vocabulary import BACHELOR, COLLEGE, JUNIOR, SENIOR, VOCATIONAL

Drawn = TypeVar("Drawn")
TODAY = datetime.date(2026, 11, 20)
# Surnames of the region with weights, some of them rare enough to try a font's patience.
_SURNAMES = (
    *(("王", 12), ("李", 11), ("张", 11), ("刘", 8), ("郭", 7), ("任", 5), ("郝", 4), ("赵", 4), ("杨", 4), ("马", 3)),
    *(("宋", 3), ("韩", 3), ("武", 3), ("胡", 3), ("史", 2), ("段", 2), ("侯", 2), ("田", 2), ("白", 2), ("阴", 1)),
    *(("解", 1), ("尧", 1), ("仝", 1), ("卫", 1), ("阎", 1), ("靳", 1), ("逯", 1), ("欧阳", 1), ("上官", 1)),
)
_MEN = "建国 志强 建平 海波 永清 卫东 文斌 俊杰 晓东 国强 永红 志刚 建军 海生 玉龙 福生 红兵 爱民 小军 振华 勇 伟 刚 军 斌 涛 鹏 磊 镕 喆 昇 犇 堃 旻"
_WOMEN = "丽萍 彩凤 雪梅 秀英 淑英 红梅 海燕 晓丽 建芳 爱珍 玉兰 俊花 艳芳 春霞 静 芳 丽 敏 燕 霞 娟 玥 垚 琳"
_EDUCATION = ((JUNIOR, 26), (SENIOR, 22), (VOCATIONAL, 10), (COLLEGE, 32), (BACHELOR, 10))


@dataclass(frozen=True, slots=True)
class Inhabitant:
    """A person; `sex` M or F, `education` a level of `people.vocabulary`."""

    name: str
    sex: str
    birth_date: datetime.date
    id_number: str
    education: int
    party_joined: datetime.date | None
    telephone: str
    village_code: str


class Inhabitants:
    """Draws people from one random source, no two with the same ID number; `taken` are indexes of numbers on record."""

    def __init__(self, random: Random, *, taken: Collection[str | None] = ()) -> None:
        self._random = random
        self._numbers: set[str] = set()
        self._taken = taken

    def draw(self, *, code: str, age: float, woman: bool, in_party: bool) -> Inhabitant:
        """A person of about `age` years in the village `code`."""
        birth = TODAY - datetime.timedelta(days=int(self._random.gauss(age, 7.5) * 365.25))
        birth = min(max(birth, datetime.date(1958, 3, 1)), datetime.date(2003, 9, 30))
        joined = birth + datetime.timedelta(days=self._random.randint(19, 32) * 365) if in_party else None
        return Inhabitant(
            name=self._name(woman),
            sex="F" if woman else "M",
            birth_date=birth,
            id_number=self._id_number(birth, woman),
            education=self._weighted(_EDUCATION),
            party_joined=min(joined, TODAY - datetime.timedelta(days=400)) if joined else None,
            telephone=f"1{self._random.choice((38, 39, 50, 58, 86))}{self._random.randint(0, 10**8 - 1):08}",
            village_code=code,
        )

    def _name(self, woman: bool) -> str:
        return self._weighted(_SURNAMES) + self._random.choice((_WOMEN if woman else _MEN).split())

    def _id_number(self, birth: datetime.date, woman: bool) -> str:
        while True:
            order = self._random.randrange(0, 999, 2) + (0 if woman else 1)
            first = f"{COUNTY}{birth:%Y%m%d}{order:03}"
            number = first + check_character(first)
            if number not in self._numbers and (not self._taken or id_index(number) not in self._taken):
                self._numbers.add(number)
                return number

    def _weighted(self, choices: tuple[tuple[Drawn, int], ...]) -> Drawn:
        values = [value for value, _weight in choices]
        return self._random.choices(values, [weight for _value, weight in choices])[0]


def full_names(*, woman: bool) -> list[str]:
    """Every name that is drawn, frequent surnames as often as their weight says."""
    given = (_WOMEN if woman else _MEN).split()
    return [surname + name for surname, weight in _SURNAMES for _ in range(weight) for name in given]
