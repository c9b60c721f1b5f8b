"""Order of names by the strokes of the surname (姓氏笔画), as official lists want it.

GF 3003-1999: characters by number of strokes, then stroke by stroke in the order 横竖撇点折; characters with the
same strokes in the order of the table of general standard characters. Lists of names: by the surname's first
character, single surnames before compound ones, then single-character given names before longer ones.
"""

from functools import cache
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).resolve().parent / "data"

# Two strokes (0 for none, 1-5) make one of 36 signs, whose ASCII order is the order of the strokes.
SIGNS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
UNKNOWN: Final = "~"  # sorts after every digit and small letter

# Only those that can hardly be a single surname with a given name (贺兰英 is 贺, not 贺兰).
_COMPOUND: Final = (
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 濮阳 公冶 太叔 申屠 公孙 慕容 "
    "仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 宰父 拓跋 夹谷 轩辕 令狐 百里 "
    "呼延 东郭 南门 羊舌 微生 左丘 西门 第五 纳兰 完颜 叶赫 耶律 哥舒 达奚"
)
COMPOUND_SURNAMES: Final = frozenset(_COMPOUND.split())


def name_key(name: str) -> str:
    """Sort key of a person's name, short ASCII text for a column with collation "C".

    A name without a known surname in two characters has a surname of one. A dot between the parts of a name does
    not count. An empty name has the key of nothing and sorts first.
    """
    characters = [character for character in name if character not in "· "]
    if not characters:
        return ""
    surname = 2 if len(characters) > 2 and name[:2] in COMPOUND_SURNAMES else 1  # noqa: PLR2004
    given = min(len(characters) - surname, len(SIGNS) - 1)
    keys = [character_key(character) for character in characters]
    return f"{keys[0]}{surname}{''.join(keys[1:surname])}{SIGNS[given]}{''.join(keys[surname:])}"


def text_key(text: str) -> str:
    """Sort key by strokes of any text, such as a village's name: character after character."""
    return "".join(map(character_key, text))


def strokes(character: str) -> str | None:
    """The strokes of a character as digits (1 横, 2 竖, 3 撇, 4 点, 5 折), None where the table lacks it."""
    entry = _table().get(character)
    return entry and entry[0]


@cache
def character_key(character: str) -> str:
    """Sort key of a character: count of strokes, strokes in pairs, place among those with the same strokes.

    What the table lacks sorts last, by code point.
    """
    entry = _table().get(character)
    if entry is None:
        return f"{UNKNOWN}{ord(character):06x}"
    sequence, place = entry
    padded = sequence if len(sequence) % 2 == 0 else sequence + "0"
    pairs = (SIGNS[6 * int(first) + int(second)] for first, second in zip(padded[::2], padded[1::2], strict=True))
    return f"{len(sequence):02d}{''.join(pairs)}{SIGNS[place]}"


@cache
def _table() -> dict[str, tuple[str, int]]:
    """Character → (strokes, place among the characters with the same strokes)."""
    table = {}
    for line in (DATA / "strokes.tsv").read_text(encoding="utf-8").splitlines():
        sequence, characters = line.split("\t")
        table.update({character: (sequence, place) for place, character in enumerate(characters)})
    return table
