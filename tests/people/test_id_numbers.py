"""The check of ID numbers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.id_numbers import IdNumber, Problem, check, check_character, normalise

TODAY = date(2026, 11, 24)
GOOD = "11010519491231002X"  # the example of GB 11643-1999


def number(digits: str) -> str:
    return digits + check_character(digits)


def code(text: str, sex: str | None = None) -> str:
    result = check(text, on=TODAY, sex=sex)  # type: ignore[arg-type]
    assert isinstance(result, Problem), result
    assert result.message
    assert text not in result.message or not text
    return result.code


def test_the_example_of_the_standard_is_a_woman_born_on_the_last_day_of_1949():
    assert check(GOOD, on=TODAY) == IdNumber(GOOD, date(1949, 12, 31), "F")


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD.lower(),
        f" {GOOD} ",
        "110105 19491231 002X",
        "110105-19491231-002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        f"'{GOOD}",
        f"{GOOD[:17]}×",
        f"{GOOD[:17]}Х",  # Cyrillic
        f"\u200e{GOOD}\u3000",
        f"\ufeff{GOOD}\n",
    ],
)
def test_what_is_typed_another_way_is_the_same_number(text: str):
    assert normalise(text) == GOOD
    result = check(text, on=TODAY)
    assert isinstance(result, IdNumber)
    assert result.number == GOOD


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "length"),
        ("11010519491231002", "length"),
        (f"{GOOD}1", "length"),
        ("110105491231002", "fifteen"),
        ("1.10105E+17", "scientific"),
        ("1.10105e17", "scientific"),
        ("110105194912310000", "excel"),
        ("110105194912310000.0", "excel"),
        ("110105194912310021", "check"),
        ("11010519491231X02X", "characters"),
        ("11010519491231OO2X", "characters"),
        ("一二三四五六七八九十一二三四五六七八", "characters"),
        (number("11010519490230002"), "date"),
        (number("11010519491301002"), "date"),
        (number("11010500000000002"), "date"),
        (number("11010518950101002"), "date"),
        (number("11010520261125002"), "future"),
        (number("11010520230229002"), "date"),
    ],
)
def test_a_wrong_number_is_refused_with_its_reason(text: str, expected: str):
    assert code(text) == expected


def test_the_length_is_named():
    problem = check("1234", on=TODAY)
    assert isinstance(problem, Problem)
    assert "4" in problem.message


def test_born_today_and_on_a_leap_day_are_accepted():
    for digits in ("11010520261124002", "11010520240229002"):
        assert isinstance(check(number(digits), on=TODAY), IdNumber)


def test_sex_is_compared_with_the_seventeenth_digit():
    assert isinstance(check(GOOD, on=TODAY, sex="F"), IdNumber)
    assert code(GOOD, sex="M") == "female"
    assert code(number("11010519491231001"), sex="F") == "male"


def test_a_number_that_ends_in_three_zeros_by_nature_is_accepted():
    genuine = next(
        candidate
        for sequence in range(0, 1000, 10)
        for month in range(1, 13)
        if (candidate := number(f"1101051949{month:02d}01{sequence // 10:03d}")).endswith("000")
    )
    assert isinstance(check(genuine, on=TODAY), IdNumber)


def test_an_area_that_is_on_no_list_is_accepted():
    # 350302 was founded in 1983; its people born before carry it all the same.
    assert isinstance(check(number("35030219600101123"), on=TODAY), IdNumber)
    assert isinstance(check(number("99999919600101123"), on=TODAY), IdNumber)


births = st.dates(min_value=date(1900, 1, 1), max_value=TODAY)
bodies = st.builds(
    lambda area, birth, sequence: f"{area:06d}{birth:%Y%m%d}{sequence:03d}",
    st.integers(0, 999_999),
    births,
    st.integers(0, 999),
)


@given(bodies)
def test_every_well_made_number_is_accepted_and_gives_birth_and_sex_back(body: str):
    result = check(number(body), on=TODAY)
    assert isinstance(result, IdNumber)
    assert f"{result.birth_date:%Y%m%d}" == body[6:14]
    assert (result.sex == "M") == (int(body[16]) % 2 == 1)
    assert result.last4 == result.number[14:]
    assert result.area == body[:6]


@given(bodies, st.integers(0, 16), st.integers(1, 9))
def test_any_single_wrong_digit_is_found(body: str, place: int, shift: int):
    good = number(body)
    wrong = f"{good[:place]}{(int(good[place]) + shift) % 10}{good[place + 1 :]}"
    assert isinstance(check(wrong, on=TODAY), Problem)


@given(bodies, st.integers(0, 15))
def test_any_two_neighbours_exchanged_are_found(body: str, place: int):
    good = number(body)
    swapped = good[:place] + good[place + 1] + good[place] + good[place + 2 :]
    assert swapped == good or isinstance(check(swapped, on=TODAY), Problem)


@given(st.text())
def test_any_text_is_answered(text: str):
    assert isinstance(check(text, on=TODAY), (IdNumber, Problem))
