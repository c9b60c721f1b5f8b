"""Names as typed and as kept, and their pinyin."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.names import Name, Problem, check, normalise
from people.pinyin import of_person, of_place
from people.vocabulary import ETHNICITIES, parse_education, parse_ethnicity, parse_sex


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("王明", "王明"),
        ("王　明", "王明"),
        (" 王 明 ", "王明"),
        ("王\u200b明\ufeff", "王明"),
        ("王明\U000e0100", "王明"),
        ("买买提·艾力", "买买提·艾力"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提・艾力", "买买提·艾力"),
        ("买买提 ． 艾力", "买买提·艾力"),
        ("买买提..艾力", "买买提·艾力"),
        ("𬎆𫓶", "𬎆𫓶"),
        ("王㛃䶮", "王㛃䶮"),
        ("王\ue863", "王䶮"),  # as GB 18030 was before 2005
        ("王二〇", "王二〇"),
        ("Ｍａｒｉａ　Ｌｉ", "Maria Li"),
        ("李Maria", "李Maria"),
        ("王\uf9d1", "王六"),  # a compatibility ideograph
    ],
)
def test_a_name_has_one_spelling_and_keeps_what_was_typed(typed: str, kept: str):
    assert check(typed) == Name(kept, typed)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        (" 　", "empty"),
        ("王", "short"),
        ("王" * 51, "long"),
        ("王1明", "digit"),
        ("王１", "digit"),
        ("王①", "digit"),
        ("王\x00明", "control"),
        ("王?", "lost"),
        ("王？明", "lost"),
        ("王*", "lost"),
        ("王□", "lost"),
        ("王\ufffd", "lost"),
        ("王\ue000", "private"),
        ("王😀", "emoji"),
        ("王+明", "emoji"),
        ("=王明", "emoji"),
        ("王，明", "punctuation"),
        ("王明（大）", "punctuation"),
        ("@王明", "punctuation"),
        ("·王明", "dots"),
        ("王明•", "dots"),
        ("アイ", "script"),
        ("Иван", "script"),
    ],
)
def test_what_is_no_name_is_refused_with_its_reason(typed: str, code: str):
    problem = check(typed)
    assert isinstance(problem, Problem)
    assert problem.code == code
    assert problem.message
    assert "%" not in problem.message


@given(st.text())
def test_any_text_is_answered_and_a_kept_name_stays_as_it_is(text: str):
    result = check(text)
    if isinstance(result, Name):
        assert check(result.name) == Name(result.name, result.name)
        assert unicodedata.is_normalized("NFC", result.name)
        assert normalise(f" {text}　") == result.name


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("王小明", "wang xiao ming", "wxm"),
        ("单国强", "shan guo qiang", "sgq"),
        ("解放", "xie fang", "xf"),
        ("曾晟", "zeng sheng", "zs"),
        ("仇和", "qiu he", "qh"),
        ("区伯", "ou bo", "ob"),
        ("尉迟恭", "yu chi gong", "ycg"),
        ("吕品", "lv pin", "lp"),
        ("王长青", "wang chang qing", "wcq"),
        ("买买提·艾力", "mai mai ti ai li", "mmtal"),
    ],
)
def test_a_person_is_read_with_the_surname_as_a_surname(name: str, pinyin: str, initials: str):
    assert of_person(name) == (pinyin, initials)


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("城西村", "cheng xi cun", "cxc"),
        ("长治村", "chang zhi cun", "czc"),
        ("解家庄", "xie jia zhuang", "xjz"),
        ("沁河镇", "qin he zhen", "qhz"),
        ("第3村A", "di 3 cun a", "d3ca"),
        ("", "", ""),
    ],
)
def test_a_place_is_read_word_by_word(name: str, pinyin: str, initials: str):
    assert of_place(name) == (pinyin, initials)


@given(st.text())
def test_every_reading_is_small_ascii(text: str):
    for reading in (of_person(text), of_place(text)):
        assert reading.pinyin.isascii()
        assert reading.pinyin == reading.pinyin.lower()
        assert reading.initials == "".join(word[0] for word in reading.pinyin.split())


def test_words_for_sex_education_and_ethnicity():
    assert [parse_sex(word) for word in ("男", " 女 ", "m", "其他")] == ["M", "F", "M", None]
    assert [parse_education(word) for word in ("大专", "大学本科学历", "初中毕业", "很高")] == [40, 50, 20, None]
    assert [parse_ethnicity(word) for word in ("汉", "汉族", "维吾尔族", "外")] == ["汉族", "汉族", "维吾尔族", None]
    assert len(set(ETHNICITIES)) == 56
