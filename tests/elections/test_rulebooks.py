"""Rulebooks: what they hold, what they inherit, and that no level loosens another."""

from datetime import date
from pathlib import Path

import pytest

from elections.rulebooks import (
    BODIES,
    LoosenedError,
    Rulebook,
    RulebookError,
    Share,
    UnknownRulebookError,
    derive,
    load,
    read_value,
    rulebook,
    rulebook_choices,
    rulebooks,
)

PROVINCES = ["beijing", "henan", "shandong", "shanghai", "shanxi", "zhejiang"]
NATIONAL = """
id = "cn"
version = 1
short = "law"
title = "Law"
jurisdiction = "0"
from = 2026-01-01
instruments = ["the law"]
[values.village_committee]
roll_days = { value = 20, basis = "art. 17" }
proxy_max = { value = 3, basis = "art. 18" }
turnout = { value = "> 1/2", basis = "art. 18" }
relatives = { value = ["spouse", "child"], basis = "art. 8" }
proxy_candidate_barred = { value = true, basis = "art. 18" }
excess_comparator = { value = "voters", basis = "practice", default = true }
"""


def _province(line: str, *, bases: str = '"cn"', jurisdiction: str = "14") -> str:
    return f"""
id = "province"
bases = [{bases}]
version = 1
title = "Province"
jurisdiction = "{jurisdiction}"
instruments = ["measures"]
[values.village_committee]
{line}
"""


def _load(directory: Path, *texts: str) -> dict[str, Rulebook]:
    for place, text in enumerate(texts):
        (directory / f"{place}.toml").write_text(text, encoding="utf-8")
    return load(directory)


def test_both_laws_and_each_province_on_top_of_both():
    assert [book.id for book in rulebooks()] == [
        "cn-2018",
        "cn-2026",
        *(f"{law}-{province}" for province in PROVINCES for law in ("cn-2018", "cn-2026")),
    ]


def test_every_value_cites_its_instrument_or_names_the_practice():
    for book in rulebooks():
        for key, value in book.values.items():
            practice = value.mark == "varies" and ("省" in value.basis or "非法律" in value.basis)
            assert "《" in value.basis or practice, (book.id, key)


@pytest.mark.parametrize(
    ("book", "basis"), [("cn-2018", "（2018年修正）第十五条"), ("cn-2026", "（2025年修正）第十八条")]
)
def test_the_majority_is_cited_in_the_wording_of_the_dated_law(book: str, basis: str):
    value = rulebook(book).need("village_committee", "win")

    assert value.basis.endswith(basis)
    assert str(value.value) == "> 1/2"


def test_an_old_article_number_never_stands_in_the_new_law():
    old_numbers = {"第六条", "第十一条", "第十二条", "第二十二条", "第三十二条"}
    for value in rulebook("cn-2026").values.values():
        if value.basis.startswith("《村民委员会组织法》"):
            assert not any(f"修正）{number}" in value.basis for number in old_numbers), value.basis


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("law", ["cn-2018", "cn-2026"])
def test_national_rulebooks_set_all_that_a_count_needs(law: str, body: str):
    names = {"win", "second_round_win", "second_round_extra", "excess_comparator", "carry_down", "tie"}
    names |= {"women_rule", "women_min", "relatives", "relatives_rule"}
    names |= (
        {"quorum"} if body == "party_committee" else {"turnout", "second_round_turnout", "second_round_majority_first"}
    )

    assert all(rulebook(law).get(body, name) for name in names)


def test_province_inherits_what_it_does_not_set():
    book = rulebook("cn-2026-henan")

    assert book.count("village_committee", "roll_days") == 20
    assert book.need("village_committee", "roll_days").rulebook == "cn-2026"
    assert book.need("village_committee", "excess_comparator").rulebook == "cn-2026-henan"
    assert [level.id for level in book.levels()] == ["cn-2026-henan", "cn-2026"]


def test_shanxi_sets_nothing_and_says_what_is_unconfirmed():
    book = rulebook("cn-2026-shanxi")

    assert book.own() == {}
    assert any("未核实" in note for note in book.notes)


@pytest.mark.parametrize(
    ("id_", "name", "value"),
    [
        ("cn-2026-zhejiang", "women_rule", "column"),
        ("cn-2026-beijing", "women_rule", "reserved_post"),
        ("cn-2026-shandong", "women_rule", "women_first"),
        ("cn-2026-shanghai", "proxy_apply_days", 5),
        ("cn-2026-beijing", "second_round_days", 15),
        ("cn-2026-henan", "second_round_majority_first", True),
        ("cn-2018-henan", "carry_down", "nomination_only"),
        ("cn-2018-zhejiang", "relatives", ("spouse", "parent", "child", "sibling")),
        ("cn-2026-zhejiang", "relatives", ("spouse", "parent", "child", "sibling", "grandparent", "grandchild")),
        ("cn-2018", "proxy_scope", "near_relatives"),
        ("cn-2026", "proxy_scope", "villagers"),
        ("cn-2026", "nominators", ("party", "voters")),
    ],
)
def test_values_read_in_the_sources(id_: str, name: str, value: object):
    assert rulebook(id_).need("village_committee", name).value == value


