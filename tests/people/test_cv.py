"""CVs as offices type them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people import cv

TODAY = date(2026, 11, 24)
BORN = date(1975, 3, 2)


def lines(text):
    found = cv.parse(text, on=TODAY, born=BORN)
    assert all(isinstance(line, cv.Line) for line in found), found
    return found


@pytest.mark.parametrize(
    "typed",
    [
        "1990.09—1993.07 沁源一中学生",
        "1990.09-1993.07  沁源一中学生",
        "1990-09--1993-07沁源一中学生",
        "1990年9月—1993年7月，沁源一中学生",
        "１９９０.０９～１９９３.０７　沁源一中学生  ",
        "1990/9 至 1993/7：沁源一中学生",
        "1990.9 — 1993.7 沁源一中学生",
    ],
)
def test_one_period_in_many_spellings(typed):
    assert lines(typed) == [cv.Line(date(1990, 9, 1), date(1993, 7, 1), "沁源一中学生")]


@pytest.mark.parametrize(
    "typed", ["2018.03— 城西村书记", "2018.03至今 城西村书记", "2018年3月起 城西村书记", "2018.03— 至今 城西村书记"]
)
def test_what_lasts_has_no_end(typed):
    assert lines(typed) == [cv.Line(date(2018, 3, 1), None, "城西村书记")]


def test_a_line_without_months_goes_on_the_one_before():
    [line] = lines("1995.09—1998.07 太原师范学生\n（其间：1997.03—1997.07 实习）")
    assert line.text == "太原师范学生 （其间：1997.03—1997.07 实习）"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("城西村会计", 1),
        ("1990.09—1993.07", 1),
        ("1990.13—1993.07 学生", 1),
        ("1993.09—1990.07 学生", 1),
        ("2027.01— 书记", 1),
        ("1974.01—1980.01 务农", 1),
        ("2001.01— " + "长" * 201, 1),
        ("1990.09—1993.07 学生\n\n1993年 务农", 3),
        ("\n".join(f"19{80 + index % 19}.01— 务农" for index in range(61)), 61),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(typed, number):
    [fault, *_more] = cv.parse(typed, on=TODAY, born=BORN)
    assert isinstance(fault, cv.Fault)
    assert fault.line == number
    assert fault.message


def test_gaps_are_months_of_which_nothing_is_said():
    text = "1990.09—1993.07 学生\n1993.08—1995.01 务农\n1998.03—2001.02 会计\n2001.03— 书记"
    assert cv.gaps(lines(text)) == [(date(1995, 2, 1), date(1998, 2, 1))]


_MONTHS = st.dates(min_value=date(1976, 1, 1), max_value=TODAY).map(lambda day: day.replace(day=1))


@given(
    st.lists(
        st.tuples(_MONTHS, st.none() | _MONTHS, st.text("城西村书记会计务农", min_size=1, max_size=20)), max_size=8
    )
)
def test_what_is_written_is_read_again(periods):
    written = cv.written(
        sorted(
            (cv.Line(start, end if end and end >= start else None, text) for start, end, text in periods),
            key=lambda line: line.starts_on,
        )
    )
    assert cv.written(cv.parse(written, on=TODAY)) == written
