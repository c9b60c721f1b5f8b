"""The row of headings: known names in any order, below whatever title stands above it."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from sheets.reader.refusal import Refusal

SEARCHED_ROWS: Final = 30
_NOISE: Final = re.compile(r"[\s*:]|\((?:必填|选填|可不填|required|optional)\)")


def normal(heading: object) -> str:
    """A heading without the differences that do not matter: width, case, blanks, asterisks and colons."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", str(heading)).casefold())


class Header(NamedTuple):
    """Where the headings stand (index of the row), which columns are known (index → key), and what is ignored."""

    row: int
    columns: dict[int, str]
    ignored: list[str]


def find(rows: Sequence[Sequence[object]], names: Mapping[str, str]) -> Header | None:
    """The row among the first ones that holds most of the known headings; None when no row holds one.

    Args:
        rows: The first rows of the sheet.
        names: Normal form of each known heading → key of its column.

    Raises:
        Refusal: Two columns bear the name of the same one.

    """
    best: tuple[int, int] | None = None
    for index, row in enumerate(rows[:SEARCHED_ROWS]):
        known = len({key for cell in row if cell and (key := names.get(normal(cell)))})
        if known and (best is None or known > best[0]):
            best = known, index
    return _header(rows[best[1]], best[1], names) if best else None


def _header(row: Sequence[object], index: int, names: Mapping[str, str]) -> Header:
    columns: dict[int, str] = {}
    headings: dict[str, str] = {}
    ignored = []
    for position, cell in enumerate(row):
        text = str(cell).strip() if cell is not None else ""
        key = names.get(normal(text)) if text else None
        if key is None:
            if text:
                ignored.append(text[:80])
            continue
        if key in headings:
            raise Refusal("twice", first=headings[key], second=text, position=position)
        columns[position], headings[key] = key, text
    return Header(index, columns, ignored)
