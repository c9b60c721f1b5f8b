"""Names of persons as typed, and as kept: one spelling for each name, so that the same person is found again."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from django.utils.translation import gettext_lazy as _

DOT: Final = "·"
LONGEST: Final = 50
SHORTEST: Final = 2


class Name(NamedTuple):
    """A name in its normal form, and as it was typed."""

    name: str
    original: str


class Problem(NamedTuple):
    """Why a name was refused: a code, and the values its message needs."""

    code: str
    values: Mapping[str, object] = MappingProxyType({})

    @property
    def message(self) -> str:
        """What is wrong and what to type instead, in the language in use."""
        return str(MESSAGES[self.code]) % self.values


MESSAGES: Final = {
    "empty": _("Type the name."),
    "short": _("“%(name)s” is too short for a full name. Type surname and given name."),
    "long": _("The name is longer than %(limit)d characters. Type the name only."),
    "digit": _("A name holds no digits. Remove “%(character)s”."),
    "control": _("The name holds an invisible control character. Delete the name and type it again."),
    "lost": _("Another program has lost a character of this name (“%(character)s”). Type the name as on the ID card."),
    "private": _(
        "The name holds a character that only the sender's computer can show. Type it again with the input method "
        "of this computer."
    ),
    "emoji": _("A name holds no pictures or symbols. Remove “%(character)s”."),
    "punctuation": _("A name holds no “%(character)s”. Between the parts of a name type “·”."),
    "dots": _("“·” stands between two parts of a name. Remove it at the beginning or the end."),
    "script": _("Type the name in Chinese characters, as on the ID card: “%(character)s” is another script."),
}

# What keyboards, input methods and other systems offer for the dot between the parts of a name.
_DOTS: Final = dict.fromkeys("•‧・･∙⋅．.●▪⸱᛫᠂⚫◦﹒∘", DOT)
# GB 18030 gave these characters places of their own; older systems still send the private ones (U+E863 for 䶮).
_OLD_PRIVATE: Final = {
    0xE815 + index: character
    for index, code in enumerate([*range(0xFE50, 0xFE7F), *range(0xFE80, 0xFEA1)])
    if unicodedata.category(character := code.to_bytes(2, "big").decode("gb18030")) == "Lo"
}
_REPLACED: Final = str.maketrans({**{ord(key): value for key, value in _DOTS.items()}, **_OLD_PRIVATE})

# With the twelve that stand among the compatibility ideographs and yet are characters of their own.
_HAN: Final = "〇㐀-䶿一-鿿﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩\U00020000-\U0003fffd"
_PLAIN: Final = re.compile(rf"[{_HAN}]{{2,{LONGEST}}}")
_ACCEPTED: Final = re.compile(rf"[{_HAN}A-Za-zÀ-ɏ{DOT} \-']+")
_ACCEPTED_CHARACTER: Final = re.compile(rf"[{_HAN}A-Za-zÀ-ɏ{DOT} \-']")
_AROUND_HAN: Final = re.compile(rf"(?<=[{_HAN}{DOT}]) +| +(?=[{_HAN}{DOT}])")
_LOST: Final = "?？*＊□�〓■"


def normalise(text: str) -> str:
    """The one spelling of a name: half width, no inner spaces between Han characters, one kind of dot, normal form C."""
    if _PLAIN.fullmatch(text):
        return unicodedata.normalize("NFC", text)
    plain = "".join(_half_width(character) for character in text if not _ignorable(character))
    plain = " ".join(unicodedata.normalize("NFC", plain).translate(_REPLACED).split())
    plain = re.sub(rf"{DOT}+", DOT, plain)
    return _AROUND_HAN.sub("", plain)


def check(text: str) -> Name | Problem:
    """The name, or the first thing wrong with it."""
    name = normalise(text)
    if not name:
        return Problem("empty")
    if len(name) > LONGEST:
        return Problem("long", {"limit": LONGEST})
    if not _ACCEPTED.fullmatch(name):
        character = next(c for c in name if not _ACCEPTED_CHARACTER.fullmatch(c))
        return _refused(character)
    if name[0] in f"{DOT}-'" or name[-1] in f"{DOT}-'":
        return Problem("dots")
    if len(name) < SHORTEST:
        return Problem("short", {"name": name})
    return Name(name, text)


def _half_width(character: str) -> str:
    code = ord(character)
    return chr(code - 0xFEE0) if 0xFF01 <= code <= 0xFF5E else character  # noqa: PLR2004


def _ignorable(character: str) -> bool:
    """Marks that a copied text may carry unseen: zero-width joints, byte order mark, variation selectors."""
    return (
        unicodedata.category(character) == "Cf"
        or "\ufe00" <= character <= "\ufe0f"
        or ("\U000e0100" <= character <= "\U000e01ef")
    )


def _refused(character: str) -> Problem:
    category = unicodedata.category(character)
    if character in _LOST:
        code = "lost"
    elif character.isnumeric() and category[0] == "N":
        code = "digit"
    elif category in {"Co", "Cn", "Cs"}:
        code = "private"
    elif category == "Cc":
        code = "control"
    elif category[0] == "S":
        code = "emoji"
    elif category[0] == "P":
        code = "punctuation"
    else:
        code = "script"
    return Problem(code, {"character": character})
