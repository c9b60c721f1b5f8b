"""Pinyin of names, without tones, for search and sorting: in full, and the initials that people type."""

from functools import cache, lru_cache
from typing import Final, NamedTuple

from people.strokes import COMPOUND_SURNAMES

# Where the library's usual reading is not that of a surname; its reading of compound surnames is right.
SURNAMES: Final = {
    "不": "fou", "乐": "yue", "乜": "nie", "仇": "qiu", "会": "gui", "佴": "nai", "区": "ou", "单": "shan",
    "卜": "bu", "参": "shen", "召": "shao", "员": "yun", "宓": "mi", "尉": "wei", "折": "she", "晟": "cheng", "曾": "zeng",
    "朴": "piao", "查": "zha", "洗": "xian", "牟": "mu", "盖": "ge", "石": "shi", "祭": "zhai", "种": "chong",
    "秘": "bi", "繁": "po", "缪": "miao", "翟": "zhai", "藏": "zang", "覃": "qin", "解": "xie", "贠": "yun", "那": "na",
    "郇": "xun", "都": "du", "重": "chong", "铅": "yan", "长": "chang", "阚": "kan", "隗": "wei", "黑": "he",
}  # fmt: skip
# The same within given names and names of places, outside the words that the library knows.
_GIVEN: Final = {"长": "chang", "朝": "chao", "晟": "sheng", "都": "du", "还": "huan", "圳": "zhen"}
_PLACES: Final = {"长": "chang", "朝": "chao", "都": "du"}


class Reading(NamedTuple):
    """`wang xiao ming` and `wxm`: ASCII small letters and digits, syllables apart."""

    pinyin: str
    initials: str


def of_place(name: str) -> Reading:
    """Reading of a division's name; a surname before 家 is read as one (解家庄 xie jia zhuang)."""
    syllables = list(_words(name))
    for index, character in enumerate(name):
        if name[index + 1 : index + 2] == "家" and character in SURNAMES:
            syllables[index] = SURNAMES[character]
        elif character in _PLACES:
            syllables[index] = _PLACES[character]
    return _join(syllables)


def of_person(name: str) -> Reading:
    """Reading of a person's name; the surname is read as a surname (单 shan, 解 xie, 尉迟 yu chi)."""
    if len(name) > 2 and name[:2] in COMPOUND_SURNAMES:  # noqa: PLR2004
        return _join([*_words(name[:2]), *_given(name[2:])])
    return _join([SURNAMES.get(name[:1]) or _character(name[:1]), *_given(name[1:])])


def _given(name: str) -> list[str] | tuple[str, ...]:
    if name in phrases():
        return _words(name)
    return [_GIVEN.get(character) or _character(character) for character in name]


def phrases() -> dict[str, list[list[str]]]:
    """The library's words with their readings; loading it takes half a second that most processes need not spend."""
    from pypinyin.phrases_dict import phrases_dict

    return phrases_dict


@lru_cache(maxsize=20_000)
def _words(text: str) -> tuple[str, ...]:
    """A syllable for each character, read in its context; what is not Han stands for itself."""
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(text, errors=list))  # type: ignore[arg-type] # a list is documented, not typed


@cache
def _character(character: str) -> str:
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(character))


@lru_cache(maxsize=20_000)
def _plain(syllable: str) -> str:
    """Letters and digits only: what has no reading is left out."""
    return "".join(character for character in syllable.lower() if character.isascii() and character.isalnum())


def _join(syllables: list[str]) -> Reading:
    words = [plain for syllable in syllables if (plain := _plain(syllable))]
    return Reading(" ".join(words), "".join([word[0] for word in words]))
