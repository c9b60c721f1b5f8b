"""Every rule a verdict speaks of has a title for the screens and a line in the documentation."""

import re
from pathlib import Path

from django.conf import settings

from elections.rules.titles import TITLES

SOURCES = [Path(settings.BASE_DIR) / room / "rules" for room in ("ballots", "elections")]
CODE = re.compile(
    r'"((?:figures|seat|relatives|women|candidates|recall|recommendation)\.[a-z_]+|papers\.excess|rulebook|turnout|quorum)"'
)


def _codes_in_the_rules() -> set[str]:
    return {
        code
        for source in SOURCES
        for path in source.glob("*.py")
        if path.name != "titles.py"
        for call in re.findall(r"(?:Finding|_tell|at_most|share_finding)\(([^)]*)", path.read_text(encoding="utf-8"))
        for code in CODE.findall(call)
    }


def test_every_code_has_a_title():
    codes = _codes_in_the_rules() | {"seat.tie", "relatives.tie"}

    assert len(codes) > 30
    assert codes == set(TITLES)


def test_every_code_is_documented():
    page = (Path(settings.BASE_DIR) / "docs" / "count-record.md").read_text(encoding="utf-8")

    parts = {part for code in set(TITLES) - {"candidates.extra"} for part in (code.split(".")[-1],)}

    assert all(re.search(rf"[`.]{part}`", page) for part in parts), [
        p for p in parts if not re.search(rf"[`.]{p}`", page)
    ]
