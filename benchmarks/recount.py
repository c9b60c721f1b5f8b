"""Judging count records beside merely reading them and adding up their votes."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from ballots.files import verdict_lines
from benchmarks import Line, compare

RECORDS = 5_000


def run() -> list[Line]:
    """A file of village records: recount's whole work, verdicts as JSON included, against json.loads and a sum."""
    with TemporaryDirectory() as directory:
        path = Path(directory) / "records.json"
        path.write_text(json.dumps(_records()), encoding="utf-8")
        line = compare(
            name="recount",
            ours=lambda: verdict_lines([str(path)]),
            base=_sum_of(path),
            note=f"{RECORDS} records judged, against json.loads and the sum of their votes",
        )
    return [line]


def _sum_of(path: Path) -> Callable[[], int]:
    def add_up() -> int:
        return sum(vote["for"] for record in json.loads(path.read_bytes()) for vote in record["votes"])

    return add_up


def _records() -> list[dict[str, object]]:
    chance = random.Random(1)
    return [_record(chance) for _ in range(RECORDS)]


def _record(chance: random.Random) -> dict[str, object]:
    """A committee of five with eight candidates, as in a village of the north."""
    electors = chance.randrange(300, 2500)
    returned = chance.randrange(electors // 2, electors)
    seats = {"director": 1, "deputy": 1, "member": 3}
    votes = []
    for post, number in seats.items():
        room = returned * number - 10
        for place in range(number + 1):
            count = chance.randrange(min(room, returned) + 1)
            room -= count
            votes.append({"name": f"{post} {place}", "post": post, "for": count, "sex": chance.choice("MF")})
    return {
        "rulebook": "cn-2026",
        "body": "village_committee",
        "round": 1,
        "electors": electors,
        "posts": [{"post": post, "seats": number} for post, number in seats.items()],
        "papers": {"returned": returned, "issued": returned + 3, "spoiled": 10, "blank": 2},
        "votes": votes,
    }
