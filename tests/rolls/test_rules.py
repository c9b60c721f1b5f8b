"""Pure rules of the roll: who may be registered, days, groups, meetings, proxies."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from elections.rulebooks import rulebook
from rolls.rules import (
    CIVIL_CODE,
    Law,
    Registration,
    add_months,
    decision_due,
    group_order,
    last_objection_day,
    latest_publication,
    normal_group,
    of_age,
    proxy_problems,
    publication_findings,
    registration_problems,
    resolution_problems,
)

DAY = datetime.date(2026, 12, 14)
TODAY = datetime.date(2026, 11, 10)
VILLAGE = Law(rulebook("cn-2026"), "village_committee")
COMMUNITY = Law(rulebook("cn-2026"), "residents_committee")
ADULT = datetime.date(1980, 5, 1)
# The machine is shared with other tests.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
DATES = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))


def _law(book: str, chapter: str = "village_committee") -> Law:
    return Law(rulebook(book), chapter)


def _problems(law: Law = VILLAGE, **said):
    registration = Registration(**{"basis": "resident", "birth_date": ADULT, **said})
    return registration_problems(registration, law=law, election_day=DAY, today=TODAY)


@pytest.mark.parametrize(
    ("born", "of_full_age"),
    [
        (datetime.date(2008, 12, 14), True),  # on the birthday itself
        (datetime.date(2008, 12, 15), False),
        (datetime.date(2008, 2, 29), True),
    ],
)
def test_a_voter_is_eighteen_on_the_election_day(born, of_full_age):
    assert of_age(born, DAY, 18) is of_full_age
    assert ("birth_date" in _problems(birth_date=born)) is not of_full_age


def test_born_on_a_leap_day_one_is_of_age_with_the_last_of_february():
    born = datetime.date(2008, 2, 29)
    assert of_age(born, datetime.date(2026, 2, 28), 18)
    assert not of_age(born, datetime.date(2026, 2, 27), 18)


def test_the_refusal_of_a_minor_names_both_days_and_the_article():
    message = _problems(birth_date=datetime.date(2008, 12, 15))["birth_date"]
    assert "2008-12-15" in message
    assert "2026-12-14" in message
    assert "第十六条" in message


A_YEAR = datetime.date(2025, 10, 1)
APPLIED = datetime.date(2026, 10, 1)
AGREED = datetime.date(2026, 10, 10)


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({}, set()),
        ({"birth_date": None}, {"birth_date"}),
        ({"basis": "absent"}, {"declared_on"}),
        ({"basis": "absent", "declared_on": APPLIED}, set()),
        ({"basis": "absent", "declared_on": TODAY + datetime.timedelta(days=1)}, {"declared_on"}),
        ({"basis": "outsider"}, {"declared_on", "here_since", "resolution"}),
        ({"basis": "outsider", "declared_on": APPLIED, "here_since": A_YEAR}, {"resolution"}),
        ({"basis": "outsider", "declared_on": APPLIED, "here_since": A_YEAR, "resolution_on": AGREED}, set()),
        (
            {
                "basis": "outsider",
                "declared_on": APPLIED,
                "here_since": A_YEAR + datetime.timedelta(days=1),
                "resolution_on": AGREED,
            },
            {"here_since"},
        ),
        (
            {
                "basis": "outsider",
                "declared_on": APPLIED,
                "here_since": A_YEAR,
                "resolution_on": APPLIED - datetime.timedelta(days=1),
            },
            {"resolution"},
        ),
        ({"basis": "household", "declared_on": APPLIED}, {"basis"}),
        ({"basis": "married_in", "declared_on": APPLIED}, {"basis"}),
    ],
)
def test_bases_of_a_village(said, fields):
    assert set(_problems(**said)) == fields


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"basis": "household"}, {"declared_on"}),
        ({"basis": "living", "declared_on": APPLIED}, set()),
        ({"basis": "worker"}, {"here_since", "confirmed_on"}),
        ({"basis": "worker", "here_since": datetime.date(2026, 4, 10), "confirmed_on": AGREED}, set()),
        ({"basis": "worker", "here_since": datetime.date(2026, 4, 11), "confirmed_on": AGREED}, {"here_since"}),
        ({"basis": "resident"}, {"basis"}),
    ],
)
def test_bases_of_a_community(said, fields):
    assert set(_problems(COMMUNITY, **said)) == fields


@pytest.mark.parametrize(
    ("book", "extra"),
    [("cn-2026-shanghai", "married_in"), ("cn-2026-beijing", "converted"), ("cn-2026-henan", "returning")],
)
def test_a_province_adds_classes(book, extra):
    assert _problems(_law(book), basis=extra, declared_on=APPLIED) == {}
    assert extra not in VILLAGE.classes()


@pytest.mark.parametrize(
    ("days", "holds"), [(19, [False, False]), (20, [True, False]), (21, [True, True]), (40, [True, True])]
)
def test_twenty_days_and_the_civil_codes_day_more(days, holds):
    findings = publication_findings(published_on=DAY - datetime.timedelta(days=days), election_day=DAY, law=VILLAGE)
    assert [finding.ok for finding in findings] == holds
    assert [finding.severity for finding in findings] == ["block", "warn"]
    assert "第十七条" in findings[0].basis
    assert findings[1].basis == CIVIL_CODE
    assert f"{days}" in findings[0].detail


def test_the_last_days():
    assert latest_publication(DAY, VILLAGE) == datetime.date(2026, 11, 24)
    assert last_objection_day(datetime.date(2026, 11, 20), VILLAGE) == datetime.date(2026, 11, 25)
    assert decision_due(datetime.date(2026, 11, 25), VILLAGE) == datetime.date(2026, 11, 28)


@pytest.mark.parametrize(
    ("written", "group"),
    [
        ("第三村民小组", "3"),
        ("三组", "3"),
        ("3组", "3"),
        ("３", "3"),
        ("03", "3"),
        ("十二组", "12"),
        ("第二十组", "20"),
        ("一二", "12"),
        ("十十", "十十"),
        ("东街", "东街"),
        ("", ""),
        ("三楼东", "三楼东"),
    ],
)
def test_groups_have_one_spelling(written, group):
    assert normal_group(written) == group


def test_numbered_groups_come_first_and_in_their_order():
    assert sorted(["东街", "10", "2"], key=group_order) == ["2", "10", "东街"]


@UNHURRIED
@given(DATES, st.integers(0, 1200))
def test_months_are_added_within_the_month(day, months):
    later = add_months(day, months) if day.year + months // 12 < 9990 else day
    assert later.day <= day.day
    assert (later.year - day.year) * 12 + later.month - day.month == (months if later != day or not months else 0)


@UNHURRIED
@given(DATES, DATES, st.integers(1, 120))
def test_nobody_of_age_is_ever_under_age_later(born, day, age):
    if of_age(born, day, age):
        assert of_age(born, day + datetime.timedelta(days=1), age)
        assert of_age(born, day, age - 1)


@pytest.mark.parametrize(
    ("figures", "fields"),
    [
        (("representatives", 30, 20, 11), set()),
        (("representatives", 30, 19, 19), {"present"}),
        (("representatives", 30, 20, 10), {"agreed"}),
        (("village", 900, 451, 226), set()),
        (("village", 900, 450, 450), {"present"}),
    ],
)
def test_a_meeting_decides_with_its_quorum_and_majority(figures, fields):
    meeting, due, present, agreed = figures
    found = resolution_problems(meeting=meeting, due=due, present=present, agreed=agreed, law=VILLAGE)
    assert set(found) == fields


GIVEN = {
    "law": VILLAGE,
    "method": "voters",
    "relation": "villager",
    "written": True,
    "applied_on": datetime.date(2026, 12, 10),
    "election_day": DAY,
    "held_already": 0,
    "proxy_is_candidate": False,
    "proxy_gave_own": False,
    "voter_is_proxy": False,
}


@pytest.mark.parametrize(
    ("differs", "field", "article"),
    [
        ({"written": False}, "written", "第十八条"),
        ({"held_already": 3}, "proxy", "第十八条"),
        ({"proxy_is_candidate": True}, "proxy", "第十八条"),
        ({"proxy_gave_own": True}, "proxy", ""),
        ({"voter_is_proxy": True}, "voter", ""),
        ({"applied_on": DAY}, "applied_on", "第十八条"),
        ({"election_day": None}, "applied_on", ""),
        ({"law": _law("cn-2018")}, "relation", "第十五条"),
        ({"law": _law("cn-2026-zhejiang"), "applied_on": datetime.date(2026, 12, 12)}, "applied_on", "第二十五条"),
        ({"law": _law("cn-2026-shanghai"), "applied_on": datetime.date(2026, 12, 10)}, "applied_on", "第十六条"),
        ({"law": COMMUNITY, "method": "representatives"}, "voter", "第十九条"),
        ({"law": _law("cn-2026", "party_committee")}, "voter", "第二十四条"),
    ],
)
def test_what_forbids_a_proxy_names_its_article(differs, field, article):
    problems = proxy_problems(**{**GIVEN, **differs})
    assert set(problems) == {field}
    assert article in problems[field]


def test_a_proxy_for_three_is_the_most():
    assert not proxy_problems(**{**GIVEN, "held_already": 2})
    assert not proxy_problems(**{**GIVEN, "law": COMMUNITY})
