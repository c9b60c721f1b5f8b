"""A national list of divisions, synthesised: as many rows and the same shape as the real one, and reproducible."""

import random
from collections.abc import Iterator
from itertools import islice
from typing import Final

TOWNSHIPS: Final = 41_000
VILLAGES: Final = 620_000
_PROVINCES: Final = (
    *range(11, 16),
    *range(21, 24),
    *range(31, 38),
    *range(41, 47),
    *range(50, 55),
    *range(61, 66),
)
_PREFECTURES, _COUNTIES = 11, 9
_COUNTYLESS: Final = 4  # prefectures whose townships have no county above them, such as 东莞市
_FIRST: Final = (
    "东西南北中上下大小前后新老高石王李张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏"
)
_SECOND: Final = (
    "家庄沟坪岭湾桥河山水泉塘店坡坝寨堡营屯岗洼川原口头林竹松柏龙凤虎马牛羊金银铜铁红青白黑长安平和兴旺福德义仁重阳乐都"
)
_ENDS: Final = ("村委会", "村委会", "村民委员会", "社区居委会", "居民委员会", "社区居民委员会", "村")
_TOWNSHIP_ENDS: Final = (("街道办事处", 1), ("镇", 100), ("乡", 200))


def divisions(*, townships: int = TOWNSHIPS, villages: int = VILLAGES, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Code of 12 digits and name, each division before those below it; the two figures are exact."""
    chance = random.Random(seed)
    per_township = -(-villages // townships)
    left = villages
    for code, level in islice(_upper(townships), None):
        yield code.ljust(12, "0"), _name(chance, level)
        if level != "township":
            continue
        for number in range(min(per_township, left)):
            yield f"{code}{1 + number:03d}" if number else f"{code}001", _village_name(chance)
        left -= min(per_township, left)


def _upper(townships: int) -> Iterator[tuple[str, str]]:
    """Everything above the villages, in the order of the codes."""
    counties = len(_PROVINCES) * _PREFECTURES * _COUNTIES
    per_county = -(-townships // counties)
    left = townships
    for province in _PROVINCES:
        yield f"{province}", "province"
        for prefecture in range(1, _PREFECTURES + 1):
            above = f"{province}{prefecture:02d}"
            yield above, "prefecture"
            for county in range(_COUNTIES):
                code = f"{above}{county + 1:02d}"
                yield code, "county"
                for number in range(min(per_county, left)):
                    _kind, start = _TOWNSHIP_ENDS[number % len(_TOWNSHIP_ENDS)]
                    yield f"{code}{start + number:03d}", "township"
                left -= min(per_county, left)
            if not left:
                return


def _name(chance: random.Random, level: str) -> str:
    ends = {"province": "省", "prefecture": "市", "county": "县", "township": chance.choice(_TOWNSHIP_ENDS)[0]}
    return chance.choice(_FIRST) + chance.choice(_SECOND) + ends[level]


def _village_name(chance: random.Random) -> str:
    name = chance.choice(_FIRST) + "".join(chance.choices(_SECOND, k=chance.choice((1, 1, 2, 2, 3))))
    return name + chance.choice(_ENDS)
