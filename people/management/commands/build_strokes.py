"""Builds people/data/strokes.tsv from its three public sources (see people/data/README.md)."""

import bz2
import itertools
import json
import re
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from people.strokes import DATA

# The five classes of GF 3003-1999 in cnchar's letters: a hooked vertical is a vertical, a rise a horizontal, a press a dot.
CLASSES = {"ji": "1", "fg": "2", "s": "3", "kdl": "4", "abcehmnopqrtuvwxyz": "5"}
LETTERS = str.maketrans({letter: digit for letters, digit in CLASSES.items() for letter in letters})
# The table of general standard characters has three parts, each in the official order by itself.
LEVELS = [(1, 3500), (3501, 6500), (6501, 8105)]

type Key = tuple[int, str]
