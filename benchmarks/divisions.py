"""The national list of divisions: the whole import beside a bare COPY of the same rows."""

import csv
import resource
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection, transaction

from benchmarks import Line, interleaved
from benchmarks._database import scratch, twin
from benchmarks._national import divisions
from electionadmin.codes import parent_of, parse_code
from people.initials import initials_of_place
from villages.spreadsheets.divisions import import_divisions

RUNS = 3
_COLUMNS = "code, name, parent_id, initials"


def run() -> list[Line]:
    """620,000 villages with all above them, read, checked and stored with their history."""
    with TemporaryDirectory() as directory, scratch() as database:
        file, rows = Path(directory) / "list.csv", Path(directory) / "rows.tsv"
        number = _write(file, rows)
        times = interleaved(
            {
                "ours": lambda: _import(file, number),
                "copy": lambda: _copy(rows, history=False),
                "both": lambda: _copy(rows, history=True),
            },
            runs=RUNS,
            before=database.renew,
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    what = f"{number} divisions from CSV, checked, with history, process at most {peak} MB, against a bare COPY of the rows"
    return [
        Line("divisions", times["ours"], times["copy"], f"{what} into a table of the same columns and indexes"),
        Line("divisions-history", times["ours"], times["both"], f"{what} into such tables of divisions and events"),
    ]


def _write(file: Path, rows: Path) -> int:
    """The list as a county gets it, and its rows as COPY takes them."""
    number = 0
    with file.open("w", encoding="utf-8", newline="") as listed, rows.open("w", encoding="utf-8") as copied:
        writer = csv.writer(listed)
        writer.writerow(["统计用区划代码", "名称"])
        for written, name in divisions():
            code = parse_code(written)
            writer.writerow([written, name])
            copied.write(f"{code}\t{name}\t{parent_of(code)}\t{initials_of_place(name)}\n")
            number += 1
    return number


def _import(file: Path, number: int) -> None:
    outcome = import_divisions(file, scope=None)
    if outcome.counts.created != number:
        raise RuntimeError(outcome)


def _copy(rows: Path, *, history: bool) -> None:
    """The rows by COPY alone, and once more into a table of events when `history`."""
    with transaction.atomic(), connection.cursor() as cursor:
        table = twin("villages_division")
        with rows.open("rb") as file:
            cursor.copy_expert(f"COPY {table} ({_COLUMNS}) FROM STDIN", file)
        if history:
            events = twin("villages_divisionevent")
            cursor.execute(
                f"ALTER TABLE {events} ALTER pgh_created_at SET DEFAULT clock_timestamp(),"
                " ALTER pgh_label SET DEFAULT 'insert', ALTER pgh_obj_id SET DEFAULT ''"
            )
            with rows.open("rb") as file:
                cursor.copy_expert(f"COPY {events} ({_COLUMNS}) FROM STDIN", file)