@pytest.mark.parametrize(
    "line",
    [
        'roll_days = { value = 15, basis = "art. 1" }',
        'proxy_max = { value = 4, basis = "art. 1" }',
        'turnout = { value = ">= 1/2", basis = "art. 1" }',
        'turnout = { value = "> 1/3", basis = "art. 1" }',
        'relatives = { value = ["spouse"], basis = "art. 1" }',
        'proxy_candidate_barred = { value = false, basis = "art. 1" }',
    ],
)
def test_a_province_that_loosens_the_law_does_not_load(tmp_path: Path, line: str):
    with pytest.raises(LoosenedError, match="looser than"):
        _load(tmp_path, NATIONAL, _province(line))


@pytest.mark.parametrize(
    "line",
    [
        'roll_days = { value = 25, basis = "art. 1" }',
        'proxy_max = { value = 2, basis = "art. 1" }',
        'turnout = { value = ">= 2/3", basis = "art. 1" }',
        'relatives = { value = ["spouse", "child", "sibling"], basis = "art. 1" }',
        'excess_comparator = { value = "issued", basis = "art. 1" }',
    ],
)
def test_a_province_may_tighten_the_law_and_fill_its_silence(tmp_path: Path, line: str):
    books = _load(tmp_path, NATIONAL, _province(line))

    assert len(books["cn-province"].own()) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (_province('roll_days = { value = "20", basis = "art. 1" }'), "roll_days"),
        (_province('roll_days = { value = true, basis = "art. 1" }'), "roll_days"),
        (_province('roll_days = { value = 20, basis = " " }'), "cites"),
        (_province("roll_days = { value = 20 }"), "cites"),
        (_province('rolls = { value = 20, basis = "art. 1" }'), "no such parameter"),
        (_province('turnout = { value = "half", basis = "art. 1" }'), "turnout"),
        (_province('turnout = { value = "> 3/2", basis = "art. 1" }'), "turnout"),
        (_province('tie = { value = "lot", basis = "art. 1" }'), "tie"),
        (_province('relatives = { value = ["aunt"], basis = "art. 1" }'), "relatives"),
        (_province('tie = { value = "vote_again", basis = "art. 1", mark = "sure" }'), "mark"),
        (_province('tie = { vaule = "vote_again", basis = "art. 1" }'), "vaule"),
        (_province('tie = { value = "vote_again", basis = "art. 1" }', bases='"cn-1990"'), "cn-1990"),
        (_province("") + "\nunknown = 1\n[extra]\n", "extra"),
        ("id = ", "1.toml"),
        (NATIONAL, "two rulebooks"),
    ],
)
def test_a_file_that_is_not_well_written_says_where(tmp_path: Path, text: str, message: str):
    with pytest.raises(RulebookError, match=message):
        _load(tmp_path, NATIONAL, text)


def test_a_county_derives_its_own_version_with_a_reason():
    parent = rulebook("cn-2026-shanxi")
    value = read_value(
        body="village_committee", name="roll_days", raw=25, basis="county notice 3", mark="certain", binding=True, rulebook="qinyuan"
    )  # fmt: skip

    book = derive(
        parent=parent, id="qinyuan", version=2, title="Qinyuan", jurisdiction="140431", values={("village_committee", "roll_days"): value}
    )  # fmt: skip

    assert (
        book.version,
        book.count("village_committee", "roll_days"),
        book.count("village_committee", "proxy_max"),
    ) == (2, 25, 3)
    assert book.effective_from == date(2026, 1, 1)


def test_a_county_outside_the_province_cannot_rest_on_its_rules():
    with pytest.raises(RulebookError, match="does not lie in"):
        derive(parent=rulebook("cn-2026-shanxi"), id="x", version=1, title="x", jurisdiction="330100", values={})


def test_choices_fit_the_day_and_the_place():
    ids = [id_ for id_, _title in rulebook_choices(day=date(2026, 3, 1), code="140431")]

    assert ids == ["cn-2026", "cn-2026-shanxi"]
    assert [id_ for id_, _title in rulebook_choices(day=date(2025, 12, 31), code="330106")] == [
        "cn-2018",
        "cn-2018-zhejiang",
    ]
    assert len(rulebook_choices()) == len(rulebooks())


def test_unknown_rulebook():
    with pytest.raises(UnknownRulebookError):
        rulebook("cn-1998")


@pytest.mark.parametrize(
    ("share", "part", "whole", "reached"),
    [
        ("> 1/2", 50, 100, False),
        ("> 1/2", 51, 100, True),
        (">= 4/5", 36, 45, True),
        (">= 4/5", 35, 45, False),
        (">= 1/3", 100, 300, True),
        ("> 2/3", 60, 90, False),
        ("> 1/2", 0, 0, False),
    ],
)
def test_shares_compare_by_cross_multiplication(share: str, part: int, whole: int, reached: bool):
    assert Share.parse(share).reached(part, whole) == reached
    assert str(Share.parse(share)) == share
