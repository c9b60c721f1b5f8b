"""Qinyuan's shape: 14 townships under their real names, 181 villages and 6 communities, all but 城西村 invented."""

from dataclasses import dataclass
from random import Random

COUNTRY, PROVINCE, PREFECTURE, COUNTY = "0", "14", "1404", "140431"
UPPER = ((COUNTRY, "中国"), (PROVINCE, "山西省"), (PREFECTURE, "长治市"), (COUNTY, "沁源县"))
# Code, name, villages, communities.
TOWNSHIPS = (
    ("140431100", "沁河镇", 20, 6),
    ("140431101", "郭道镇", 19, 0),
    ("140431102", "灵空山镇", 15, 0),
    ("140431103", "王和镇", 14, 0),
    ("140431104", "李元镇", 13, 0),
    ("140431105", "王陶镇", 13, 0),
    ("140431106", "景凤镇", 12, 0),
    ("140431200", "中峪乡", 12, 0),
    ("140431201", "法中乡", 11, 0),
    ("140431202", "交口乡", 12, 0),
    ("140431203", "聪子峪乡", 10, 0),
    ("140431204", "韩洪乡", 11, 0),
    ("140431205", "官滩乡", 10, 0),
    ("140431207", "赤石桥乡", 9, 0),
)
_COMMUNITIES = ("胜利路社区", "官渠巷社区", "北园社区", "府西社区", "河滨社区", "南石社区")
_TOWN_VILLAGES = ("城西村", "城北村", "城南村", "河西村", "河东村")
_HEADS = (
    "王家",
    "李家",
    "张家",
    "刘家",
    "郭家",
    "任家",
    "上",
    "下",
    "南",
    "北",
    "东",
    "西",
    "前",
    "后",
    "大",
    "小",
    "石",
    "柳",
    "松",
    "槐树",
    "龙",
    "红",
    "青",
    "马",
    "杨",
)
_TAILS = (
    "庄",
    "沟",
    "峪",
    "坪",
    "岭",
    "湾",
    "坡",
    "头",
    "底",
    "川",
    "洼",
    "滩",
    "堡",
    "寨",
    "泉",
    "窑",
    "岔",
    "塔",
    "池",
    "桥",
)


@dataclass(frozen=True, slots=True)
class Village:
    """A village or community of the demonstration county."""

    code: str
    name: str
    township: str
    is_community: bool


def villages(random: Random) -> list[Village]:
    """All 187, in the order of their codes."""
    names = [f"{head}{tail}村" for head in _HEADS for tail in _TAILS]
    random.shuffle(names)
    result = []
    for township, _name, village_count, community_count in TOWNSHIPS:
        communities = _COMMUNITIES[:community_count]
        first = list(_TOWN_VILLAGES) if community_count else []
        rest = [names.pop() for _ in range(village_count - len(first))]
        result += [Village(f"{township}{n:03}", name, township, True) for n, name in enumerate(communities, 1)]
        result += [Village(f"{township}{n:03}", name, township, False) for n, name in enumerate(first + rest, 200)]
    return result
