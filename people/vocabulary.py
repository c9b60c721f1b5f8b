"""The words in which spreadsheets give a person's sex, education and ethnicity, whatever the language of the screen."""

from typing import Final

from people.id_numbers import Sex

SEXES: Final[dict[str, Sex]] = {
    "男": "M",
    "女": "F",
    "男性": "M",
    "女性": "F",
    "M": "M",
    "F": "F",
    "MALE": "M",
    "FEMALE": "F",
}

# Levels of education, lowest first; half of the officials' statistics ask for "at least" one of them.
ILLITERATE, PRIMARY, JUNIOR, SENIOR, VOCATIONAL, COLLEGE, BACHELOR, POSTGRADUATE = 0, 10, 20, 30, 31, 40, 50, 60
EDUCATIONS: Final = {
    "文盲": ILLITERATE, "半文盲": ILLITERATE, "未上学": ILLITERATE,
    "小学": PRIMARY,
    "初中": JUNIOR, "中学": JUNIOR,
    "高中": SENIOR,
    "中专": VOCATIONAL, "职高": VOCATIONAL, "技校": VOCATIONAL, "中技": VOCATIONAL, "职业高中": VOCATIONAL,
    "中等专科": VOCATIONAL, "中师": VOCATIONAL,
    "大专": COLLEGE, "专科": COLLEGE, "高职": COLLEGE, "大学专科": COLLEGE,
    "本科": BACHELOR, "大学": BACHELOR, "大学本科": BACHELOR, "学士": BACHELOR,
    "研究生": POSTGRADUATE, "硕士": POSTGRADUATE, "博士": POSTGRADUATE, "硕士研究生": POSTGRADUATE,
    "博士研究生": POSTGRADUATE,
}  # fmt: skip

# GB/T 3304-1991, in its order.
_ETHNIC_GROUPS: Final = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 "
    "柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 "
    "塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)
ETHNICITIES: Final = tuple(f"{group}族" for group in _ETHNIC_GROUPS.split())


def parse_sex(text: str) -> Sex | None:
    """The sex that a word names; None for a word that names none."""
    return SEXES.get(_plain(text).upper())


def parse_education(text: str) -> int | None:
    """The level of education that a word names (`大专`, `大专学历`, `初中毕业`); None for one that names none."""
    word = _plain(text)
    for ending in ("学历", "毕业", "文化", "程度"):
        word = word.removesuffix(ending)
    return EDUCATIONS.get(word)


def parse_ethnicity(text: str) -> str | None:
    """`汉` and `汉族` are 汉族; None for what is no ethnic group of the national list."""
    word = _plain(text)
    for group in (word, f"{word}族"):
        if group in ETHNICITIES:
            return group
    return None


def _plain(text: str) -> str:
    return "".join(text.split())
