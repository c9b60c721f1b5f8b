"""The engine: everything in one pass, all or the good rows or nothing, a trial like the real run, nothing done twice."""

import datetime
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from sheets.engine import Outcome, run
from sheets.problems import grouped
from sheets.spec import Order
from sheets.stage import encoded
from sheets.writing import write_table
from tests.sheets import files
from tests.sheets.example import Example

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def check(directory: Path, content: bytes | str, spec: Example | None = None, **options: Any) -> Outcome:
    return run(spec or Example(), files.save(directory, content), order=Order(file_name="f"), **options)


FAULTY = (
    "姓名,出生年月,人口,性别,身份证号\n"
    "甲,1970-05-01,12,男,1\n"
    ",1970.1,x,无,123456789012345678901\n"
    "甲,1971-05-01,-1,女,2\n"
)


def test_every_fault_of_every_row_is_found_in_one_pass(tmp_path):
    outcome = check(tmp_path, FAULTY)
    assert [(p.line, p.column) for p in outcome.problems] == [
        (3, "name"), (3, "born"), (3, "people"), (3, "sex"), (3, "secret"), (4, "people"), (4, "name"),
    ]  # fmt: skip
    assert (outcome.rows, outcome.bad, outcome.written) == (3, 2, False)


def test_what_is_private_is_not_in_the_report(tmp_path):
    outcome = check(tmp_path, FAULTY)
    assert {p.column: p.value for p in outcome.problems if p.line == 3} == {
        "name": "", "born": "1970.1", "people": "x", "sex": "无", "secret": "",
    }  # fmt: skip


def test_the_good_rows_alone_are_stored_when_asked_for(tmp_path):
    spec = Example()
    outcome = check(tmp_path, FAULTY, spec, skip_bad=True)
    assert outcome.written
    assert [row[0] for row in spec.staged] == ["甲"]


def test_a_trial_reports_what_the_real_run_reports(tmp_path):
    trial, real = (check(tmp_path, FAULTY, check_only=trial, skip_bad=True) for trial in (True, False))
    assert (trial.problems, trial.counts, trial.notes) == (real.problems, real.counts, real.notes)
    assert (trial.written, real.written) == (False, True)


def test_faults_are_grouped_by_column_and_kind(tmp_path):
    rows = "".join(f"n{number},,x,\n" for number in range(50))
    [people] = grouped(check(tmp_path, f"姓名,出生年月,人口,性别\n{rows}").problems)
    assert (people.column, people.total, len(people.first)) == ("people", 50, 20)


def test_messages_that_differ_in_a_detail_are_one_kind(tmp_path):
    [group] = grouped(check(tmp_path, "姓名\n甲\n乙\n甲\n乙\n").problems)
    assert (group.total, group.message) == (2, "twice, see line …")


def test_dates_and_figures_of_a_workbook(tmp_path):
    spec = Example()
    day = datetime.date(1970, 5, 1)
    check(
        tmp_path,
        files.xlsx([["姓名", "出生年月", "人口", "软弱涣散"], ["甲", day, 12, True], ["乙", 1970.5, "1,200", "否"]]),
        spec,
    )
    assert spec.staged == [("甲", day, 12, None, None, True), ("乙", day, 1200, None, None, False)]


def test_cells_below_a_merged_one_have_its_value_and_that_is_said(tmp_path):
    spec = Example()
    content = files.xlsx(
        [["姓名", "性别"], ["甲", "男"], ["乙", ""], ["丙", ""], ["丁", "女"]],
        after=lambda _book, page: page.merge_range(1, 1, 3, 1, "男"),
    )
    outcome = check(tmp_path, content, spec)
    assert [row[3] for row in spec.staged] == ["M", "M", "M", "F"]
    assert any("2 cells below a merged one" in note for note in outcome.notes)


