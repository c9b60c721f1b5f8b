"""Builds people/data/strokes.tsv from its three public sources (people/data/README.md names them)."""

import bz2
import itertools
import json
import re
from argparse import ArgumentParser
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, TypeAlias

from django.core.management.base import BaseCommand

from people.strokes import DATA

Key: TypeAlias = tuple[int, str]
Alternatives: TypeAlias = list[tuple[str, str]]
"""The places of an entry where stroke orders differ: (all alternatives as written, the one taken)."""

# The five classes of GF 3003-1999 in cnchar's letters: a hooked vertical is a vertical, a rise a horizontal,
# a press a dot.
CLASSES = {"ji": "1", "fg": "2", "s": "3", "kdl": "4", "abcehmnopqrtuvwxyz": "5"}
LETTERS = str.maketrans({letter: digit for letters, digit in CLASSES.items() for letter in letters})
# The table of general standard characters has three parts, each in the official order by itself.
LEVELS = [(1, 3500), (3501, 6500), (6501, 8105)]
HIGHEST: Key = (99, "")


class Command(BaseCommand):
    """Build the table of stroke sequences."""

    help = "Build people/data/strokes.tsv; people/data/README.md says where the sources come from."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Three source files."""
        parser.add_argument("cnchar", type=Path, help="cnchar.order.min.js of the npm package cnchar-order")
        parser.add_argument("conway", type=Path, help="codepoint-character-sequence.txt of Conway Stroke Data")
        parser.add_argument("unihan", type=Path, help="Unihan_OtherMappings.txt.bz2 of Debian's unicode-data")

    def handle(self, *, cnchar: Path, conway: Path, unihan: Path, **options: Any) -> None:
        """Merge the sources, write the table, print what does not follow the official order."""
        official = read_unihan(unihan)
        sequences = read_cnchar(cnchar) | read_corrections()
        entries = read_conway(conway)
        preferred = count_preferences(entries, sequences)
        sequences |= choose(entries, sequences, official, preferred)
        write(sequences, official)
        astray = out_of_order(sequences, official)
        self.stdout.write(
            f"{len(sequences)} characters; {len(astray)} out of the official order: {''.join(sorted(astray))}"
        )


def read_cnchar(path: Path) -> dict[str, str]:
    """Characters and their digits 1-5; the script holds its table as JSON, a letter a stroke."""
    found = re.search(r"JSON\.parse\('(.*?)'\)", path.read_text(encoding="utf-8"))
    table: dict[str, str] = json.loads(found[1]) if found else {}
    return {character: letters.translate(LETTERS) for character, letters in table.items()}


def read_corrections() -> dict[str, str]:
    """Our own hand-checked sequences."""
    lines = (DATA / "corrections.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))


def read_unihan(path: Path) -> dict[str, int]:
    """Characters and their number in the table of general standard characters (property kTGH, 2013)."""
    with bz2.open(path, "rt", encoding="utf-8") as lines:
        rows = [line.split() for line in lines if "\tkTGH\t" in line]
    return {chr(int(code.removeprefix("U+"), 16)): int(value.removeprefix("2013:")) for code, _, value in rows}


def read_conway(path: Path) -> dict[str, list[tuple[str, Alternatives]]]:
    """Characters and every sequence in use for them, in any country."""
    pattern = re.compile(r"U\+[0-9A-F]+!?\t(.)[\^*]?\t([1-5|()\\]+)$")
    lines = path.read_text(encoding="utf-8").splitlines()
    return {found[1]: expand(found[2]) for line in lines if (found := pattern.match(line))}


def expand(notation: str) -> list[tuple[str, Alternatives]]:
    r"""Sequences that a notation like `35(1|4)12\1` stands for, each with the alternatives taken."""
    parts = re.split(r"(\([^)]*\)|\\\d)", notation)
    groups = [part for part in parts if part.startswith("(")]
    result = []
    for taken in itertools.product(*(group[1:-1].split("|") for group in groups)):
        rest = iter(taken)
        digits = [
            next(rest) if part.startswith("(") else taken[int(part[1:]) - 1] if part.startswith("\\") else part
            for part in parts
        ]
        result.append(("".join(digits), list(zip(groups, taken, strict=True))))
    return result


def count_preferences(
    entries: dict[str, list[tuple[str, Alternatives]]], known: dict[str, str]
) -> Counter[tuple[str, str]]:
    """How often the mainland's sequence takes an alternative, among the characters whose sequence is known."""
    counter: Counter[tuple[str, str]] = Counter()
    for character, sequences in entries.items():
        for sequence, alternatives in sequences:
            if known.get(character) == sequence:
                counter.update(alternatives)
                break
    return counter


def choose(
    entries: dict[str, list[tuple[str, Alternatives]]],
    known: dict[str, str],
    official: dict[str, int],
    preferred: Counter[tuple[str, str]],
) -> dict[str, str]:
    """One sequence for each character not known yet: between its official neighbours, then the usual alternatives."""
    bounds = neighbours(known, official)
    chosen = {}
    for character in entries.keys() - known.keys():
        low, high = bounds.get(character, ((0, ""), HIGHEST))
        ranked = sorted(
            entries[character],
            key=lambda entry: (
                not low <= (len(entry[0]), entry[0]) <= high,
                -sum(preferred[alternative] for alternative in entry[1]),
            ),
        )
        chosen[character] = ranked[0][0]
    return chosen


def neighbours(known: dict[str, str], official: dict[str, int]) -> dict[str, tuple[Key, Key]]:
    """The known keys next below and next above each character's place in the official order."""
    by_number = {number: character for character, number in official.items()}
    bounds: dict[str, tuple[Key, Key]] = {}
    for first, last in LEVELS:
        characters = [by_number[number] for number in range(first, last + 1)]
        keys = [(len(known[c]), known[c]) if c in known else None for c in characters]
        low = itertools.accumulate([key or (0, "") for key in keys], max)
        high = [*itertools.accumulate([key or HIGHEST for key in reversed(keys)], min)]
        bounds |= dict(zip(characters, zip(low, reversed(high), strict=True), strict=True))
    return bounds


def out_of_order(sequences: dict[str, str], official: dict[str, int]) -> set[str]:
    """Characters of the official table that sort before their predecessor there."""
    by_number = {number: character for character, number in official.items()}
    astray = set()
    for first, last in LEVELS:
        highest: Key = (0, "")
        for number in range(first, last + 1):
            character = by_number[number]
            key = (len(sequences[character]), sequences[character])
            astray |= {character} if key < highest else set()
            highest = max(highest, key)
    return astray


def write(sequences: dict[str, str], official: dict[str, int]) -> None:
    """Write the table: a line a sequence with its characters, all in the official order."""
    lines = defaultdict(list)
    for character, sequence in sequences.items():
        lines[sequence].append(character)
    with (DATA / "strokes.tsv").open("w", encoding="utf-8") as file:
        for sequence in sorted(lines, key=lambda digits: (len(digits), digits)):
            characters = sorted(lines[sequence], key=lambda c: (official.get(c, 99_999), c))
            file.write(f"{sequence}\t{''.join(characters)}\n")
