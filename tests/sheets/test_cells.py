"""From cells to values: dates, figures, words and codes as offices write them."""

import datetime
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from electionadmin.codes import MalformedCode, ancestors_of, covers, parent_of, parse_code
from sheets import cells, dates
from sheets.problems import Corrected, Refused

TODAY = datetime.date(2026, 11, 24)
MAY = datetime.date(1970, 5, 1)


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def value(parsed: Any) -> Any:
    return parsed.value if isinstance(parsed, Corrected) else parsed


@pytest.mark.parametrize(
    "cell",
    [
        MAY, datetime.datetime(1970, 5, 1, 10, 0), "1970-05-01", "1970-5-1", "1970.5.1", "1970.05.01", "1970/5/1",
        "19700501", 19700501, "1970年5月1日", "1970 年 5 月 1 日", "１９７０－０５－０１", "1970-05-01 00:00:00", "70.5.1", "70-05-01",
        "25689", 25689, "1970.5", 1970.5, "1970.05", 1970.05, "70/5", "1970年5月", "1970-05", "197005", 197005,
    ],
)  # fmt: skip
def test_a_date_is_understood_in_the_forms_of_offices(cell):
    assert value(dates.date(today=TODAY)(cell)) == MAY


@pytest.mark.parametrize(
    ("cell", "cause"),
    [
        ("1970.1", "October"), (1970.1, "October"), ("1970", "no date"), (1970, "no date"), ("不详", "no date"),
        ("1970-13-01", "no such day"), ("1970-02-30", "no such day"), ("5/1/70", "no date"), ("1.5.1970", "no date"),
        ("1070-05-01", "too far back"), (True, "no date"), ("1970-05-01-01", "no date"), (99999999, "no such day"),
    ],
)  # fmt: skip
def test_what_may_mean_two_things_is_no_date(cell, cause):
    with pytest.raises(Refused, match=cause):
        dates.date(today=TODAY)(cell)


@pytest.mark.parametrize(("cell", "year"), [("26/5", 2026), ("27/5", 1927), ("00/5", 2000), ("05/3", 2005)])
def test_two_digits_of_a_year_lie_in_the_last_hundred_years(cell, year):
    assert value(dates.date(today=TODAY)(cell)).year == year


def test_a_month_alone_is_refused_where_the_day_is_needed():
    with pytest.raises(Refused, match="day is missing"):
        dates.date(day_needed=True)("1970年5月")


@given(st.dates(min_value=datetime.date(1927, 1, 1), max_value=TODAY))
def test_every_written_form_of_a_day_means_that_day(day):
    parse = dates.date(today=TODAY)
    for form in (
        f"{day:%Y-%m-%d}",
        f"{day:%Y%m%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
    ):
        assert value(parse(form)) == day


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (1200, 1200),
        ("1200", 1200),
        ("1,200", 1200),
        ("1 200", 1200),
        ("１２００", 1200),
        ("1，200", 1200),
        ("0", 0),
        ("+5", 5),
    ],
)
def test_a_whole_number(cell, number):
    assert value(cells.whole_number()(cell)) == number


@pytest.mark.parametrize(
    "cell", ["约1200", "12.5", 12.5, "1.2万", "1,20", "", "无", True, "１２.０", "-3", -3, 10**13, "1e3"]
)
def test_what_is_no_whole_number_or_too_large_or_negative(cell):
    with pytest.raises(Refused):
        cells.whole_number()(cell)


@pytest.mark.parametrize(
    ("cell", "answer"),
    [("是", True), ("√", True), (True, True), (1, True), ("否", False), ("×", False), ("No", False), (0, False)],
)
def test_yes_and_no(cell, answer):
    assert cells.yes_or_no()(cell) is answer


def test_a_word_outside_the_list_is_refused_with_the_list():
    parse = cells.choice({"村": "village", "社区": "community"})
    assert parse(" 社 区 ") == "community"
    with pytest.raises(Refused, match="村、社区"):
        parse("镇")


CODE = st.from_regex(r"[1-9][0-9](0[1-9]|[1-9][0-9]){2}[0-9]{2}[1-9][0-9]{2}[1-9]", fullmatch=True)


@given(CODE, st.sampled_from([2, 4, 6, 9, 12]))
def test_a_code_in_full_is_its_short_form(code, length):
    short = parse_code(code[:length])
    assert parse_code(short.ljust(12, "0")) == short
    assert cells.division_code(int(short)) == short


@given(CODE)
def test_every_division_above_covers_the_code(code):
    above = ancestors_of(code)
    assert [len(each) for each in above] == [1, 2, 4, 6, 9]
    assert all(covers(each, code) for each in above)
    assert above[-1] == parent_of(code)


@given(st.text(max_size=14))
def test_any_text_is_a_code_or_malformed(text):
    try:
        code = parse_code(text)
    except MalformedCode:
        return
    assert parse_code(code) == code
    assert len(code) in (1, 2, 4, 6, 9, 12)


@pytest.mark.parametrize(
    ("code", "short", "parent"),
    [
        ("000000000000", "0", None),
        ("110000000000", "11", "0"),
        ("110100000000", "1101", "11"),
        ("140431000000", "140431", "1404"),
        ("140431100000", "140431100", "140431"),
        ("140431100100", "140431100100", "140431100"),
        ("441900003000", "441900003", "4419"),
        ("441900003001", "441900003001", "441900003"),
        ("500000000000", "50", "0"),
    ],
)
def test_codes_of_the_national_list(code, short, parent):
    assert parse_code(code) == short
    assert parent_of(short) == parent


@pytest.mark.parametrize(
    "text", ["", "00", "0011", "140031", "140431000001", "1404310", "000431", "１４", "14043110000x", "-140431"]
)
def test_malformed_codes(text):
    with pytest.raises(MalformedCode):
        parse_code(text)
