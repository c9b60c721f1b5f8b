"""Import of divisions: by the command, with renames recorded, what vanished named, and nothing done twice."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks._national import divisions
from electionadmin.codes import parent_of, parse_code
from people.initials import initials_of_place
from people.pinyin import of_place
from sheets.engine import Outcome
from tests.factories import make_division
from villages.models import ChangeKind, Division, DivisionChange
from villages.spreadsheets.divisions import import_divisions

pytestmark = pytest.mark.django_db
COUNTY = [("14", "山西省"), ("1404", "长治市"), ("140431", "沁源县"), ("140431100", "沁河镇"), ("140431101", "郭道镇")]
VILLAGES = [("140431100201", "城西村"), ("140431100202", "城北村"), ("140431101201", "东村")]
LIST = [*COUNTY, *VILLAGES]


def table(rows: Any, head: str = "code,name") -> str:
    return "\n".join([head, *(",".join(row) for row in rows)]) + "\n"


@pytest.fixture
def command(tmp_path: Path) -> Any:
    def run(rows: Any = LIST, *options: str, content: bytes | None = None) -> tuple[int, list[str]]:
        path = tmp_path / "list.csv"
        path.write_bytes(table(rows).encode() if content is None else content)
        out = io.StringIO()
        try:
            call_command("import_divisions", str(path), *options, stdout=out, stderr=io.StringIO())
        except SystemExit as stopped:
            return int(str(stopped.code)), out.getvalue().splitlines()
        return 0, out.getvalue().splitlines()

    return run


def events():
    return Division.pgh_event_model.objects.count()


def test_a_list_goes_in_with_parents_initials_and_a_first_event_each(command):
    assert command() == (0, ["created=8 renamed=0 unchanged=0 vanished=0 bad=0"])
    village = Division.objects.get(pk="140431100201")
    assert (village.name, village.parent_id, village.initials) == ("城西村", "140431100", "cxc")
    assert Division.objects.get(pk="14").parent_id == "0"
    assert events() == 9


def test_the_same_list_again_changes_nothing(command):
    command()
    before = events()
    assert command() == (0, ["created=0 renamed=0 unchanged=8 vanished=0 bad=0"])
    assert (events(), DivisionChange.objects.count()) == (before, 0)


def test_a_changed_name_is_a_recorded_rename(command):
    command()
    rows = [(code, "新西村" if name == "城西村" else name) for code, name in LIST]
    assert command(rows) == (0, ["created=0 renamed=1 unchanged=7 vanished=0 bad=0"])
    change = DivisionChange.objects.get()
    assert (change.division_id, change.kind, change.old_name, change.new_name) == (
        "140431100201", ChangeKind.RENAMED, "城西村", "新西村",
    )  # fmt: skip
    assert Division.objects.get(pk="140431100201").initials == "xxc"
    assert "list.csv" in change.reason


def test_what_vanished_is_named_and_stays(command):
    command()
    code, lines = command(LIST[:-1])
    assert (code, lines[-1]) == (0, "created=0 renamed=0 unchanged=7 vanished=1 bad=0")
    assert lines[-2].strip() == "140431101201 东村"
    assert Division.objects.filter(pk="140431101201", abolished_on=None).exists()


@pytest.mark.parametrize(
    ("rows", "vanished"),
    [
        (LIST, 0),
        ([row for row in LIST if row[0] != "140431101" and row[0] != "140431101201"], 2),
        (COUNTY, 3),
        ([("140431100201", "城西村")], 1),
        ([("140431100", "沁河镇"), *VILLAGES[:2]], 2),
        ([("140431100201", "城西村"), ("140431100202", "城北村")], 0),
        ([("140431", "沁源县"), *COUNTY[3:], *VILLAGES], 0),
        ([("0", "中国"), *LIST[:-1]], 2),
    ],
)
def test_a_list_is_taken_as_complete_for_what_it_covers(command, rows, vanished):
    make_division("110101001001", "别村") if ("0", "中国") in rows else None
    command()
    Division.objects.filter(pk__in=["11", "1101", "110101", "110101001"]).update(abolished_on="2020-01-01")
    assert command(rows)[1][-1].split()[3] == f"vanished={vanished}"


def test_what_is_abolished_here_stays_so_and_counts_as_unchanged(command):
    command()
    Division.objects.filter(pk="140431100202").update(abolished_on="2020-01-01")
    rows = [(code, "改" if code == "140431100202" else name) for code, name in LIST]
    code, lines = command(rows)
    assert (code, lines[-1]) == (0, "created=0 renamed=0 unchanged=8 vanished=0 bad=0")
    assert Division.objects.get(pk="140431100202").name == "城北村"


FAULTY = [
    *LIST,
    ("1404311002", "短码村"),
    ("140431109201", "孤村"),
    ("140431100201", "又一村"),
    ("140431100203", ""),
    ("140431102", "=A1"),
    ("140431102201", "新乡村"),
]


def test_faulty_rows_are_named_line_by_line_and_nothing_is_written(command):
    code, lines = command(FAULTY)
    assert code == 1
    assert [line.partition(": ")[0] for line in lines] == [
        "line 10, column code",
        "line 11, column code",
        "line 12, column code",
        "line 13, column name",
        "line 14, column name",
        "line 15, column code",
    ]
    assert not Division.objects.filter(pk="14").exists()


def test_the_good_rows_go_in_when_asked_for_and_not_below_a_refused_division(command):
    code, lines = command(FAULTY, "--skip-bad")
    assert (code, lines[-1]) == (0, "created=8 renamed=0 unchanged=0 vanished=0 bad=6")
    assert not Division.objects.filter(pk__startswith="140431102").exists()


def test_a_new_village_in_an_abolished_township_is_refused(command):
    command(COUNTY)
    Division.objects.filter(pk="140431101").update(abolished_on="2020-01-01")
    code, lines = command(LIST)
    assert code == 1
    assert [line for line in lines if "abolished" in line] == lines
    assert lines[0].startswith("line 9, column code: ")


def test_a_file_that_is_not_there_is_an_error_line(capsys):
    with pytest.raises(SystemExit) as stopped:
        call_command("import_divisions", "/nowhere.csv")
    assert stopped.value.code == 1
    assert capsys.readouterr().out.startswith("line 1, column file: ")


@pytest.mark.parametrize(
    ("content", "start"),
    [
        (b"code,name\n14,\xff\xff\xff", "line 2, column file: "),
        (b"", "line 1, column file: "),
        (b"code\n14\n", "line 1, column name: "),
        (b"%PDF-", "line 1, column file: "),
    ],
)
def test_a_file_that_cannot_be_read_is_an_error_line(command, content, start):
    code, lines = command(content=content)
    assert (code, len(lines)) == (1, 1)
    assert lines[0].startswith(start)


def test_codes_of_twelve_digits_and_short_ones_mean_the_same(command):
    command()
    assert command([(code.ljust(12, "0"), name) for code, name in LIST])[1] == [
        "created=0 renamed=0 unchanged=8 vanished=0 bad=0"
    ]


def test_townships_without_a_county_lie_in_their_prefecture(command):
    assert (
        command([("44", "广东省"), ("4419", "东莞市"), ("441900003000", "莞城街道"), ("441900003001", "市桥社区")])[0]
        == 0
    )
    assert Division.objects.get(pk="441900003").parent_id == "4419"


def test_the_number_of_queries_does_not_grow_with_the_rows(tmp_path):
    counts = []
    for villages in (1, 3, 2000):
        rows = [
            *COUNTY,
            *((f"140431{100 + number // 800}{1 + number % 800:03d}", f"村{number}") for number in range(villages)),
        ]
        rows += [("140431102", "灵空山镇")] if villages > 1600 else []
        path = tmp_path / "list.csv"
        path.write_text(table(sorted(rows)))
        Division.objects.filter(pk__startswith="140431").update(name="x")
        with CaptureQueriesContext(connection) as queries:
            outcome = import_divisions(path, scope=None)
        assert outcome.written, outcome.problems[:3]
        counts.append(len(queries))
    assert max(counts[1:]) <= counts[0] + 1


def test_thousands_of_rows_each_leave_one_event(tmp_path):
    rows = list(divisions(townships=50, villages=2000))
    path = tmp_path / "list.csv"
    path.write_text(table(rows))
    outcome = import_divisions(path, scope=None)
    assert outcome.counts.created == len(rows) == Division.objects.exclude(pk="0").count()
    assert events() == len(rows) + 1


TREES = st.sets(st.sampled_from([parse_code(code) for code, _name in divisions(townships=6, villages=20)]), min_size=1)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TREES, TREES)
def test_importing_any_lists_one_after_another_leaves_a_whole_tree(tmp_path, first, second):
    for codes in (first, second):
        path = tmp_path / "list.csv"
        path.write_text(table((code, f"名{code}") for code in sorted(codes)))
        outcome: Outcome = import_divisions(path, scope=None, skip_bad=True)
        assert outcome.counts.created + outcome.counts.unchanged + outcome.bad == len(codes)
        again = import_divisions(path, scope=None, skip_bad=True)
        assert (again.counts.created, again.counts.changed) == (0, 0)
    for code, parent in Division.objects.values_list("pk", "parent_id"):
        assert parent == parent_of(code)
        assert parent is None or Division.objects.filter(pk=parent).exists()


def test_initials_of_many_are_the_initials_of_each():
    names = {name for _code, name in divisions(townships=200, villages=3000)} | {"解家庄", "长乐村", "A区重阳社区", ""}
    assert {name: initials_of_place(name) for name in names} == {name: of_place(name).initials for name in names}
