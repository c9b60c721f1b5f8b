"""Lists of persons from one .xlsx: the engine beside a bare COPY and beside django-import-export."""

import resource
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import xlsxwriter
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from import_export import fields, resources
from tablib import Dataset

from benchmarks import Line, interleaved
from benchmarks._database import Scratch, scratch, twin
from benchmarks._persons import COUNTY, HEADINGS, PersonSheet, persons
from people.bulk import prepare
from people.models import Person
from people.rules import PersonData, clean
from people.vocabulary import parse_education, parse_sex
from sheets.engine import run as run_engine
from sheets.spec import Order

SIZES = (1_000, 10_000, 100_000)
PEER_ROWS = 1_000
RUNS = 3
_READ = ("name", "sex", "birth_date", "ethnicity", "education", "id_number", "telephone")
_COMPUTED = (
    "county_code",
    "name_original",
    "name_key",
    "pinyin",
    "initials",
    "id_index",
    "id_last4",
    "telephone_index",
)
_PLAIN = "name, birth_date, ethnicity, id_index, telephone"


def run() -> list[Line]:
    """Lists of 1,000, 10,000 and 100,000 persons; the slow peer gets the shortest."""
    lines = []
    with TemporaryDirectory() as directory, scratch() as database:
        _warm_up(Path(directory), database)
        for size in SIZES:
            file, rows = _write(Path(directory), size)
            functions: dict[str, Callable[[], object]] = {"ours": _ours(file, size), "copy": _copy(rows)}
            if size == PEER_ROWS:
                functions |= {"peer": _peer(file, _PersonResource), "bulk": _peer(file, _BulkResource)}
            times = interleaved(functions, runs=RUNS, before=database.renew)
            lines += _lines(size, times)
    return lines


def _warm_up(directory: Path, database: Scratch) -> None:
    """A worker has its tables of characters in memory: so have ours and the peer before the clock starts."""
    file, _rows = _write(directory, 50)
    for import_file in (_ours(file, 50), _peer(file, _PersonResource)):
        database.renew()
        import_file()


def _lines(size: int, times: dict[str, float]) -> list[Line]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    what = (
        f"{size} persons from .xlsx, {size / times['ours']:,.0f} rows a second with every check, encryption and history"
    )
    copy = f"{what}, process at most {peak} MB, against a bare COPY of the rows"
    lines = [Line(f"persons-{size}", times["ours"], times["copy"], copy)]
    if "peer" in times:
        peer = f"{what}, against django-import-export on the same file"
        lines.append(Line("persons-import-export", times["ours"], times["peer"], f"{peer}, checks and history"))
        lines.append(
            Line("persons-import-export-bulk", times["ours"], times["bulk"], f"{peer}, bulk mode without checks")
        )
    return lines


def _write(directory: Path, size: int) -> tuple[Path, Path]:
    file, copied = directory / f"{size}.xlsx", directory / f"{size}.tsv"
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book, copied.open("w", encoding="utf-8") as rows:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        for line, person in enumerate(persons(size), start=1):
            for column, value in enumerate(person):
                sheet.write_string(line, column, value)
            name, number, _sex, born, ethnicity, _education, _joined, telephone = person
            rows.write(f"{name}\t{born}\t{ethnicity}\t{number}\t{telephone}\n")
    return file, copied


def _ours(file: Path, size: int) -> Callable[[], None]:
    def import_file() -> None:
        outcome = run_engine(PersonSheet(), file, order=Order(file_name=file.name))
        if outcome.counts.created != size:
            raise RuntimeError(outcome.problems[:3])

    return import_file


def _copy(rows: Path) -> Callable[[], None]:
    def copy() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            table = twin("people_person")
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_nullable = 'NO'"
                " AND is_identity = 'NO' AND data_type IN ('text', 'character varying')",
                [table],
            )
            for (column,) in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} ALTER {column} SET DEFAULT ''")
            cursor.execute(
                f"ALTER TABLE {table} ALTER created_at SET DEFAULT now(), ALTER updated_at SET DEFAULT now(),"
                f" ALTER version SET DEFAULT 1, ALTER county_code SET DEFAULT '{COUNTY}'"
            )
            with rows.open("rb") as file:
                cursor.copy_expert(f"COPY {table} ({_PLAIN}) FROM STDIN", file)

    return copy


class _PersonResource(resources.ModelResource):
    """What a project would write with the peer: the same checks and computed columns, found by ID number, saved."""

    id_index = fields.Field(attribute="id_index", column_name="身份证号")

    class Meta:
        model = Person
        fields: ClassVar = (*_READ, *_COMPUTED)
        import_id_fields: ClassVar = ("id_index",)
        clean_model_instances = True

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """From the words of the file to the columns of the model."""
        person = clean(
            PersonData(
                name=row["姓名"],
                id_number=row["身份证号"],
                sex=parse_sex(row["性别"]),
                education=parse_education(row["学历"]),
                ethnicity=row["民族"],
                telephone=row["联系电话"],
            ),
            on=timezone.localdate(),
        )
        if isinstance(person, dict):
            raise ValidationError(person)
        [columns] = prepare([person])
        row.update({name: getattr(columns, name) for name in _COMPUTED if name != "county_code"})
        row.update({name: getattr(person, name) for name in _READ})
        row["county_code"], row["身份证号"] = COUNTY, columns.id_index


class _BulkResource(_PersonResource):
    """The peer's fast mode."""

    class Meta(_PersonResource.Meta):
        use_bulk = True
        skip_diff = True
        force_init_instance = True
        clean_model_instances = False


def _peer(file: Path, resource: type[_PersonResource]) -> Callable[[], None]:
    def import_file() -> None:
        dataset = Dataset().load(file.read_bytes(), format="xlsx")
        result = resource().import_data(dataset, raise_errors=True)
        if Person.objects.count() != len(dataset) or result.has_errors():
            raise RuntimeError(result.totals)

    return import_file