def test_rows_that_only_a_merged_cell_fills_are_blank(tmp_path):
    content = files.xlsx(
        [["姓名", "性别"], ["甲", "男"]], after=lambda _book, page: page.merge_range(1, 1, 30, 1, "男")
    )
    assert check(tmp_path, content).rows == 1


def test_a_column_left_out_is_not_present_for_the_table(tmp_path):
    seen = {}

    class Watching(Example):
        def check(self, stage):
            seen["present"] = stage.present

    check(tmp_path, "姓名,人口\n甲,1\n", Watching())
    assert seen["present"] == {"name", "people"}


def test_the_number_of_queries_does_not_grow_with_the_rows(tmp_path):
    counts = []
    for rows in (1, 3, 3000):
        content = "姓名,人口\n" + "".join(f"n{number},{number}\n" for number in range(rows))
        with CaptureQueriesContext(connection) as queries:
            assert check(tmp_path, content).rows == rows
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]


def test_progress_ends_with_all_that_was_to_do(tmp_path):
    told: list[tuple[int, int]] = []
    content = "姓名,人口\n" + "".join(f"n{number},{number}\n" for number in range(2500))
    check(tmp_path, content, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (5000, 5000)
    assert [done for done, _total in told] == sorted(done for done, _total in told)


def test_a_fault_of_the_file_deep_inside_names_its_line_and_nothing_is_stored(tmp_path):
    rows = "".join(f"n{number},{number}\n" for number in range(5000))
    outcome = check(tmp_path, f'姓名,人口\n{rows}"x,1\n')
    [problem] = outcome.problems
    assert (problem.line, problem.column) == (5002, "file")
    assert "quotation mark" in problem.message
    assert not outcome.written


def test_what_the_progress_raises_ends_the_run(tmp_path):
    class Cancelled(Exception):
        pass

    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        check(tmp_path, "姓名,人口\n甲,1\n", progress=cancel)


ROW = st.lists(
    st.none() | st.integers(-10, 10) | st.booleans() | st.text(alphabet="a\\\t\n\r甲,'\"N", max_size=5),
    min_size=3,
    max_size=3,
)


@hypothesis_settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROW, max_size=5))
def test_whatever_a_text_holds_goes_through_copy_unchanged(rows):
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.through")
        cursor.execute("CREATE TEMP TABLE through (number serial, a text, b text, c text)")
        cursor.copy_expert("COPY through (a, b, c) FROM STDIN WITH (NULL '\x01')", io.BytesIO(encoded(rows)))
        cursor.execute("SELECT a, b, c FROM through ORDER BY number")
        back = cursor.fetchall()
    assert back == [tuple(None if cell is None else str(cell) for cell in row) for row in rows]


DANGEROUS = ["=1+1", "+86", "-", "@SUM(A1)", "'=1", "=cmd|'/c calc'!A1"]


def test_a_template_filled_with_dangerous_texts_holds_no_formula_and_comes_back_as_it_was(tmp_path):
    rows = [(text, datetime.date(1970, 5, 1), 12, "男", "", True) for text in DANGEROUS]
    with write_table(Example(), rows) as file:
        content = file.read()
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} <= {"s", "n"}
    assert all(sheet.cell(line, 1).quotePrefix for line in (2, 3, 4, 5, 7))
    spec = Example()
    assert check(tmp_path, content, spec).problems == []
    assert spec.staged == [(text, datetime.date(1970, 5, 1), 12, "M", None, True) for text in DANGEROUS]


def test_a_template_has_its_headings_lists_and_text_columns():
    with write_table(Example()) as file:
        sheet = openpyxl.load_workbook(file).active
    assert [cell.value for cell in sheet[1]] == ["姓名*", "出生年月", "人口", "性别", "身份证号", "软弱涣散"]
    [rule] = sheet.data_validations.dataValidation
    assert (rule.formula1, str(rule.sqref)) == ('"男,女"', "D2:D2001")
    assert sheet.column_dimensions["D"].number_format == "@"
