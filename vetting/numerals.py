"""Numbers in words, as a confirmation reads them out."""

from typing import Final

from django.utils.translation import get_language

_DIGITS: Final = "零一二三四五六七八九"
_PLACES: Final = ("", "十", "百", "千")
_MYRIAD: Final = 10_000
_ONES: Final = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS: Final = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def in_words(number: int) -> str:
    """A number from 0 to 99,999,999 in the language of the page: 一百零二, one hundred and two."""
    return _chinese(number) if (get_language() or "").startswith("zh") else _english(number)


def _chinese(number: int) -> str:
    if number >= _MYRIAD:
        high, low = divmod(number, _MYRIAD)
        gap = "零" if 0 < low < 1000 else ""  # noqa: PLR2004  # a thousand is missing between the two
        return f"{_chinese(high)}万{gap}{_chinese(low) if low else ''}"
    if number == 0:
        return _DIGITS[0]
    words, pending = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            words += ("零" if pending and words else "") + _DIGITS[digit] + _PLACES[place]
        pending = not digit
    return words.removeprefix("一") if words.startswith("一十") else words


def _english(number: int) -> str:
    if number < 20:  # noqa: PLR2004  # the words that stand alone
        return _ONES[number]
    if number < 100:  # noqa: PLR2004
        tens, ones = divmod(number, 10)
        return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")
    for size, word in ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred")):
        if number >= size:
            high, low = divmod(number, size)
            joined = " and " if low < 100 else " "  # noqa: PLR2004
            return f"{_english(high)} {word}" + (f"{joined}{_english(low)}" if low else "")
    raise ValueError(number)
