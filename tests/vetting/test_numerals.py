"""Numbers in words."""

import pytest
from django.utils import translation

from vetting.numerals import in_words


@pytest.mark.parametrize(
    ("number", "chinese", "english"),
    [
        (0, "零", "zero"),
        (1, "一", "one"),
        (10, "十", "ten"),
        (12, "十二", "twelve"),
        (20, "二十", "twenty"),
        (101, "一百零一", "one hundred and one"),
        (110, "一百一十", "one hundred and ten"),
        (142, "一百四十二", "one hundred and forty-two"),
        (1001, "一千零一", "one thousand and one"),
        (1010, "一千零一十", "one thousand and ten"),
        (2500, "二千五百", "two thousand five hundred"),
        (10000, "一万", "ten thousand"),
        (10050, "一万零五十", "ten thousand and fifty"),
        (23456, "二万三千四百五十六", "twenty-three thousand four hundred and fifty-six"),
        (100100, "十万零一百", "one hundred thousand one hundred"),
    ],
)
def test_a_number_is_read_out(number, chinese, english):
    with translation.override("zh-hans"):
        assert in_words(number) == chinese
    with translation.override("en"):
        assert in_words(number) == english
