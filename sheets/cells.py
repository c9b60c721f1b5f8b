"""From a cell to a value: what is certain is put right, the rest refused with the reason.

A parser takes a cell as the reader gives it, never an empty one: text without blanks around it, a whole number, a
fraction, a truth value, a date or a date with time. It returns the value, or Corrected, or raises Refused.
"""

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext

from electionadmin.codes import MalformedCode, parse_code
from sheets.problems import Corrected, Refused

Cell = str | int | float | bool | datetime.date
Parser = Callable[[Any], Any]

# Blanks of every width, and characters that take no room.
_BLANKS: Final = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_GROUPED: Final = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+|[+-]?[0-9]+")
_SCIENTIFIC: Final = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]+")


def as_text(cell: Cell) -> str:
    """A cell as somebody would read it: a whole number without a point, a date as 1970-05-01."""
    if type(cell) is str:
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)):f}"
    return str(cell)


def text(*, longest: int) -> Parser:
    """Text of at most so many characters."""

    def parse(cell: Cell) -> Any:
        value = cell if type(cell) is str else as_text(cell)
        if len(value) > longest:
            raise Refused(gettext("The text has more than %(limit)s characters. Shorten it."), limit=longest)
        if _CONTROL.search(value):
            raise Refused(gettext("The text holds an invisible control character. Type it anew."))
        return value

    return parse


def narrow(cell: Cell) -> str:
    """Text for figures and codes: full width characters made narrow, blanks inside removed."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", as_text(cell)))


def whole_number(*, least: int | None = 0, most: int = 10**12) -> Parser:
    """A whole number, also with commas between the thousands or in full width digits."""

    def parse(cell: Cell) -> Any:
        if type(cell) is int:
            return _within(cell, least, most)
        written = narrow(cell)
        if not _GROUPED.fullmatch(written):
            raise Refused(gettext("This is no whole number. Type digits only, such as 1200."))
        number = _within(int(written.replace(",", "")), least, most)
        return (
            number if written == cell and written.isdigit() else Corrected(number, gettext("written as plain figures"))
        )

    return parse


def _within(number: int, least: int | None, most: int) -> int:
    if least is not None and number < least:
        raise Refused(gettext("The number must be at least %(least)s."), least=least)
    if number > most:
        raise Refused(gettext("The number must be at most %(most)s."), most=most)
    return number


def choice(values: Mapping[str, Any]) -> Parser:
    """One of some words; `values` maps each word, also other spellings, to what it means."""
    meanings = {_folded(word): value for word, value in values.items()}

    def parse(cell: Cell) -> Any:
        meaning = meanings.get(_folded(as_text(cell)), parse)
        if meaning is parse:
            raise Refused(gettext("This is none of the words for this column: %(words)s."), words="、".join(values))
        return meaning

    return parse


def _folded(word: str) -> str:
    return narrow(word).casefold()


YES: Final = ("是", "有", "√", "✓", "✔", "y", "yes", "true", "1")
NO: Final = ("否", "无", "×", "✗", "n", "no", "false", "0")


def yes_or_no() -> Parser:
    """是 or 否, a tick or a cross."""
    meanings = {_folded(word): True for word in YES} | {_folded(word): False for word in NO}

    def parse(cell: Cell) -> bool:
        meaning = meanings.get(_folded(as_text(cell)))
        if meaning is None:
            raise Refused(gettext("Type 是 or 否."))
        return meaning

    return parse


def division_code(cell: Cell) -> Any:
    """Shortest form of a statistical code; see `electionadmin.codes.parse_code`."""
    if type(cell) is str:
        try:
            return parse_code(cell)
        except MalformedCode:
            pass
    written = narrow(cell)
    if _SCIENTIFIC.fullmatch(written):
        raise Refused(
            gettext("Excel has cut the code to the form 1.4E+11. Format the column as text and type it again.")
        )
    try:
        code = parse_code(written)
    except MalformedCode as error:
        message = gettext(
            "This is no statistical code. Type 2, 4, 6, 9 or 12 digits, such as 140431100 or 140431100001."
        )
        raise Refused(message) from error
    return code if type(cell) is int else Corrected(code, gettext("written in plain digits"))
